"""Weighs the signs of pages and says where papers begin.

Each sign adds to the odds that a paper begins with a page; what is looked at beside the page itself is
the page before it in the same paper, so that a paper that was parted is not parted again.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ocr.splitting import model
from ocr.splitting.model import Boundary, PageSigns, PaperPages, Split
from ocr.splitting.sheet import SeparatorSheet

SURE = 99.0
BEGINS_FROM = 50.0
_PRIOR = -2.5
# Natural logarithms of odds: 2.5 alone leaves the matter open, 4.5 alone makes a paper.
WEIGHTS = {
    model.LABEL: 6.5,
    model.BARCODE: 4.5,
    model.HEADING: 4.5,
    model.LETTERHEAD: 2.5,
    model.TITLE: 2.5,
    model.NUMBER_ONE: 3.0,
    model.NUMBERS_ENDED: 3.0,
    model.NUMBERS_BREAK_OFF: 1.2,
    model.SIZE_CHANGE: 2.0,
    model.BLANK_BACK: 1.0,
    model.SIGNED_BEFORE: 1.0,
    model.NUMBER_FOLLOWS: -5.0,
    model.LATER_NUMBER: -2.5,
    model.APPENDIX: -9.0,
    model.INSIDE_SENTENCE: -3.0,
}
_SAME_SIZE_MM = 12
_WHOLE_FILE = SeparatorSheet()


def propose_split(pages: Sequence[PageSigns]) -> Split:
    """Say which pages make which paper.

    Args:
        pages: every page of the file in order, numbered 1, 2, 3 …
    Returns:
        At least one paper (none for no pages). A file of nothing but separator sheets is one paper, so that
        somebody sees it.
    Raises:
        ValueError: pages are missing or not in order.
    """
    if [page.number for page in pages] != list(range(1, len(pages) + 1)):
        raise ValueError("pages are missing or not in order")
    parts = _between_sheets(pages)
    if not parts and pages:
        return Split((PaperPages(1, len(pages), model.FIRST_PAGE, SURE),))
    papers: list[PaperPages] = []
    boundaries: list[Boundary] = []
    for sheet, part in parts:
        found = _boundaries(sheet, part)
        boundaries += found
        starts = [each for each in found if each.confidence >= BEGINS_FROM]
        told = sheet.sheet if sheet is not None else None
        papers += _papers(part, starts, sheet=told or _WHOLE_FILE)
    return Split(tuple(papers), _left_out(pages, papers), tuple(boundaries))


def split_at(pages: Sequence[PageSigns], starts: Iterable[int]) -> Split:
    """The split that a clerk asks for: a paper begins with each of these pages and with the first page.

    Separator sheets stay out of the papers; a start that falls on one, or outside the file, is passed
    over, and so no paper is ever empty.
    """
    wanted = set(starts)
    proposed = propose_split(pages)
    if not proposed.papers:
        return proposed
    sheets = set(proposed.sheets)
    papers: list[PaperPages] = []
    for page in pages:
        if page.number in sheets:
            continue
        known = next((p for p in proposed.papers if p.first == page.number), None)
        after_sheet = page.number - 1 in sheets
        if not papers or page.number in wanted or after_sheet:
            dossier = papers[-1].dossier_number if papers else None
            begun = known or PaperPages(page.number, 0, model.BY_HAND, 100.0, dossier)
            papers.append(replace(begun, last=page.number))
        else:
            papers[-1] = replace(papers[-1], last=page.number)
    return Split(tuple(papers), proposed.sheets, proposed.boundaries)


_Part = tuple[PageSigns | None, list[PageSigns]]


def _between_sheets(pages: Sequence[PageSigns]) -> list[_Part]:
    """The runs of pages that stand between separator sheets, each with the sheet before it.

    The blank back of a sheet goes with the sheet. Runs without a page are left out.
    """
    parts: list[_Part] = [(None, [])]
    for page in pages:
        if page.parts_only:
            parts.append((page, []))
        elif not (page.blank and parts[-1][0] is not None and not parts[-1][1]):
            parts[-1][1].append(page)
    return [(sheet, part) for sheet, part in parts if part]


def _left_out(pages: Sequence[PageSigns], papers: Sequence[PaperPages]) -> tuple[int, ...]:
    held = {number for paper in papers for number in range(paper.first, paper.last + 1)}
    return tuple(page.number for page in pages if page.number not in held)


def _boundaries(sheet: PageSigns | None, part: Sequence[PageSigns]) -> list[Boundary]:
    """The place after the sheet (or at the file's beginning), and every other printed page of the part."""
    found = [Boundary(part[0].number, SURE, (_reason(sheet),))]
    if sheet is not None and sheet.sheet is not None and sheet.sheet.paper_type is not None:
        return found
    # Blank pages at the very beginning belong to the paper that they lie on.
    printed = next((at for at, page in enumerate(part) if not page.blank), len(part))
    before = part[printed] if printed < len(part) else part[0]
    after_blank, dossier = False, before.dossier_number
    for page in part[printed + 1 :]:
        if page.blank:
            after_blank = True
            continue
        boundary = _weighed(page, before=before, after_blank=after_blank, dossier=dossier)
        found.append(boundary)
        if boundary.confidence >= BEGINS_FROM:
            dossier = None
        before, after_blank, dossier = page, False, page.dossier_number or dossier
    return found


def _reason(sheet: PageSigns | None) -> str:
    if sheet is None:
        return model.FIRST_PAGE
    return model.SHEET_UNREAD if sheet.code_lost else model.SEPARATOR


def _weighed(
    page: PageSigns, *, before: PageSigns, after_blank: bool, dossier: str | None
) -> Boundary:
    reasons = [*_own_signs(page), *_signs_beside(page, before)]
    if page.dossier_number and dossier and page.dossier_number != dossier:
        reasons.append(model.BARCODE)
    if after_blank:
        reasons.append(model.BLANK_BACK)
    odds = _PRIOR + sum(WEIGHTS[reason] for reason in reasons)
    confidence = min(SURE, max(100 - SURE, 100 / (1 + math.exp(-odds))))
    begins = confidence >= BEGINS_FROM
    reasons.sort(key=lambda reason: -WEIGHTS[reason] if begins else WEIGHTS[reason])
    return Boundary(page.number, round(confidence, 1), tuple(reasons) or (model.NO_SIGN,))


def _own_signs(page: PageSigns) -> Iterable[str]:
    """What the page tells by itself."""
    held = {
        model.LABEL: page.sheet is not None,
        model.HEADING: page.heading,
        model.LETTERHEAD: page.letterhead,
        model.TITLE: page.title,
        model.NUMBER_ONE: page.page_number is not None and page.page_number.number == 1,
        model.APPENDIX: page.appendix,
        model.INSIDE_SENTENCE: page.inside_sentence,
    }
    return (reason for reason, holds in held.items() if holds)


def _signs_beside(page: PageSigns, before: PageSigns) -> Iterable[str]:
    """What the page tells beside the printed page before it."""
    if numbers := _numbers(page, before):
        yield numbers
    if before.signed:
        yield model.SIGNED_BEFORE
    if page.size_mm and before.size_mm:
        apart = max(abs(a - b) for a, b in zip(page.size_mm, before.size_mm, strict=True))
        if apart > _SAME_SIZE_MM:
            yield model.SIZE_CHANGE


def _numbers(page: PageSigns, before: PageSigns) -> str | None:
    """Papers number their pages from the second on, so that a first page bears none (Decree 30/2020/NĐ-CP)."""
    now, then = page.page_number, before.page_number
    if then is not None and then.of == then.number and (now is None or now.number == 1):
        return model.NUMBERS_ENDED
    if now is None:
        return model.NUMBERS_BREAK_OFF if then is not None and then.number > 1 else None
    if now.number == 1:
        return None
    follows = now.number == (then.number if then else 1) + 1
    same_count = then is None or then.of == now.of
    return model.NUMBER_FOLLOWS if follows and same_count else model.LATER_NUMBER


def _papers(
    part: Sequence[PageSigns], starts: Sequence[Boundary], *, sheet: SeparatorSheet
) -> Iterable[PaperPages]:
    """The pages between the starts, with what sheet, label or barcode say of them."""
    ends = [each.page - 1 for each in starts[1:]] + [part[-1].number]
    for start, last in zip(starts, ends, strict=True):
        pages = [page for page in part if start.page <= page.number <= last]
        label = next((page.sheet for page in pages if page.sheet), _WHOLE_FILE)
        barcode = next((page.dossier_number for page in pages if page.dossier_number), None)
        yield PaperPages(
            first=start.page,
            last=last,
            reason=start.reasons[0],
            confidence=start.confidence,
            dossier_number=label.dossier_number or sheet.dossier_number or barcode,
            paper_type=label.paper_type or sheet.paper_type,
        )

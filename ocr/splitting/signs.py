"""Finds on one page the signs that a paper begins, goes on or ends there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr.layout import Segment, Sheet, alike, letters, set_upright
from ocr.ports import PageReading
from ocr.splitting.codes import Code
from ocr.splitting.model import PageNumber, PageSigns
from ocr.splitting.sheet import SeparatorSheet, parse_sheet
from ocr.titles import find_title, is_head
from vietnamese.document_number import find_numbers
from vietnamese.dossier_number import parse_dossier_number
from vietnamese.text import fold

SHEET_LINES = ("to phan cach", "dat to nay ngay truoc")
"""What lines of a separator sheet begin with, folded; beside a code of ours either will do, since a photo may
lose the other. A page without is a paper with a label on it: taking a sheet for a paper loses nothing, a paper
for a sheet would. So a page without a code must bear both, and little else."""
_MOST_WORDS_OF_SHEET = 80  # a spoilt code reads as a few dozen

_HEAD_SHARE, _TITLE_SHARE, _LETTERHEAD_SHARE = 0.3, 0.42, 0.2
_NUMBER_HEAD_SHARE, _NUMBER_FOOT_SHARE = 0.1, 0.88
_MOST_PAGES = 500

_AGENCY = re.compile(
    r"(?:uy ban|hoi dong nhan dan|hdnd|ubnd|so|bo|chinh phu|thu tuong|quoc hoi|tong cuc|cuc|chi cuc|phong"
    r"|van phong|cong an|toa an|vien kiem sat|thanh tra|kho bac|thue|bao hiem xa hoi|ban quan ly|trung tam"
    r"|cong ty|ngan hang|truong|benh vien|dang cong san|tinh uy|huyen uy|dang uy)\b"
)
_APPENDIX = re.compile(r"(?:danh muc )?phu luc\b(?! hop dong)")
_ATTACHED = re.compile(r"\(\s*(?:ban hanh )?kem theo\b")
_APPENDIX_WORDS = 8
_SIGNED = re.compile(
    r"(?:noi nhan|tm uy ban|kt chu tich|kt giam doc|tl chu tich|ky (?:va )?ghi ro ho ten|ky ghi ro ho ten)\b"
)
_COUNTED = re.compile(
    r"\W*(?:trang|to|page)?\W{0,3}(\d{1,3})\s{0,2}(?:/|tren|of)\s{0,2}(\d{1,3})\W*"
)
_NAMED = re.compile(r"\W*(?:trang|page)\W{0,3}(\d{1,3})\W*")
_ALONE = re.compile(r"[-–—.\s]*([1-9li|]?[0-9li|]?\d|[1-9][lio|])[-–—.\s]*")
_MISREAD = str.maketrans("li|o", "1110")


def signs_of(reading: PageReading, *, codes: Sequence[Code] = ()) -> PageSigns:
    """The signs of a page, from what was read of it and the codes that stand on it."""
    return with_reading(signs_of_codes(reading.number, codes), reading)


def with_reading(seen: PageSigns, reading: PageReading) -> PageSigns:
    """The signs of a page whose codes were read before its text."""
    common = PageSigns(
        reading.number,
        sheet=seen.sheet,
        dossier_number=seen.dossier_number,
        size_mm=_size_mm(reading),
    )
    if reading.blank or not reading.lines:
        return replace(common, blank=reading.blank and common.sheet is None)
    upright = set_upright(reading)
    of_sheet = _lines_of_sheet(upright)
    few_words = len(reading.words) <= _MOST_WORDS_OF_SHEET
    if common.sheet is None and of_sheet == set(SHEET_LINES) and few_words:
        return replace(common, code_lost=True)
    title = find_title(upright)
    top = _above(upright, _TITLE_SHARE)
    return replace(
        common,
        bears_text=seen.bears_text and not of_sheet,
        heading=any(is_head(each) for each in _above(upright, _HEAD_SHARE)),
        letterhead=_has_letterhead(upright),
        title=title is not None and title.segments[0] in top,
        page_number=find_page_number(upright),
        appendix=_is_appendix(top),
        inside_sentence=_begins_inside_sentence(upright),
        signed=any(_SIGNED.match(letters(each.text)) for each in upright.segments),
    )


def signs_of_codes(number: int, codes: Sequence[Code]) -> PageSigns:
    """What the codes on a page tell by themselves; without its bar a sheet may be a label on a paper."""
    sheet = _separator(codes)
    is_whole_sheet = any(code.under_bar and parse_sheet(code.text) for code in codes)
    return PageSigns(
        number,
        sheet=sheet,
        bears_text=sheet is not None and not is_whole_sheet,
        dossier_number=_dossier_number(codes),
    )


def find_page_number(sheet: Sheet) -> PageNumber | None:
    """The number in the head or foot: `Trang 2/5`, `2/5`, `Trang 2`, or one that stands alone."""
    edges = [
        each
        for each in sheet.segments
        if each.y1 < _NUMBER_HEAD_SHARE * sheet.height
        or each.y0 > _NUMBER_FOOT_SHARE * sheet.height
    ]
    found = [number for each in edges if (number := _numbered(each, sheet)) is not None]
    return max(found, key=lambda each: each.of is not None, default=None)


def _numbered(segment: Segment, sheet: Sheet) -> PageNumber | None:
    folded = fold(segment.text)
    if counted := _COUNTED.fullmatch(folded):
        number, of = int(counted[1]), int(counted[2])
        return PageNumber(number, of) if 1 <= number <= of <= _MOST_PAGES else None
    named = _NAMED.fullmatch(folded)
    # A figure by itself may be anything that was torn off a line, unless it stands in the middle or right.
    if named is None and segment.middle_x > 0.4 * sheet.width:
        named = _ALONE.fullmatch(folded)
    number = int(named[1].translate(_MISREAD)) if named else 0
    return PageNumber(number) if 1 <= number <= _MOST_PAGES else None


def _separator(codes: Sequence[Code]) -> SeparatorSheet | None:
    """The sheet that the codes announce; two that differ announce nothing that may be relied on."""
    sheets = {sheet for code in codes if (sheet := parse_sheet(code.text)) is not None}
    return sheets.pop() if len(sheets) == 1 else None


def _dossier_number(codes: Sequence[Code]) -> str | None:
    numbers = {found.number for code in codes if (found := parse_dossier_number(code.text))}
    return numbers.pop() if len(numbers) == 1 else None


def _size_mm(reading: PageReading) -> tuple[int, int] | None:
    if reading.dpi <= 0:
        return None
    short, long = sorted((reading.width_px, reading.height_px))
    return round(short / reading.dpi * 25.4), round(long / reading.dpi * 25.4)


def _above(sheet: Sheet, share: float) -> list[Segment]:
    return [each for each in sheet.segments if each.middle_y < share * sheet.height]


def _has_letterhead(sheet: Sheet) -> bool:
    """An agency's name in capitals, or a document's number by itself, top left."""
    return any(
        (each.capital_share > 0.6 and _AGENCY.match(letters(each.text)) is not None)
        or (fold(each.text).startswith("so") and bool(find_numbers(each.text)))
        for each in _above(sheet, _LETTERHEAD_SHARE)
        if each.middle_x < 0.5 * sheet.width and len(each.words) <= 9
    )


def _lines_of_sheet(sheet: Sheet) -> set[str]:
    """The lines of a separator sheet that stand on the page."""
    found = [letters(each.text) for each in sheet.segments]
    return {
        line
        for line in SHEET_LINES
        if any(alike(text[: len(line)], line, share=0.25) for text in found)
    }


def _is_appendix(top: Sequence[Segment]) -> bool:
    """Whether the page says that it comes with another paper.

    Model forms bear "Phụ lục … (Ban hành kèm theo Thông tư …)" above the national heading, and a form that is
    filled in is a paper of its own; what is attached to a decision bears it below its title.
    """
    heading = max((each.middle_y for each in top if is_head(each)), default=0.0)
    return any(
        _ATTACHED.match(fold(each.text)) is not None
        or (len(each.words) <= _APPENDIX_WORDS and _APPENDIX.match(letters(each.text)) is not None)
        for each in top
        if each.middle_y > heading
    )


def _begins_inside_sentence(sheet: Sheet) -> bool:
    """Whether the first line that is no page number begins with a small letter."""
    for each in sheet.segments:
        if _numbered(each, sheet) is None:
            first = each.words[0].text
            return first[:1].isalpha() and first.islower() and len(each.words) > 2
    return False

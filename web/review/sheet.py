"""What the review page shows: the pages with their boxes, the fields by certainty, and the warnings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import BoundField

from accounts.models import User
from config.reading_rules import rules
from dossiers.models import Field, PageText, Paper
from dossiers.states import State
from ingest.checks import DATE_FIELDS, held_back, low_pages, missing
from ingest.splitting import type_on_sheet
from ingest.steps.read import lines_of
from ocr.confidence import words_in
from ocr.ports import FIELD_NAMES, Box
from ocr.unread import UNREAD
from web.review.forms import LABELS, ReturnForm, ReviewForm, shown_date
from web.review.queue import next_picture

SIMILAR = 3
GAP_PX = 12  # a quarter of a line at 300 dpi


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the form beside what was read: the box on its page, and how sure the reading is."""

    bound: BoundField
    read: str
    row: Field | None
    by_hand: bool = False
    is_missing: bool = False  # every paper of the type bears it, and it was not read

    @property
    def changed(self) -> bool:
        """Whether the value differs from what was read."""
        return self.row is not None and str(self.bound.value() or "") != self.read


@dataclass(frozen=True, slots=True)
class BoxView:
    """A field's box in pixels of the page as received."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageView:
    """One page for an SVG: its size when upright, and the transform that sets it upright."""

    number: int
    width_px: int  # as received
    height_px: int
    turn_deg: int
    boxes: tuple[BoxView, ...] = ()

    @property
    def view_box(self) -> str:
        """The canvas of the upright page."""
        if self.turn_deg in {90, 270}:
            return f"0 0 {self.height_px} {self.width_px}"
        return f"0 0 {self.width_px} {self.height_px}"

    @property
    def transform(self) -> str:
        """Clockwise turn about the origin, then back into the canvas."""
        x = self.height_px if self.turn_deg == 90 else self.width_px if self.turn_deg == 180 else 0
        y = self.height_px if self.turn_deg == 180 else self.width_px if self.turn_deg == 270 else 0
        return f"translate({x} {y}) rotate({self.turn_deg})"


def sheet(paper: Paper, form: ReviewForm, user: User, *, page: int = 0) -> dict[str, Any]:
    """The context of the review page."""
    texts = list(paper.page_texts.order_by("number"))
    lines = field_lines(form, by_hand=written_by_hand(paper, texts))
    first = next((line.row.page for line in lines if line.row and line.row.page), None)
    if not form.is_bound and lines:
        form.fields[lines[0].bound.name].widget.attrs["autofocus"] = True
    warnings, low_dpi = quality_warnings(paper, texts)
    return {
        "paper": paper,
        "form": form,
        "lines": lines,
        "pages": page_views(paper, texts),
        "shown_page": page or first or paper.first_page,
        "verification": paper.verifications.first(),
        "type_from_sheet": paper.paper_type_id is not None
        and type_on_sheet(paper) == paper.paper_type_id,
        "warnings": warnings,
        "held_back": _held_back(paper),
        "unread_pages": dict(warnings).get(UNREAD, []),
        "ask_reason": low_dpi or "quality_reason" in form.errors or form["quality_reason"].value(),
        "contradictions": [] if form.is_bound else form.contradictions(_stored(paper)),
        "similar": similar(paper, user),
        "return_form": ReturnForm(),
        "next_picture": next_picture(user, after=paper.pk),
    }


def _held_back(paper: Paper) -> dict[str, list[str]]:
    """Why a paper of a type that accepts papers by itself waits all the same: fields by code.

    What is wrong with the whole paper stands among the warnings already.
    """
    if paper.paper_type is None or not paper.paper_type.automatic_review:
        return {}
    problems = held_back(
        paper,
        paper.paper_type,
        type_confidence=paper.type_confidence,
        fields=paper.fields.all(),
        rules=rules(),
    )
    labels, found = {**LABELS, "paper_type": "Loại giấy tờ"}, dict[str, list[str]]()
    for each in problems:
        if each.field:
            found.setdefault(each.code, []).append(labels[each.field])
    return found


def written_by_hand(paper: Paper, texts: list[PageText]) -> frozenset[str]:
    """Names of the fields whose figures a pen or a stamp wrote."""
    pages = {
        text.number: [word for line in lines_of(text) for word in line.words] for text in texts
    }
    return frozenset(
        row.name
        for row in paper.fields.all()
        if row.box
        and row.page in pages
        and any(word.handwritten for word in words_in(Box(*row.box), pages[row.page]))
    )


def field_lines(form: ReviewForm, *, by_hand: Collection[str] = frozenset()) -> list[FieldLine]:
    """Those that every such paper bears and that are missing; those read, the least certain first; the rest."""
    rows = {row.name: row for row in form.paper.fields.all()}
    have = {name for name, row in rows.items() if row.value}
    lost = missing(form.paper.paper_type_id or "", have, rules())

    def line(name: str) -> FieldLine:
        row = rows.get(name)
        read = row.read_value if row else ""
        shown = shown_date(read) if name in DATE_FIELDS else read
        return FieldLine(form[name], shown, row, name in by_hand, name in lost)

    read = [name for name in FIELD_NAMES if name in rows and name not in lost]
    read.sort(key=lambda name: rows[name].confidence or 0.0)
    return [line(name) for name in dict.fromkeys((*lost, *read, *FIELD_NAMES))]


def page_views(paper: Paper, texts: list[PageText]) -> list[PageView]:
    """The paper's pages with the boxes of the fields on them."""
    boxes: dict[int, list[BoxView]] = {}
    for row in paper.fields.all():
        if row.box and row.page:
            boxes.setdefault(row.page, []).append(_around(row.name, row.box))
    return [
        PageView(
            number=text.number,
            width_px=text.width_px,
            height_px=text.height_px,
            turn_deg=text.turn_deg,
            boxes=tuple(boxes.get(text.number, ())),
        )
        for text in texts
    ]


def _around(name: str, box: Sequence[int]) -> BoxView:
    """The box drawn a little outside the words, so that its line covers none of them."""
    x0, y0, x1, y1 = box
    gap = max(4, min(GAP_PX, (y1 - y0) // 4, (x1 - x0) // 4))
    return BoxView(name, x0 - gap, y0 - gap, x1 - x0 + 2 * gap, y1 - y0 + 2 * gap)


def quality_warnings(
    paper: Paper, texts: list[PageText]
) -> tuple[list[tuple[str, list[int]]], bool]:
    """Codes of what is wrong with the scan, each with its pages; and whether the resolution is too low."""
    found: dict[str, list[int]] = {code: [] for code in paper.received_file.warnings}
    for text in texts:
        codes = list(text.quality.get("warnings", ()))
        if text.blank:
            codes.append("quality.blank")
        for code in dict.fromkeys(codes):
            found.setdefault(code, []).append(text.number)
    low = low_pages(paper, paper.paper_type, texts) if paper.paper_type else []
    if low:
        found["quality.low_dpi"] = low
    return list(found.items()), bool(low)


def similar(paper: Paper, user: User) -> QuerySet[Paper]:
    """Papers that may be the same: number, issuer and date alike, or holder and type alike."""
    alike = Q(pk__in=())
    if paper.number_key and paper.issued_on:
        alike |= Q(number_key=paper.number_key, issuer=paper.issuer, issued_on=paper.issued_on)
    if paper.holder_id and paper.paper_type_id:
        alike |= Q(holder=paper.holder_id, paper_type=paper.paper_type_id)
    others = Paper.objects.visible_to(user).filter(alike).exclude(pk=paper.pk)
    gone = (State.RETURNED, State.WITHDRAWN)
    found = others.exclude(state__in=gone).select_related("paper_type", "received_file")
    return found.order_by("-id")[:SIMILAR]


def _stored(paper: Paper) -> dict[str, Any]:
    return {row.name: row.value for row in paper.fields.all()}

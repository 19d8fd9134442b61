"""The visible mark: text only, top right of page 1 (Decree 30/2020, annex, electronic copies of papers)."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from signing.font import MarkFont, cut_font, normal, write_font
from signing.ports import Mark

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SIZE_PT = 10.0
LEADING_PT = 11.5
PADDING_PT = 2.0
TRIAL = "THỬ NGHIỆM"


@dataclass(frozen=True, slots=True)
class SetMark:
    """A mark broken into lines and measured; width and height in points, upright."""

    lines: tuple[str, ...]
    font: MarkFont
    width_pt: int
    height_pt: int


def set_mark(
    mark: Mark, *, signed_at: datetime, max_width_pt: float, font_file: Path | None = None
) -> SetMark:
    """Break the mark into lines no wider than `max_width_pt`: copy form, agency, time, trial marker.

    Raises:
        signing.errors.FontUnavailable: the font is missing or lacks a letter.
    """
    time = signed_at.astimezone(VIETNAM).isoformat(timespec="seconds")
    texts = [normal(text).strip() for text in (*mark.lines, mark.agency_name)]
    texts = [*filter(None, texts), f"Thời gian ký: {time}"]
    if mark.trial:
        # On the first line, not on one of its own: below lies the motto of the paper.
        texts[0] += f" – {TRIAL}"
    font = cut_font(texts, font_file=font_file)
    lines = tuple(line for text in texts for line in _wrapped(text, font, max_width_pt))
    width = max(font.width_pt(line, SIZE_PT) for line in lines)
    return SetMark(
        lines=lines,
        font=font,
        # Whole points: the field's box is in whole points too, so that the text is not stretched.
        width_pt=ceil(width + 2 * PADDING_PT),
        height_pt=ceil(len(lines) * LEADING_PT + 2 * PADDING_PT),
    )


def _wrapped(text: str, font: MarkFont, max_width_pt: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.width_pt(longer, SIZE_PT) <= max_width_pt:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True)
class MarkStyle(BaseStampStyle):
    """Draws a set mark upright for the reader, whatever the /Rotate of the page."""

    mark: SetMark | None = None
    rotate_deg: int = 0

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> BaseStamp:
        """Called by pyHanko with the writer of the file; box and text are ours already."""
        del box, text_params
        assert self.mark is not None  # noqa: S101 - a style without a mark is never installed
        upright = BoxConstraints(width=self.mark.width_pt, height=self.mark.height_pt)
        return MarkStamp(writer=writer, style=self, box=upright)


class MarkStamp(BaseStamp):
    """The appearance stream of the signature field."""

    def render(self) -> bytes:
        """Text operators, first line on top, black."""
        mark: SetMark = self.style.mark
        writer = self._ensure_writer
        self.set_resource(
            category=ResourceType.FONT, name=pdf_name("/Mark"), value=write_font(mark.font, writer)
        )
        first = mark.height_pt - PADDING_PT - SIZE_PT * 0.9
        operators = [
            b"q BT 0 g /Mark %g Tf %g TL %g %g Td" % (SIZE_PT, LEADING_PT, PADDING_PT, first)
        ]
        operators += [mark.font.encode(line) + b" Tj T*" for line in mark.lines]
        return b" ".join([*operators, b"ET Q"])

    def as_form_xobject(self) -> generic.StreamObject:
        """Turn the form against the page's /Rotate; the viewer fits the turned box into the field."""
        form = super().as_form_xobject()
        turns = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
        turn = turns.get(self.style.rotate_deg)
        if turn:
            matrix = [generic.NumberObject(number) for number in (*turn, 0, 0)]
            form[pdf_name("/Matrix")] = generic.ArrayObject(matrix)
        return form

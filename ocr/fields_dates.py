"""The day of issue: in the place-and-date line of the head, or above the signature. ISO 8601.

A day or month that cannot be read gives no value: a blank for the clerk is better than a guess.
Dates of stamps, of bases ("Căn cứ …") and of running text are never taken.
"""

import re
from collections.abc import Sequence

from ocr.field_values import Value, dates, proposal
from ocr.fields_head import Head, in_receipt_stamp
from ocr.layout import Flow, Segment, Sheet
from ocr.ports import FieldProposal
from ocr.rules import FieldRule
from vietnamese.text import fold

PARTS = re.compile(r"ng?ay.{0,12}th?ang.{0,12}n?am")

NUMBER_BEFORE = re.compile(r"\W{0,3}s[o0]\s?[:.]\s?(?:\d+\s?)?/?[\w/&-]*\s(?=\w)")
"""The paper's number, where both columns of the head stand too close to tell them apart."""

PROPER = re.compile(r"(?!ĐẾN|Thứ|Chủ)[A-ZĐ][^\W\d_A-Z]+(?:[ -][A-ZĐ][^\W\d_A-Z]*){0,4} ?, ?[Nn]g")
"""A town by its capitals: "Kỳ Anh, ngày" and "Thủ Đức, ngày" look like traps without diacritics."""


def date_in_head(
    sheets: Sequence[Sheet], head: Head, rule: FieldRule
) -> tuple[FieldProposal | None, bool]:
    """The date of the head's place-and-date line; and whether there is such a line at all.

    A line whose blanks are not filled in says that the paper bears no date yet.
    """
    for segment in head.sheet.segments:
        if segment.y0 >= head.bottom:
            break
        if in_receipt_stamp(head.sheet, segment):
            continue
        found = _place_and_date(sheets, segment, rule, place="head")
        if found is not None:
            return found, True
        if _is_blank(segment):
            return None, True
    return None, False


def date_at_end(sheets: Sequence[Sheet], rule: FieldRule) -> FieldProposal | None:
    """Place and date on a line of their own, the last such line of the paper."""
    for sheet in reversed(sheets):
        for segment in reversed(sheet.segments):
            found = _place_and_date(sheets, segment, rule, place="end")
            if found is not None:
                return found
    return None


def _is_blank(segment: Segment) -> bool:
    """Whether the segment is a place-and-date line (asked where no date could be read in it)."""
    return PARTS.search(fold(segment.text)) is not None and "," in segment.text[:45]


def _place_and_date(
    sheets: Sequence[Sheet], segment: Segment, rule: FieldRule, *, place: str
) -> FieldProposal | None:
    flow = Flow(sheets, [segment])
    for read in dates(flow.text):
        number = NUMBER_BEFORE.match(flow.folded, 0, read.start)
        begin = number.end() if number else 0
        town = flow.folded[begin : read.start].strip(" -|.'`")
        printed = flow.text[begin:].strip(" -|.'`\n")
        named = (
            2 <= len(town) <= 48 and printed[:1].isupper() and not re.search(r"[:;]|\d{3}", town)
        )
        rest = flow.folded[read.end :].strip(" .|,'-\n")
        trap = rule.traps.search(town) and not PROPER.match(printed)
        if not named or trap or (place == "end" and len(rest) > 2):
            return None
        return proposal(flow, Value(read.text, read.start, read.end, read.signs), place)
    return None

"""Fields that are dates: day of issue, birth date, end of validity; all ISO 8601.

A day or month that cannot be read gives no value: a blank for the clerk is better than a guess.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.fields_head import REPAIRED, Head
from ocr.layout import Flow, Segment, Sheet
from ocr.ports import FieldProposal
from vietnamese.dates import find_dates
from vietnamese.text import fold

BIRTH = re.compile(
    r"(?:ngay\W*(?:thang\W*nam\W*)?sinh(?:\W*date of birth)?|sinh\W*ngay)\W*(?:ngay\W*)?"
)
VALID_TO = re.compile(
    r"(?:gia\W*tri|hieu\W*luc|thoi\W*han)[^.;\n]{0,40}?\bden(?:\W*het)?"
    r"(?:\W*date of expiry)?\W*"
)
TODAY = re.compile(r"hom\W*nay\W*")
PARTS = re.compile(r"ng?ay.{0,12}th?ang.{0,12}n?am")
NO_PLACE = re.compile(
    r"can cu|nghi dinh|\bden\b|\bgio\b|ngay (?:cap|ky|sinh|nhan)|thoi gian|dang ky|\bcap\b|\bthu\b"
    r"|hieu luc|gia tri|thay doi|\btu\b|\bky\b"
)
LATE_DATE_TYPES = frozenset(
    (
        *("don_de_nghi", "hop_dong", "giay_khai_sinh", "ket_hon", "ho_kinh_doanh", "gcn_qsdd"),
        *("cccd_copy", "unknown"),
    )
)
"""Types whose forms may print place and date above the signature instead of in the head."""


@dataclass(frozen=True, slots=True)
class _Read:
    value: str
    start: int
    end: int
    repaired: bool


def propose_issued_on(sheets: Sequence[Sheet], head: Head, paper_type: str) -> FieldProposal | None:
    """The date of the place-and-date line; a contract's "Hôm nay, ngày …".

    Sought in the head first, then (types of LATE_DATE_TYPES) at the end of the paper. Dates of
    stamps, of bases ("Căn cứ …") and of running text are never taken.
    """
    for segment in head.sheet.segments:
        if segment.y0 >= head.bottom:
            break
        found = _place_and_date(sheets, segment, whole=False)
        if found is not None or _blank_date(segment):
            return found
    flow = Flow(sheets, head.sheet.segments)
    found = after_label(flow, TODAY)
    if found is not None or paper_type not in LATE_DATE_TYPES:
        return found
    for sheet in reversed(sheets):
        for segment in reversed(sheet.segments):
            found = _place_and_date(sheets, segment, whole=True)
            if found is not None:
                return found
    return None


def after_label(flow: Flow, label: re.Pattern[str]) -> FieldProposal | None:
    """The first date that stands right after the label."""
    for found in label.finditer(flow.folded):
        for read in _dates(flow.text[found.end() : found.end() + 90]):
            if read.start <= 2:
                return _proposal(flow, read, found.end())
            break
    return None


def _blank_date(segment: Segment) -> bool:
    """Whether the segment is a place-and-date line (asked where no date could be read in it)."""
    return PARTS.search(fold(segment.text)) is not None and "," in segment.text[:45]


def _place_and_date(
    sheets: Sequence[Sheet], segment: Segment, *, whole: bool
) -> FieldProposal | None:
    flow = Flow(sheets, [segment])
    for read in _dates(flow.text):
        place = flow.folded[: read.start].strip(" -|.'`")
        printed = flow.text.strip(" -|.'`\n")
        named = (
            2 <= len(place) <= 48 and printed[:1].isupper() and not re.search(r"[:;]|\d{3}", place)
        )
        rest = flow.folded[read.end :].strip(" .|,'-\n")
        if not named or NO_PLACE.search(place) or (whole and len(rest) > 2):
            return None
        return _proposal(flow, read, 0)
    return None


def _proposal(flow: Flow, read: _Read, offset: int) -> FieldProposal:
    return flow.proposal(
        offset + read.start,
        offset + read.end,
        value=read.value,
        trust=REPAIRED if read.repaired else 1.0,
    )


def _dates(text: str) -> list[_Read]:
    """Dates of a text with brackets and dirt beside figures taken for what they cover."""
    tidy = re.sub(r"(?<=\d)[\]!\[|](?=\s|$)|(?<=\s)[\]!\[|](?=\d)", "1", text)
    tidy = re.sub(r"(?<=[a-zăâm])[\-_.:](?=\d)", " ", tidy)
    reads = []
    for found in find_dates(tidy):
        printed = text[found.start : found.end]
        figures = re.findall(r"[^\s/.,\-]*\d[^\s/.,\-]*", printed)
        guessed = any(not part.isdigit() and not re.match(r"\D{3,}\d", part) for part in figures)
        reads.append(_Read(found.value.isoformat(), found.start, found.end, guessed))
    return reads

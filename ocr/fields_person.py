"""Fields of whom a paper is about: name, personal id, birth date, address, tax code.

A name in capitals gets small letters, as records write it; an organisation's stays as printed.

Labels are found in folded text, so a wrong tone mark does no harm. The first person's particulars
end where the next person begins; in two-column certificates (husband, wife) they keep their column.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ocr.fields_dates import BIRTH, after_label
from ocr.fields_head import REPAIRED
from ocr.layout import Flow, Segment, Sheet, same_row
from ocr.ports import FieldProposal
from vietnamese.person_id import disagreements, parse_person_id
from vietnamese.syllable import is_syllable
from vietnamese.tax_code import parse_tax_code
from vietnamese.text import nfc

IMPLAUSIBLE = 0.6
"""Factor on the confidence of an id that has not 9 or 12 digits, or a tax code whose check digit is wrong."""

ODD_NAME = 0.8
"""Factor on the confidence of a name that is no Vietnamese one or misread."""

_NAME_LABEL = r"ho\W{0,3}(?:chu\W{0,3}dem\W{0,3}(?:va\s*)?|va\s*)?ten"

PERSON = re.compile(
    r"(?<!\w)(?:"
    rf"{_NAME_LABEL}(?P<of>[^:\n]{{0,30}}?)\s*(?:/\s*full name)?\s*[:;]"
    r"|(?:ong|ba|anh|chi)(?:\s*[/(]\s*(?:ong|ba)\)?)?\s*(?:\((?:ba|ong)\))?\s*:"
    r"|(?:toi|chung toi)\s*ten(?:\s*la)?\s*:?|ten\s*toi\s*la\s*:?|toi\s*la\s*:"
    r"|(?:1\.\s*)?cap\s*cho\s*:?\s*(?=ong|ba)"
    r"|to\s*chuc(?:\s*,\s*ca\s*nhan)?\s*:"
    r"|ben\s*[a-d](?:\s*\([^)\n]{0,80}\))?\s*(?:la\s*)?:"
    r"|(?:chu\s*(?:ho(?!\s*khau)|dau\s*tu|ho\s*so)|nguoi\s*(?:nop|su\s*dung\s*dat|yeu\s*cau|de\s*nghi))"
    r"[^:\n]{0,40}:"
    r")\s*"
)
"""Labels that a person's name follows, in running order of the paper."""

IN_TEXT = re.compile(
    r"(?:\b(?:cho|doi\s*voi|cua|voi)\s*(?:cac\s*)?|(?<=\n)(?:ho\s+)?)"
    r"(?:ong|ba)(?:\s*\((?:ba|ong)\))?\s*:?\s+"
)
"""A person named in running text ("… cho bà Bế Diệu Cúc, số định danh …") or at a line's start."""

ADDRESSED_TO = re.compile(r"kinh\s*gui\s*[:.;]?\s*-?\s*")
_ORGANISATION = re.compile(
    r"(?:(?:tong\s*)?cong\s*ty|doanh\s*nghiep|hop\s*tac\s*xa|tap\s*doan|chi\s*nhanh\s*cong\s*ty)\b"
)

_TITLED = re.compile(r"(?:(?:ong|ba|anh|chi)(?:\s*[/(]\s*(?:ong|ba)\)?)?\s*:?\s+)")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:\s+[^\W\d_]+(?:[-'’][^\W\d_]+)*){0,6}")
_NO_NAME = re.compile(
    r"(?:cong ty|ho kinh doanh|uy ban|so |phong |hop tac xa|doanh nghiep|chi nhanh|ngan hang|gioi"
    r"|sinh|ngay|nam|dan toc|quoc tich|dai dien|truong|trung tam|ten )"
)
_AFTER_NAME = re.compile(
    r"\s(?:gioi tinh|gioi|sinh ngay|sinh nam|ngay|nam sinh|dan toc|so dinh danh|cccd|cmnd)\b"
)

PERSONAL_ID = re.compile(
    r"(?:so\W*dinh\W*danh(?:\W*ca\W*nhan)?(?:\W*personal[^:\n]*)?"
    r"|(?:so\W*)?(?:the\W*)?(?:cccd|cmnd|cmtnd|can\W*cuoc(?:\W*cong\W*dan)?|chung\W*minh\W*nhan"
    r"\W*dan)(?:\W*(?:cccd|cmnd))*(?:\W*so)?|so\s*/\s*no\.?)\W*"
    r"(?P<value>[0-9oil|](?:[ .]?[0-9oil|]){7,12})(?!\w)"
)
ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:dia\s*chi|noi(?:\s*dang\s*ky)?(?:\s*ho\s*khau)?)\s*thuong\s*tru[^:\n]{0,30}:\s*",
        r"thuong\s*tru\s*tai\s*:?\s*|cu\s*tru\s*tai\s*:?\s*",
        r"noi\s*cu\s*tru\s*:\s*|cho\s*o\s*hien\s*nay\s*:\s*",
        r"dia\s*chi[^:\n]{0,20}:\s*",
        r"noi\s*o\s*hien\s*(?:nay|tai)\s*:\s*",
        r"que\s*quan\s*:\s*",
    )
)
"""Labels of an address, the best first."""

HOME_TOWN = 0.8
"""Factor on the confidence of a home town (the last label) taken for want of a residence."""

TAX_CODE = re.compile(
    r"(?:ma\s*so\s*(?:thue|ho\s*kinh\s*doanh|doanh\s*nghiep)|\bmst)[^:\n\d]{0,12}:?\s*"
    r"(?P<value>[0-9ol|]{8,}(?:\s*-\s*[0-9]{3})?)"
)
NEXT_LABEL = re.compile(
    r"\s(?:so dien thoai|dien thoai|email|fax|gioi tinh|dan toc|quoc tich|giay to|so dinh danh|cccd"
    r"|ngay cap|ma so|noi cap|nghe nghiep|ngay sinh|co gia tri|quan he|hop chieu)\b[^:\n]{0,25}:|[;\n]"
    r"|(?<!\btp)(?<!\btx)(?<!\b[pqhx])\.\s|\.?$"
)
DIGITS = str.maketrans("ol|", "011")
LETTER_TYPES = frozenset({"thong_bao", "nghi_quyet", "thong_tu", "ke_hoach"})
"""Papers about no one person: names in their text are officers'."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    label_at: int
    organisation: bool = False


def propose_person(sheets: Sequence[Sheet], paper_type: str) -> dict[str, FieldProposal]:
    """holder_name, personal_id, birth_date and address of the first one, as far as printed."""
    segments = [segment for sheet in sheets for segment in sheet.segments]
    flow = Flow(sheets, segments)
    holder = None if paper_type in LETTER_TYPES else _first_person(flow, paper_type)
    found: dict[str, FieldProposal] = {}
    if holder is None:
        return found
    name = " ".join(flow.text[holder.start : holder.end].split())
    found["holder_name"] = flow.proposal(
        holder.start,
        holder.end,
        value=nfc(name),  # as printed
        trust=1.0 if holder.organisation else name_trust(name),
    )
    about = _particulars(sheets, flow, holder)
    birth = after_label(about, BIRTH)
    others = {
        "birth_date": birth,
        # A card prints its number above the name.
        "personal_id": _personal_id(flow if paper_type == "cccd_copy" else about, birth),
        "address": _address(about),
    }
    return found | {key: proposal for key, proposal in others.items() if proposal is not None}


def name_trust(name: str) -> float:
    """1.0, or less for a name with a word that no Vietnamese syllable spells ("Hưỳnh")."""
    return 1.0 if all(is_syllable(word) for word in name.split()) else ODD_NAME


def propose_tax_code(sheets: Sequence[Sheet]) -> FieldProposal | None:
    """The first tax code (10 digits, or 10-3), or the business code that is the same number."""
    flow = Flow(sheets, [segment for sheet in sheets for segment in sheet.segments])
    found = TAX_CODE.search(flow.folded)
    if found is None:
        return None
    printed = re.sub(r"\s", "", found["value"])
    value = printed.translate(DIGITS)
    trust = REPAIRED if value != printed else 1.0
    known = parse_tax_code(value)
    return flow.proposal(
        *found.span("value"),
        value=known.code if known else value,
        trust=trust if known else trust * IMPLAUSIBLE,
    )


def _first_person(flow: Flow, paper_type: str) -> _Found | None:
    """Whom the paper is about; for a letter the person or enterprise that it is addressed to."""
    for label in (ADDRESSED_TO if paper_type == "cong_van" else PERSON).finditer(flow.folded):
        found = _organisation_at(flow, label) or _name_at(flow, label.end(), label.start())
        if found is not None:
            return found
        if paper_type == "cong_van":
            return None
    if paper_type in ("hop_dong", "bien_nhan", "cong_van"):
        return None
    for label in IN_TEXT.finditer(flow.folded):
        found = _name_at(flow, label.end(), label.start())
        if found is not None and found.end - found.start > 4:
            return found
    return None


def _organisation_at(flow: Flow, label: re.Match[str]) -> _Found | None:
    """The enterprise named after the label, to where its particulars begin."""
    start = label.end()
    if _ORGANISATION.match(flow.folded, start) is None:
        return None
    stop = NEXT_LABEL.search(flow.folded, start)
    printed = flow.text[start : stop.start() if stop else len(flow.text)]
    end = start + len(re.split(r",\s+(?=[^\W\d_A-Z])(?=\S*[a-z])|\s*\(", printed)[0].rstrip(" .,"))
    return _Found(start, end, label.start(), organisation=True)


def _name_at(flow: Flow, at: int, label_at: int) -> _Found | None:
    """The person's name printed at `at`: two to six words that all begin with a capital."""
    titled = _TITLED.match(flow.folded, at)
    at = titled.end() if titled else at
    if _NO_NAME.match(flow.folded, at):
        return None
    stop = flow.text.find("\n", at)
    cut = _AFTER_NAME.search(flow.folded, at, stop)
    run = _NAME.match(flow.text, at, cut.start() if cut else stop)
    if run is None:
        return None
    end, count = at, 0
    for word in re.finditer(r"\S+", run.group()):
        if not word.group()[0].isupper():
            break
        end, count = at + word.end(), count + 1
    return _Found(at, end, label_at) if 2 <= count <= 7 else None


def _particulars(sheets: Sequence[Sheet], flow: Flow, holder: _Found) -> Flow:
    """From the holder's label up to the next person's; within the column if both share a row."""
    own = _segment_at(flow, holder.start)
    end, column = len(flow.segments), None
    for label in PERSON.finditer(flow.folded, holder.end):
        other = _segment_at(flow, label.start())
        if other == own or _name_at(flow, label.end(), label.start()) is None:
            continue
        if same_row(flow.segments[own], flow.segments[other]):
            column = flow.segments[other].x0
            continue
        if column is None or flow.segments[other].x0 < column - flow.segments[other].height:
            end = other
            break
    zone: list[Segment] = [
        s for s in flow.segments[own:end] if column is None or s.x0 < column - s.height
    ]
    if column is None and end - own <= 1 and end < len(flow.segments):
        zone = list(flow.segments[own : own + 1])
    return Flow(sheets, zone)


def _segment_at(flow: Flow, offset: int) -> int:
    return max(i for i, start in enumerate(flow.starts) if start <= offset)


def _personal_id(flow: Flow, birth: FieldProposal | None) -> FieldProposal | None:
    """The id; trusted less when repaired, of a wrong length, or not of the year of birth."""
    for found in PERSONAL_ID.finditer(flow.folded):
        printed = re.sub(r"[ .]", "", flow.text[found.start("value") : found.end("value")])
        person_id = parse_person_id(printed, lenient=True)
        if person_id is None:
            if not printed.isdigit():
                continue
            return flow.proposal(*found.span("value"), value=printed, trust=IMPLAUSIBLE)
        trust = REPAIRED if person_id.digits != printed else 1.0
        born = date.fromisoformat(birth.value) if birth else None
        trust *= IMPLAUSIBLE if disagreements(person_id, birth_date=born) else 1.0
        return flow.proposal(*found.span("value"), value=person_id.digits, trust=trust)
    return None


def _address(flow: Flow) -> FieldProposal | None:
    for pattern in ADDRESSES:
        found = pattern.search(flow.folded)
        if found is None:
            continue
        stop = NEXT_LABEL.search(flow.folded, found.end())
        end = stop.start() if stop else len(flow.text)
        value = " ".join(flow.text[found.end() : end].split()).strip(" .,;:")
        if len(value) >= 8:
            trust = HOME_TOWN if pattern is ADDRESSES[-1] else 1.0
            return flow.proposal(found.end(), end, value=nfc(value), trust=trust)
    return None

"""Values as papers print them, read at one place of a flow: one reader for each kind of field.

A reader looks at what stands right after a label and tells the value, its place and what makes it
doubtful, or nothing: a blank for the clerk is better than a guess.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from ocr.layout import Flow
from ocr.ports import FieldProposal
from vietnamese.dates import find_dates
from vietnamese.person_id import parse_person_id
from vietnamese.syllable import is_syllable
from vietnamese.tax_code import parse_tax_code
from vietnamese.text import nfc

TRUST: Mapping[str, float] = {
    "repaired": 0.7,
    "respelled": 0.9,
    "gap": 0.6,
    "odd_name": 0.8,
    "cut": 0.6,
    "bad_shape": 0.6,
    "disagrees": 0.6,
    "bare": 0.8,
}
"""Factors on the confidence for what makes a value doubtful (signs of a FieldProposal).

repaired: a sign had to be guessed; respelled: set right by a list of known phrases; gap: written
into a printed blank; odd_name: a word of it is no Vietnamese syllable; cut: it does not begin with a
family name, which a seal may cover; bad_shape: not as many digits as such a number has, or a wrong
check digit; disagrees: contradicted by what stands beside it; bare: told by its shape alone.
"""


@dataclass(frozen=True, slots=True)
class Value:
    """A value read at [start, end) of a flow, and the signs that speak about it."""

    text: str
    start: int
    end: int
    signs: tuple[str, ...] = ()


Reader = Callable[[Flow, int], Value | None]


def proposal(flow: Flow, value: Value, *signs: str) -> FieldProposal:
    """The value as a proposal; signs of its own and those given lower its confidence."""
    told = (*signs, *value.signs)
    trust = prod(TRUST.get(sign, 1.0) for sign in told)
    return flow.proposal(value.start, value.end, value=value.text, trust=trust, signs=told)


# --- dates


def date_at(flow: Flow, at: int) -> Value | None:
    """The date that begins at `at`, or after a few marks or "ngày"."""
    for read in dates(flow.text[at : at + 90]):
        between = flow.folded[at : at + read.start]
        near = re.fullmatch(r"\W{0,6}(?:ngay\W{0,3})?", between)
        return Value(read.text, at + read.start, at + read.end, read.signs) if near else None
    return None


def dates(text: str) -> list[Value]:
    """Dates of a text with brackets and dirt beside figures taken for what they cover."""
    tidy = re.sub(r"(?<=\d)[\]!\[|](?=\s|$)|(?<=\s)[\]!\[|](?=\d)", "1", text)
    tidy = re.sub(r"(?<=[a-zăâm])[\-_.:](?=\d)", " ", tidy)
    reads = []
    for found in find_dates(tidy):
        printed = text[found.start : found.end]
        figures = re.findall(r"[^\s/.,\-]*\d[^\s/.,\-]*", printed)
        guessed = any(not part.isdigit() and not re.match(r"\D{3,}\d", part) for part in figures)
        signs = ("repaired",) if guessed else ()
        reads.append(Value(found.value.isoformat(), found.start, found.end, signs))
    return reads


# --- names

_TITLED = re.compile(r"(?:(?:ong|ba|anh|chi)(?:\s*[/(]\s*(?:ong|ba)\)?)?\s*:?\s+)")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:\s+[^\W\d_]+(?:[-'’][^\W\d_]+)*){0,6}")
_NO_NAME = re.compile(
    r"(?:cong ty|ho kinh doanh|uy ban|ubnd|hoi dong|so |phong |bo |hop tac xa|doanh nghiep|chi nhanh"
    r"|ngan hang|gioi tinh|(?:sinh|ngay|nam) (?:sinh|ngay|thang|nam|cap|\d)|dan toc|quoc tich|dai dien"
    r"|trung tam|ten |cong an (?:tinh|thanh pho|xa|phuong|huyen|quan)|toa an"
    r"|truong (?:phong|ban|khoa|cong an|dai hoc|cao dang|trung hoc|tieu hoc|mam non|thpt|thcs)"
    r"|cuc |van phong|lanh dao|quy (?:vi|co quan|khach)|cac |chu tich|giam doc)"
)
_AFTER_NAME = re.compile(
    r"\s(?:gioi tinh|sinh ngay|sinh nam|ngay (?:thang|sinh|cap|\d+)|nam sinh|dan toc|so dinh danh|cccd"
    r"|cmnd|so cccd"
    r"|so cmnd|chuc vu|quoc tich|mst|ma so|so dien thoai|dien thoai|noi (?:cu tru|thuong tru|o|sinh|cap"
    r"|dang ky)|dia chi|que quan|giay to|nghe nghiep|quan he|thuong tru|hien (?:cu tru|o|dang)|email)\b"
)
_ORGANISATION = re.compile(
    r"(?:(?:tong\s*)?cong\s*ty|doanh\s*nghiep|hop\s*tac\s*xa|tap\s*doan|chi\s*nhanh\s*cong\s*ty"
    r"|ngan\s*hang|quy\s*tin\s*dung)\b"
)
NEXT_LABEL = re.compile(
    r"\s(?:so dien thoai|dien thoai|email|fax|gioi tinh|dan toc|quoc tich|giay to|so dinh danh|cccd"
    r"|ngay cap|ma so|noi cap|nghe nghiep|ngay sinh|co gia tri|quan he|hop chieu)\b[^:\n]{0,25}:|[;\n]"
    r"|(?<!\btp)(?<!\btx)(?<!\b[pqhx])\.\s|\.?$"
)


def name_at(flow: Flow, at: int) -> Value | None:
    """The enterprise named at `at`, or the person: two to seven words that all begin with a capital."""
    return _organisation_at(flow, at) or person_at(flow, at)


def person_at(flow: Flow, at: int) -> Value | None:
    """The person's name printed at `at`, after a salutation if there is one."""
    blank = re.compile(r"[^\w\n]*\n?[^\w\n]*").match(flow.folded, at)
    at = blank.end() if blank else at
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
    if not 2 <= count <= 7:
        return None
    name = nfc(" ".join(flow.text[at:end].split()))
    return Value(name, at, end, name_signs(name))


def name_signs(name: str) -> tuple[str, ...]:
    """Whether a word of the name is one that no Vietnamese syllable spells ("Hưỳnh")."""
    return () if all(is_syllable(word) for word in name.split()) else ("odd_name",)


def _organisation_at(flow: Flow, at: int) -> Value | None:
    """The enterprise named at `at`, to where its particulars begin."""
    blank = re.compile(r"[^\w\n]*").match(flow.folded, at)
    start = blank.end() if blank else at
    if _ORGANISATION.match(flow.folded, start) is None:
        return None
    stop = NEXT_LABEL.search(flow.folded, start)
    printed = flow.text[start : stop.start() if stop else len(flow.text)]
    named = re.split(r",\s+(?=[^\W\d_A-Z])(?=\S*[a-z])|\s*\(|\s+[-–]\s+(?=mã|MST|Mã)", printed)[0]
    end = start + len(named.rstrip(" .,-–"))
    return Value(nfc(" ".join(flow.text[start:end].split())), start, end) if end > start else None


# --- numbers of persons and enterprises

_DIGIT = r"[0-9oil|]"
_ID = re.compile(
    rf"(?:\W{{0,6}}(?:so|no|number|mang so)\b)?\W{{0,6}}(?P<value>{_DIGIT}(?:[ .]?{_DIGIT}){{7,12}})(?!\w)"
)
BARE_ID = re.compile(r"(?<![\w.,/-])0(?:[ .]?\d){11}(?![\w/-])")
"""Twelve digits that begin with 0, which telephone and account numbers do not have."""
_TAX = re.compile(rf"\W{{0,6}}(?P<value>{_DIGIT}{{8,}}(?:\s?-\s?[0-9]{{3}})?)")
_SHAPES = str.maketrans("ol|i", "0111")


def personal_id_at(flow: Flow, at: int) -> Value | None:
    """An id of 12 digits (9 on old cards); one of another length is proposed as doubtful."""
    found = _ID.match(flow.folded, at)
    if found is None:
        return None
    start, end = found.span("value")
    printed = re.sub(r"[ .]", "", flow.text[start:end])
    known = parse_person_id(printed, lenient=True)
    if known is None:
        return Value(printed, start, end, ("bad_shape",)) if printed.isdigit() else None
    signs = () if known.digits == printed else ("repaired",)
    return Value(known.digits, start, end, signs)


def tax_code_at(flow: Flow, at: int) -> Value | None:
    """A tax code of 10 digits, 10-3 or the 12 of a person; doubtful if its check digit is wrong."""
    found = _TAX.match(flow.folded, at)
    if found is None:
        return None
    printed = re.sub(r"\s", "", found["value"])
    value = printed.translate(_SHAPES)
    known = parse_tax_code(value)
    signs = () if value == printed else ("repaired",)
    told = (*signs, "checked") if known and len(known.code) != 12 else signs
    return Value(
        known.code if known else value,
        *found.span("value"),
        told if known else (*signs, "bad_shape"),
    )


def address_at(flow: Flow, at: int) -> Value | None:
    """An address: up to the next label or the end of the sentence."""
    stop = NEXT_LABEL.search(flow.folded, at)
    end = stop.start() if stop else len(flow.text)
    value = " ".join(flow.text[at:end].split()).strip(" .,;:-–_")
    return Value(nfc(value), at, end) if len(value) >= 8 else None


def agency_at(flow: Flow, at: int) -> Value | None:
    """An agency named after a label ("Kính gửi: Ủy ban nhân dân xã …"), to the end of its line."""
    start = at
    while start < len(flow.text) and flow.text[start] in "\n -–:":
        start += 1
    end = flow.text.find("\n", start)
    value = flow.text[start:end].strip(" .,;:-")
    return Value(nfc(value), start, end) if value else None


READERS: Mapping[str, Reader] = {
    "date": date_at,
    "name": name_at,
    "personal_id": personal_id_at,
    "tax_code": tax_code_at,
    "address": address_at,
    "agency": agency_at,
}
"""What reads a value after a label, by the kind that the rule of the field names."""


def after_labels(
    flow: Flow,
    groups: Sequence[re.Pattern[str]],
    *,
    kind: str,
    traps: re.Pattern[str],
    within: tuple[int, int] | None = None,
) -> tuple[Value, int] | None:
    """The value after the first label of the best group, and where that label begins.

    Args:
        flow: where they are sought.
        groups: patterns of labels, the best first.
        kind: of the value, one of READERS.
        traps: a label on a line that says one of these before it is passed over.
        within: labels lie in this span; anywhere if left out.
    """
    read, (start, end) = READERS[kind], within or (0, len(flow.folded))
    for group in groups:
        for label in group.finditer(flow.folded, start, end):
            line = flow.folded.rfind("\n", 0, label.start()) + 1
            if traps.search(flow.folded, line, label.start()):
                continue
            places = (label.end(), *_under(flow, label.start(), label.end()))
            value = next((found for at in places if (found := read(flow, at))), None)
            if value is not None:
                return value, label.start()
    return None


def _under(flow: Flow, start: int, end: int) -> tuple[int, ...]:
    """Where the line right under a label begins, if the label ends its own: cards and boxes print so."""
    at = bisect_right(flow.starts, start) - 1
    this = flow.segments[at]
    rest = flow.folded[end : flow.starts[at] + len(this.text)]
    if re.search(r"\d|\w{2}\W+\w{2}", rest):
        return ()
    for below in range(at + 1, min(at + 4, len(flow.segments))):
        other = flow.segments[below]
        near = 0.5 * this.height < other.middle_y - this.middle_y < 2.5 * this.height
        if near and other.page == this.page and abs(other.x0 - this.x0) < 2 * this.height:
            return (flow.starts[below],)
    return ()

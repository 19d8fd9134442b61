"""What is known of a paper, as labelled facts in the order in which an officer reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dossiers.models import Field, Holder, Paper
from dossiers.services import iso_date
from search.words import hide_ids
from vietnamese.dates import format_date
from vietnamese.names import MatchLevel, names_match
from vietnamese.person_id import mask

# Fields that are not told by the paper's own columns; names of the reader's fields.
OTHER_FIELDS = {
    "birth_date": "Ngày sinh",
    "address": "Địa chỉ",
    "tax_code": "Mã số thuế",
    "signatory": "Người ký",
    "signatory_position": "Chức vụ người ký",
    "valid_to": "Hết hạn (ghi trên giấy)",
}
DATES = frozenset({"birth_date", "valid_to"})
ABSENT = "Chưa có"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; `note` says what to know about it; `hidden` that it is a masked id."""

    label: str
    value: str
    note: str = ""
    hidden: bool = False


def facts_of(paper: Paper, fields: Mapping[str, Field], *, ids_open: bool) -> list[Fact]:
    """The facts of a paper.

    Args:
        fields: the paper's fields by name.
        ids_open: show personal ids in full; the person has stated a purpose.
    """
    return [
        Fact("Loại giấy tờ", paper.paper_type.name if paper.paper_type else ABSENT),
        _number(paper.number, ids_open=ids_open),
        Fact("Cơ quan ban hành", paper.issuer or ABSENT),
        Fact("Ngày ban hành", format_date(paper.issued_on) if paper.issued_on else ABSENT),
        *_holder(paper.holder, fields, ids_open=ids_open),
        *_other(fields, ids_open=ids_open),
    ]


def _number(number: str, *, ids_open: bool) -> Fact:
    """The number of an identity card is the person's own."""
    told = number if ids_open else hide_ids(number)
    return Fact("Số, ký hiệu", told or ABSENT, hidden=told != number)


def _holder(
    holder: Holder | None, fields: Mapping[str, Field], *, ids_open: bool
) -> Iterator[Fact]:
    printed = _value(fields, "holder_name")
    if holder is None:
        note = "Chưa gắn với chủ giấy tờ nào trong sổ." if printed else ""
        yield Fact("Chủ giấy tờ", printed or ABSENT, note)
        ids = {"Số định danh": _value(fields, "personal_id")}
    else:
        differs = bool(printed) and names_match(holder.name, printed) is MatchLevel.NO
        yield Fact("Chủ giấy tờ", holder.name, f"Trên giấy ghi: {printed}." if differs else "")
        ids = {"Số định danh": holder.personal_id or "", "Số CMND cũ": holder.old_personal_id}
    for label, digits in ids.items():
        if digits:
            yield Fact(label, digits if ids_open else mask(digits), hidden=not ids_open)


def _other(fields: Mapping[str, Field], *, ids_open: bool) -> Iterator[Fact]:
    for name, label in OTHER_FIELDS.items():
        value = _value(fields, name)
        if not value:
            continue
        day = iso_date(value) if name in DATES else None
        shown = format_date(day) if day else value
        # A natural person's tax code is the personal id.
        told = shown if ids_open else hide_ids(shown)
        yield Fact(label, told, hidden=told != shown)


def _value(fields: Mapping[str, Field], name: str) -> str:
    return fields[name].value if name in fields else ""

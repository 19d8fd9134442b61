"""Holders: a person by personal id (or old card number and name), an organisation by tax code."""

from collections.abc import Sequence
from typing import Any

from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import Holder
from vietnamese.names import MatchLevel, names_match
from vietnamese.person_id import Sex, disagreements, parse_person_id
from vietnamese.tax_code import parse_tax_code
from vietnamese.text import fold

REQUIRED = ("name",)
OPTIONAL = (
    "personal_id",
    "old_personal_id",
    "birth_date",
    "sex",
    "address",
    "tax_code",
    "kind",
)
SEX_WORDS = {"male": "male", "female": "female", "nam": "male", "nữ": "female"}


def load_holders(rows: Sequence[Row], work: Import) -> None:
    """Create or update holders; a number that belongs to somebody of another name is refused."""
    for row in rows:
        cells = Cells(row, work)
        values = _values(cells)
        if not cells.ok:
            continue
        found = _found(values)
        if found is not None and names_match(found.name, values["name"]) is MatchLevel.NO:
            cells.wrong("holder.name_differs", "name", value="")
            continue
        work.write(found, Holder(), values)


def _values(cells: Cells) -> dict[str, Any]:
    kind = cells.one_of("kind", Holder.Kind.values, default=Holder.Kind.PERSON)
    sex = cells.one_of("sex", SEX_WORDS, default="")
    values = {
        "kind": kind,
        "personal_id": _digits(cells, "personal_id", 12) or None,
        "old_personal_id": _digits(cells, "old_personal_id", 9),
        "name": cells.text("name", most=300, required=True),
        "birth_date": cells.day("birth_date"),
        "sex": SEX_WORDS.get(sex, ""),
        "address": cells.text("address", most=500),
        "tax_code": _tax_code(cells),
    }
    numbers = (
        ("tax_code",) if kind == Holder.Kind.ORGANISATION else ("personal_id", "old_personal_id")
    )
    if cells.ok and not any(values[name] for name in numbers):
        cells.wrong("holder.no_number", numbers[0], value="")
    _compare(cells, values)
    return values


def _digits(cells: Cells, column: str, length: int) -> str:
    text = cells.text(column, most=40)
    parsed = parse_person_id(text)
    if text and (parsed is None or len(parsed.digits) != length):
        # Told without the number: a message may end in a log.
        cells.wrong("holder.malformed", column, value="")
    return parsed.digits if parsed else ""


def _tax_code(cells: Cells) -> str:
    text = cells.text("tax_code", most=40)
    parsed = parse_tax_code(text)
    if text and parsed is None:
        cells.wrong("holder.wrong_tax_code", "tax_code", value="")
    return parsed.code if parsed else ""


def _compare(cells: Cells, values: dict[str, Any]) -> None:
    """An id that tells another year or sex may still be right: a person looks, the row is taken."""
    parsed = parse_person_id(values["personal_id"] or "")
    if parsed is None or not cells.ok:
        return
    sex = Sex(values["sex"]) if values["sex"] else None
    for each in disagreements(parsed, birth_date=values["birth_date"], sex=sex):
        cells.doubt("holder.id_disagrees", "birth_date" if each == "birth_year" else "sex")


def _found(values: dict[str, Any]) -> Holder | None:
    if values["kind"] == Holder.Kind.ORGANISATION:
        same = Holder.objects.filter(kind=values["kind"], tax_code=values["tax_code"])
    elif values["personal_id"]:
        same = Holder.objects.filter(personal_id=values["personal_id"])
    else:
        same = Holder.objects.filter(
            old_personal_id=values["old_personal_id"], name_folded=fold(values["name"])
        )
    return same.order_by("id").first()

"""Holders: a person by personal id (or old card number and name), an organisation by tax code."""

from collections.abc import Sequence
from typing import Any

from dossiers.identity.changes import index_anew
from dossiers.identity.matching import agrees_by_name, names_of, numbered
from dossiers.imports.rows import Cells, Import, save_if_changed
from dossiers.imports.table import Row
from dossiers.models import FormerIdentity, Holder
from vietnamese.person_id import Sex, disagreements, parse_person_id
from vietnamese.tax_code import parse_tax_code

REQUIRED = ("name",)
OPTIONAL = (
    "personal_id",
    "old_personal_id",
    "birth_date",
    "sex",
    "address",
    "tax_code",
    "kind",
    "former_names",
)
SEX_WORDS = {"male": "male", "female": "female", "nam": "male", "nữ": "female"}


def load_holders(rows: Sequence[Row], work: Import) -> None:
    """Create or update holders; a number that belongs to somebody of another name is refused.

    A file that is older than a correction or merger does not take it back: a name or number of before
    stays one of before.
    """
    for row in rows:
        cells = Cells(row, work)
        values, former = _values(cells), _former_names(cells)
        if not cells.ok:
            continue
        found = _found(values, former)
        names = names_of(found) if found else []
        if found is not None and not any(
            agrees_by_name(names, name) for name in (values["name"], *former)
        ):
            cells.wrong("holder.name_differs", "name", value="")
            continue
        if found is not None:
            values, former = _keep_newer(cells, found, values, former)
        _write(work, found, values, former)


def _former_names(cells: Cells) -> list[str]:
    """Names of before, with semicolons between them."""
    parts = cells.text("former_names", most=900).split(";")
    names = [" ".join(part.split()) for part in parts]
    if any(len(name) > 300 for name in names):
        cells.wrong("cell.too_long", "former_names", value="")
    return [name for name in names if name]


def _keep_newer(
    cells: Cells, found: Holder, values: dict[str, Any], former: list[str]
) -> tuple[dict[str, Any], list[str]]:
    """What of the row is newer than the record, and the former names to be kept.

    An empty cell takes nothing away. A row with a number or name of before fills gaps only.
    """
    given = {name: value for name, value in values.items() if value}
    renamed = not agrees_by_name([found.name], values["name"])
    known_before = renamed and not agrees_by_name(former, found.name)
    if known_before:
        cells.doubt("holder.name_of_before", "name")
    if known_before or (found.personal_id and values["personal_id"] != found.personal_id):
        return {name: each for name, each in given.items() if not getattr(found, name)}, former
    return given, [*former, found.name] if renamed else former


def _write(
    work: Import, found: Holder | None, values: dict[str, Any], former: Sequence[str]
) -> None:
    name_before = found.name if found else ""
    holder, changed = save_if_changed(found, Holder(), values)
    added = [
        FormerIdentity.objects.get_or_create(holder=holder, name=name, number="")[1]
        for name in former
        if name != holder.name
    ]
    if found is not None and holder.name != name_before:
        index_anew(set(holder.papers.values_list("pk", flat=True)))
    work.count(created=found is None, changed=changed or any(added))


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


def _found(values: dict[str, Any], former: Sequence[str]) -> Holder | None:
    """Whose row it is: the bearer of the number, of today or of before; by an old card with the name only."""
    if values["kind"] == Holder.Kind.ORGANISATION:
        rows = [each for each in numbered(values["tax_code"]) if each.kind == values["kind"]]
        return rows[0] if rows else None
    if values["personal_id"]:
        bearers = numbered(values["personal_id"])
        if bearers:
            return bearers[0]
    # The old card leads to the person; one who has another 12-digit id is another person.
    names = (values["name"], *former)
    same = [
        each
        for each in numbered(values["old_personal_id"])
        if any(agrees_by_name(names_of(each), name) for name in names)
        and not (values["personal_id"] and each.personal_id)
        and not (values["birth_date"] and each.birth_date not in {None, values["birth_date"]})
    ]
    return same[0] if same else None

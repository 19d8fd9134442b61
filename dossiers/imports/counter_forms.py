"""The forms of the counter as instruments of law lay them down, and the reasons for asking a second time."""

from collections.abc import Sequence
from typing import Any

from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import FormEdition, FormKind, SupplementReason

EDITIONS_REQUIRED = ("kind", "title", "legal_basis", "template")
EDITIONS_OPTIONAL = ("number", "valid_from", "valid_to", "note")
REASONS_REQUIRED = ("code", "name", "legal_basis")
REASONS_OPTIONAL = ("valid_from", "valid_to")


def load_form_editions(rows: Sequence[Row], work: Import) -> None:
    """Create or update editions by kind and first day; forms that were issued stay as they are."""
    saved = {(each.kind, each.valid_from): each for each in FormEdition.objects.all()}
    # A layout comes with the program; a table only says which one an edition is printed in.
    layouts = {each.template for each in saved.values()}
    for row in rows:
        cells = Cells(row, work)
        kind = cells.one_of("kind", FormKind.values)
        values = {
            "title": cells.text("title", most=200, required=True),
            "legal_basis": cells.text("legal_basis", most=500, required=True),
            "number": cells.text("number", most=30),
            "note": cells.text("note", most=500),
            "template": cells.text("template", most=60, required=True),
            **_days(cells),
        }
        if values["template"] and values["template"] not in layouts:
            cells.wrong("form.unknown_template", "template")
        if cells.ok:
            key = (kind, values["valid_from"])
            new = FormEdition(kind=kind, valid_from=values["valid_from"])
            saved[key], _ = work.write(saved.get(key), new, values)


def load_supplement_reasons(rows: Sequence[Row], work: Import) -> None:
    """Create or update reasons by code."""
    saved = SupplementReason.objects.in_bulk()
    for row in rows:
        cells = Cells(row, work)
        code = cells.text("code", most=40, required=True)
        values = {
            "name": cells.text("name", most=300, required=True),
            "legal_basis": cells.text("legal_basis", most=500, required=True),
            **_days(cells),
        }
        if cells.ok:
            saved[code], _ = work.write(saved.get(code), SupplementReason(code=code), values)


def _days(cells: Cells) -> dict[str, Any]:
    begins, ends = cells.day("valid_from"), cells.day("valid_to")
    if begins and ends and ends < begins:
        cells.wrong("form.ends_before_it_begins", "valid_to")
    return {"valid_from": begins, "valid_to": ends}

"""Rows that are not in the usual shape, judged one by one as the plain import judges every row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from dossiers.imports.dossiers import Catalogues, holders_by_number, values_of, version_of
from dossiers.imports.rows import Cells, Import, Problem
from dossiers.imports.table import Row
from dossiers.models import Dossier


def judge_plainly(
    rows: Sequence[Row], known: Catalogues
) -> tuple[dict[int, tuple[str, dict[str, Any]]], list[Problem]]:
    """The number and the columns that each right row gives its dossier, by row; what is wrong with the others.

    Run inside the transaction that writes them, since what is recorded of a dossier counts too.
    """
    work = Import(by="")
    holders = holders_by_number({row.cells["holder_personal_id"] for row in rows})
    right: dict[int, tuple[Cells, str, dict[str, Any]]] = {}
    for row in rows:
        cells = Cells(row, work)
        right[row.number] = (cells, *values_of(cells, known, holders))
    numbers = [number for _cells, number, _values in right.values() if number]
    saved = Dossier.objects.in_bulk(numbers, field_name="number")
    found: dict[int, tuple[str, dict[str, Any]]] = {}
    for place, (cells, number, values) in right.items():
        version = version_of(cells, saved.get(number), values)
        if cells.ok:
            found[place] = (number, _columns({**values, **version}))
    return found, work.problems


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """By the names of the columns, foreign keys by their number."""
    fields = {field.name: field for field in Dossier._meta.concrete_fields}  # noqa: SLF001 - Django's documented Meta API
    return {
        str(fields[name].attname): value.pk if isinstance(value, models.Model) else value
        for name, value in values.items()
    }

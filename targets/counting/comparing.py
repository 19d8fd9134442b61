"""Compares what is kept with a full count from the records, each in one statement and so at one moment."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet, Value

from targets.counting import writing
from targets.counting.grains import DAYS, SUMS, Grain, everything
from targets.counting.kinds import Kind, type_of_scope
from targets.models import ProcedureDay

# (agency, day or month, procedure if the grain has one)
type_of_key = tuple[int | date | None, ...]


def differing_records(kind: Kind, scope: type_of_scope | None = None) -> list[int]:
    """Ids of the records that count as something else than what is kept of them."""
    now = kind.definition(scope).annotate(side=_side(1)).values_list(*_said(kind), "side")
    kept = kind.counted(scope).annotate(side=_side(-1)).values_list(*kind.names, "side")
    rows = writing.left_over([now, kept], keys=len(kind.names)).rows()
    return sorted({int(row[0]) for row in rows})


def differing_sums(grain: Grain) -> list[type_of_key]:
    """Keys of the sums that are not what their parts add up to: counted rows, or the sums by day."""
    parts = everything() if grain is DAYS else [grain.of(ProcedureDay.objects.all())]
    taken_back = {f"less_{each}": -F(each) for each in SUMS}
    kept: QuerySet[Any, Any] = grain.rows().annotate(**taken_back)
    less = kept.values_list(*grain.keys, *taken_back)
    return [tuple(row) for row in writing.left_over([*parts, less], keys=len(grain.keys)).rows()]


def _said(kind: Kind) -> list[str]:
    return [f"as_{name}" for name in kind.names]


def _side(number: int) -> Value:
    return Value(number, output_field=BigIntegerField())

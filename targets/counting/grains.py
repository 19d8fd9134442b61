"""The sums at six grains: from rows by agency, procedure and day to months, years and whole agencies."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from django.db import connection
from django.db.models import F, Model, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncYear

from targets.counting import writing
from targets.counting.kinds import KINDS
from targets.counting.spread import added
from targets.counting.writing import Statement
from targets.models import (
    AgencyDay,
    AgencyMonth,
    AgencyYear,
    Difference,
    Measure,
    ProcedureDay,
    ProcedureMonth,
    WholeMonth,
)

SUMS = [each.value for each in Measure]
# Keys stand in the order of their index: rows put in by it need no search in the index for their place.
LEAF = ("day", "agency_id", "procedure_id")


@dataclass(frozen=True, slots=True)
class Grain:
    """A table of sums and what tells its rows apart."""

    model: type[Model]
    keys: tuple[str, ...]

    def of(self, leaves: QuerySet[Any]) -> QuerySet[Any, Any]:
        """The sums at this grain of finer ones, by day or by month already."""
        of_months = leaves.model in {ProcedureMonth, AgencyMonth}
        spans = {
            "month": F("month") if of_months else TruncMonth("day"),
            "year": TruncYear("month" if of_months else "day"),
        }
        keys = {f"key_{key}": spans.get(key, F(key)) for key in self.keys}
        sums = {f"sum_{each}": Sum(each) for each in SUMS}
        by_key = leaves.order_by().values(**keys).annotate(**sums)
        found: QuerySet[Any, Any] = by_key.values_list(*keys, *sums)
        return found

    def rows(self) -> QuerySet[Any]:
        """The sums that are kept."""
        return self.model._default_manager.order_by()  # noqa: SLF001 - of any model


DAYS = Grain(ProcedureDay, LEAF)
COARSE = (
    Grain(ProcedureMonth, ("month", "agency_id", "procedure_id")),
    Grain(AgencyDay, ("day", "agency_id")),
    Grain(AgencyMonth, ("month", "agency_id")),
    Grain(AgencyYear, ("year", "agency_id")),
    Grain(WholeMonth, ("month", "procedure_id")),
)
GRAINS = (DAYS, *COARSE)
# A sum that is 0 throughout says nothing; it may be left when what it held has moved elsewhere.
SOMETHING = reduce(operator.or_, (~Q(**{each: 0}) for each in SUMS))
CHANGED = reduce(operator.or_, (~Q(**{f"sum_{each}": 0}) for each in SUMS))


def note(parts: Sequence[QuerySet[Any, Any]]) -> Statement:
    """Keep as differences what these rows of `added` add."""
    return writing.insert_summed(Difference, LEAF, SUMS, parts)


def add_differences() -> None:
    """Put the differences into the sums of every grain, and begin anew without any."""
    for statement in _adding(connection.vendor):
        statement.run()
    Difference.objects.all().delete()


@cache
def _adding(_vendor: str) -> tuple[Statement, ...]:
    return tuple(
        writing.add(
            grain.model,
            grain.keys,
            SUMS,
            grain.of(Difference.objects.all()).filter(CHANGED),
        )
        for grain in GRAINS
    )


def sum_everything() -> None:
    """Make every sum anew from what the records count as."""
    for grain in GRAINS:
        grain.model._default_manager.all().delete()  # noqa: SLF001 - of any model
    writing.insert_all_summed(DAYS.model, LEAF, SUMS, everything())
    # From the fewest rows that tell them.
    fewest: dict[type[Model], type[Model]] = {
        AgencyMonth: AgencyDay,
        AgencyYear: AgencyMonth,
        WholeMonth: ProcedureMonth,
    }
    for grain in COARSE:
        finer = fewest.get(grain.model, ProcedureDay)
        sums = grain.of(finer._default_manager.all())  # noqa: SLF001 - of either model
        in_order = sums.order_by(*(f"key_{key}" for key in grain.keys))
        writing.insert_all(grain.model, [*grain.keys, *SUMS], in_order)


def everything() -> list[QuerySet[Any, Any]]:
    """What all counted rows add."""
    return [
        added(spread, kind.counted(), sign=1) for kind in KINDS.values() for spread in kind.spread
    ]

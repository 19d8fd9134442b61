"""Sums written as they are kept, without the records behind them: for figures of any size."""

from datetime import date
from typing import Any

from django.db.models import F, Model

from accounts.models import Agency
from dossiers.models import Procedure
from targets.models import (
    AgencyDay,
    AgencyMonth,
    AgencyYear,
    ProcedureDay,
    ProcedureMonth,
    WholeMonth,
)


def put(agency: Agency, day: date, procedure: Procedure | None = None, **measures: int) -> None:
    """Add these measures of a day to the sums at all six grains."""
    month = day.replace(day=1)
    rows: list[tuple[type[Model], dict[str, Any]]] = [
        (ProcedureDay, {"agency": agency, "procedure": procedure, "day": day}),
        (ProcedureMonth, {"agency": agency, "procedure": procedure, "month": month}),
        (WholeMonth, {"procedure": procedure, "month": month}),
        (AgencyDay, {"agency": agency, "day": day}),
        (AgencyMonth, {"agency": agency, "month": month}),
        (AgencyYear, {"agency": agency, "year": month.replace(month=1)}),
    ]
    for model, key in rows:
        objects = model._default_manager
        row, made = objects.get_or_create(**key, defaults=dict(measures))
        if not made:
            more = {name: F(name) + value for name, value in measures.items()}
            objects.filter(pk=row.pk).update(**more)

"""Days off and days made up: what a year's announcement says, from which due dates are counted."""

from collections.abc import Sequence
from datetime import date

from accounts.models import Agency
from dossiers import events
from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import DayOff

REQUIRED = ("day",)
OPTIONAL = ("kind", "name")
SATURDAY = 5


def load_days_off(rows: Sequence[Row], work: Import) -> None:
    """Create or update days; due dates that were promised before stay as they are."""
    saved = DayOff.objects.in_bulk()
    changed: list[date] = []
    for row in rows:
        cells = Cells(row, work)
        day = cells.day("day", required=True)
        kind = cells.one_of("kind", DayOff.Kind.values, default=DayOff.Kind.OFF)
        values = {"kind": kind, "name": cells.text("name", most=200)}
        if day is not None and kind == DayOff.Kind.MAKE_UP and day.weekday() < SATURDAY:
            cells.wrong("day_off.already_worked", "kind")
        if cells.ok and day is not None:
            before = saved[day].kind if day in saved else ""
            saved[day], _ = work.write(saved.get(day), DayOff(day=day), values)
            changed += [day] if before != kind else []
    if changed and not work.problems:
        _tell(changed, work.by)


def _tell(changed: Sequence[date], by: str) -> None:
    """Limits in working days that run over these days end otherwise: figures are counted again from it."""
    agency = Agency.objects.filter(parent=None).order_by("path").first()
    if agency is not None:
        events.record(
            agency=agency,
            actor=by,
            verb="calendar.changed",
            about=agency,
            facts={"first": min(changed).isoformat(), "last": max(changed).isoformat()},
        )

"""Days off and days made up: what a year's announcement says, from which due dates are counted."""

from collections.abc import Sequence

from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import DayOff

REQUIRED = ("day",)
OPTIONAL = ("kind", "name")
SATURDAY = 5


def load_days_off(rows: Sequence[Row], work: Import) -> None:
    """Create or update days; due dates that were promised before stay as they are."""
    saved = DayOff.objects.in_bulk()
    for row in rows:
        cells = Cells(row, work)
        day = cells.day("day", required=True)
        kind = cells.one_of("kind", DayOff.Kind.values, default=DayOff.Kind.OFF)
        values = {"kind": kind, "name": cells.text("name", most=200)}
        if day is not None and kind == DayOff.Kind.MAKE_UP and day.weekday() < SATURDAY:
            cells.wrong("day_off.already_worked", "kind")
        if cells.ok and day is not None:
            saved[day], _ = work.write(saved.get(day), DayOff(day=day), values)

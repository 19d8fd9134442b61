"""What a change makes of the rows of the schedules, before anything is written: the preview and the writing agree."""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Agency
from targets.models import TargetSchedule
from targets.schedules import Targets, in_order

FIRST_YEAR, LAST_YEAR = 2015, 2099


@dataclass(frozen=True, slots=True)
class Place:
    """Which target is meant: of an indicator, for one level or all, for every agency or one."""

    indicator: str
    level: str | None = None
    agency: Agency | None = None

    def has(self, row: TargetSchedule) -> bool:
        """Whether a row is of this target, in whichever variant."""
        agency = self.agency.pk if self.agency else None
        mine = (self.indicator, self.level, agency)
        return (row.indicator, row.level_id, row.agency_id) == mine and row.variant != row.GOAL


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What shall hold from a year on."""

    place: Place
    from_year: int
    base: Decimal
    first_step: int | None = None
    step: Decimal = Decimal(0)
    cap: Decimal = Decimal(100)
    values: Mapping[int, Decimal] = field(default_factory=dict)
    whole_subtree: bool = True
    source: str = ""

    def row(self) -> TargetSchedule:
        """The row that says so, not yet written."""
        return TargetSchedule(
            indicator=self.place.indicator,
            level_id=self.place.level,
            agency=self.place.agency,
            whole_subtree=self.whole_subtree,
            base=self.base,
            first_step=self.first_step,
            step=self.step,
            cap=self.cap,
            values={str(year): str(value) for year, value in sorted(self.values.items())},
            valid_from=date(self.from_year, 1, 1),
            source=self.source,
        )


def ending(rows: Iterable[TargetSchedule], place: Place, *, from_year: int) -> list[TargetSchedule]:
    """Copies of the rows that a change from this year on ends, as they then are.

    A row that held before ends with the year before; one that would begin then or later is put out of
    the books, where it stays to be read. Every variant ends: the office has decided, whatever is read.
    """
    found = []
    for row in rows:
        over = row.valid_to is not None and row.valid_to.year < from_year
        if not row.active or over or not place.has(row):
            continue
        ended = copy.copy(row)
        if row.valid_from.year < from_year:
            ended.valid_to = date(from_year, 1, 1) - timedelta(days=1)
        else:
            ended.active = False
        found.append(ended)
    return found


def after_setting(targets: Targets, new: NewTarget) -> Targets:
    """The targets as they would be."""
    without = after_ending(targets, new.place, from_year=new.from_year)
    return replace(without, schedules=in_order([*without.schedules, new.row()]))


def after_ending(targets: Targets, place: Place, *, from_year: int) -> Targets:
    """The targets as they would be if this one held no more from the year on."""
    ended = {row.pk: row for row in ending(targets.schedules, place, from_year=from_year)}
    left = (ended.get(row.pk, row) for row in targets.schedules)
    return replace(targets, schedules=in_order(row for row in left if row.active))


def after_choosing(targets: Targets, question: str, option: str) -> Targets:
    """The targets as they would be under another reading."""
    return replace(targets, readings=targets.readings.choosing(question, option))

"""What a level has to reach in a year: the active schedule of the level, else the one for every level."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.models import TargetSchedule


def target_in(schedule: TargetSchedule, year: int) -> Decimal | None:
    """Percent to reach in the year; None outside the schedule's years.

    Source: docs/indicators.md, target(L, y) = min(cap, base + step · max(0, y − first_step + 1)).
    """
    ended = schedule.valid_to is not None and schedule.valid_to.year < year
    if year < schedule.valid_from.year or ended:
        return None
    own = schedule.values.get(str(year))
    if own is not None:
        return Decimal(str(own))
    first = schedule.first_step
    steps = max(0, year - first + 1) if first is not None else 0
    return min(schedule.cap, schedule.base + schedule.step * steps)


@dataclass(frozen=True, slots=True)
class Targets:
    """The active schedules, read once."""

    schedules: tuple[TargetSchedule, ...]

    def of(self, indicator: str, level: str | None, year: int) -> Decimal | None:
        """The target of a level; `level` None asks for what holds for every level."""
        own = self._first(indicator, level, year)
        return self._first(indicator, None, year) if own is None else own

    def _first(self, indicator: str, level: str | None, year: int) -> Decimal | None:
        found = (
            target_in(schedule, year)
            for schedule in self.schedules
            if schedule.indicator == indicator and schedule.level_id == level
        )
        return next((target for target in found if target is not None), None)


def active_targets() -> Targets:
    """All active schedules; of two that hold in a year the one that begins later counts."""
    rows: Iterable[TargetSchedule] = TargetSchedule.objects.filter(active=True)
    return Targets(tuple(sorted(rows, key=lambda row: row.valid_from, reverse=True)))

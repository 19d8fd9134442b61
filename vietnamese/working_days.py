"""Working days: Monday to Friday, but for holidays and for Saturdays worked to make up for one.

Time limits of procedures are counted in them, the day of intake left out.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The calendar of an office.

    Args:
        off: weekdays on which nobody works.
        made_up: days of a weekend that are worked.
    """

    off: Collection[date] = field(default=frozenset())
    made_up: Collection[date] = field(default=frozenset())

    def works(self, day: date) -> bool:
        """Whether the office works on the day."""
        return day in self.made_up or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, start: date, days: int) -> date:
        """The day so many working days later; the start itself for none."""
        moved = start
        while days > 0:
            moved += ONE_DAY
            days -= self.works(moved)
        return moved

    def between(self, start: date, end: date) -> int:
        """How many working days lie after the start, up to and with the end; negative if it is past."""
        if end < start:
            return -self.between(end, start)
        span = (end - start).days
        return sum(self.works(start + timedelta(days=each)) for each in range(1, span + 1))


# Where no holidays are known.
PLAIN_WEEK = WorkingDays()

"""The office's days: when a dossier is due, and how long is left."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from dossiers.selectors import office_days

__all__ = ["days_left", "end_of", "local_day", "office_days"]

END_OF_DAY = time(17, 0)


def local_day(moment: datetime) -> date:
    """The day of a moment where the office is."""
    return timezone.localtime(moment).date()


def end_of(day: date) -> datetime:
    """When the office closes on the day."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def days_left(due: Iterable[datetime | None], *, now: datetime) -> list[int | None]:
    """Working days until each moment: 0 on the last day, negative when it is past; None without one."""
    days, today = office_days(), local_day(now)
    return [None if each is None else days.between(today, local_day(each)) for each in due]

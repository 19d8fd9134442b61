"""Schedules as the page tells them: how often, and what became of the last mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from targets.models import ReportKind, ReportSchedule, SentReport
from targets.reports.periods import ReportPeriod
from web.reports.forms import WHEN


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One schedule, with the last mail that was tried."""

    schedule: ReportSchedule
    last: SentReport | None

    @property
    def when(self) -> str:
        """Hằng tháng, ngày 5."""
        return f"{WHEN[ReportKind(self.schedule.kind)]}, ngày {self.schedule.day_of_month}"

    @property
    def last_period(self) -> str:
        """The period of the last mail in words."""
        if self.last is None:
            return ""
        return ReportPeriod.holding(ReportKind(self.last.kind), self.last.begin).name


def schedule_lines(schedules: Iterable[ReportSchedule]) -> list[ScheduleLine]:
    """The lines, from one query for all their mails."""
    rows = list(schedules)
    tried = SentReport.objects.filter(schedule__in=rows, tries__gt=0).order_by("begin", "id")
    last = {each.schedule_id: each for each in tried}
    return [ScheduleLine(each, last.get(each.pk)) for each in rows]

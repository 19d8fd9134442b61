"""Begins and ends schedules by which reports are mailed; nothing is deleted, an ended one stays on record."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, User
from dossiers import events
from targets.models import ReportKind, ReportSchedule
from targets.reports.access import may_receive
from targets.reports.errors import ScheduleRefused
from targets.reports.periods import ReportPeriod, last_ended

# A machine that was off for a while makes up for so many periods.
MADE_UP_FOR = 3


def schedule_report(
    agency: Agency, *, to: User, kind: ReportKind, day_of_month: int, by: User
) -> ReportSchedule:
    """Have the agency's report sent to a person, from the period that is running on.

    Args:
        agency: one that `by` may see the reports of; the caller has looked.
        day_of_month: 1 to 28, of the month after the period.
    Raises:
        ScheduleRefused: they may not see it, have no mail address, or get it already.
    """
    if not may_receive(to, agency):
        raise ScheduleRefused("report.no_right")
    if not to.email:
        raise ScheduleRefused("report.no_address")
    try:
        with transaction.atomic():
            made = ReportSchedule.objects.create(
                user=to, agency=agency, kind=kind, day_of_month=day_of_month, created_by=actor(by)
            )
            _record("report.scheduled", made, by)
    except IntegrityError as error:
        raise ScheduleRefused("report.scheduled_already") from error
    return made


@transaction.atomic
def end_schedule(schedule: ReportSchedule, *, by: User) -> None:
    """Send it no more.

    Raises:
        ScheduleRefused: it has ended.
    """
    ended = ReportSchedule.objects.filter(pk=schedule.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=actor(by)
    )
    if not ended:
        raise ScheduleRefused("report.ended_already")
    _record("report.schedule_ended", schedule, by)


def sending_day(schedule: ReportSchedule, period: ReportPeriod) -> date:
    """The day from which the report of the period is sent: in the month after its end."""
    return (period.end + timedelta(days=1)).replace(day=schedule.day_of_month)


def periods_due(schedule: ReportSchedule, *, today: date) -> list[ReportPeriod]:
    """The last periods that ended since the schedule was made and whose day has come, the oldest first."""
    since = timezone.localdate(schedule.created_at)
    period, found = last_ended(ReportKind(schedule.kind), today), []
    for _ in range(MADE_UP_FOR):
        if period.end >= since and sending_day(schedule, period) <= today:
            found.append(period)
        period = period.before
    return found[::-1]


def _record(verb: str, schedule: ReportSchedule, by: User) -> None:
    facts = {"kind": schedule.kind, "day": schedule.day_of_month, "to": schedule.user_id}
    events.record(agency=schedule.agency, actor=actor(by), verb=verb, about=schedule, facts=facts)

"""How far a campaign is: digital copies of results that were on paper, counted from the day it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import BigIntegerField, Count, Q, QuerySet, Value
from django.db.models.functions import TruncWeek
from django.utils import timezone

from targets.models import Campaign, CountedPaper
from targets.selectors import percent
from targets.tree import Tree

# The pace is that of the last four weeks: one idle week does not end it, and an old rush does not hold it up.
PACE = timedelta(days=28)


class Standing(StrEnum):
    """What a manager reads first."""

    TO_COME = "to_come"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    REACHED = "reached"
    OVERDUE = "overdue"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign on a day. `lately`: copies of the last four weeks, or since it began if that is less."""

    campaign: Campaign
    today: date
    done: int
    lately: int

    @property
    def share(self) -> Decimal:
        """Percent of the target; more than 100 where more was done."""
        return percent(self.done, self.campaign.target) or Decimal("0.00")

    @property
    def missing(self) -> int:
        """How many are still to be scanned."""
        return max(0, self.campaign.target - self.done)

    @property
    def days_left(self) -> int:
        """Days until the deadline, today and the deadline among them; 0 once it is over."""
        begin = max(self.today, self.campaign.starts_on)
        return max(0, (self.campaign.deadline - begin).days + 1)

    @property
    def expected(self) -> int:
        """Where a straight line from nothing on the first day to the target on the deadline stood last night."""
        whole = (self.campaign.deadline - self.campaign.starts_on).days + 1
        gone = min(whole, max(0, (self.today - self.campaign.starts_on).days))
        return self.campaign.target * gone // whole

    @property
    def a_week_needed(self) -> int | None:
        """Copies a week from now on that still reach the target; None where no day is left."""
        if not self.days_left:
            return None
        return -(-self.missing * 7 // self.days_left)

    @property
    def a_week_now(self) -> int:
        """Copies a week at the pace of the last four weeks."""
        days = min(PACE.days, (self.today - self.campaign.starts_on).days + 1)
        return self.lately * 7 // days if days > 0 else 0

    @property
    def reached_on(self) -> date | None:
        """The day on which the target is reached if the last four weeks go on; None where they brought nothing."""
        days = min(PACE.days, (self.today - self.campaign.starts_on).days + 1)
        if not self.missing or days <= 0 or not self.lately:
            return None
        needed = -(-self.missing * days // self.lately)
        # Beyond that nobody plans, and a date has an end.
        return self.today + timedelta(days=needed) if needed < 36_500 else None

    @property
    def standing(self) -> Standing:
        """What it is today."""
        if self.campaign.outcome:
            return Standing(self.campaign.outcome)
        if not self.missing:
            return Standing.REACHED
        if self.today > self.campaign.deadline:
            return Standing.OVERDUE
        if self.today < self.campaign.starts_on:
            return Standing.TO_COME
        return Standing.ON_PACE if self.done >= self.expected else Standing.BEHIND


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, what they brought, and what there was at their end."""

    monday: date
    copies: int
    so_far: int


def progress_of(campaign: Campaign, *, today: date) -> Progress:
    """How far one campaign is."""
    return progresses_of([campaign], today=today)[0]


def progresses_of(campaigns: Sequence[Campaign], *, today: date) -> list[Progress]:
    """How far each of them is, from one query."""
    days, tree = {each.pk: each.closed_on or today for each in campaigns}, Tree(today)
    counts = [_counted(each, days[each.pk], tree) for each in campaigns]
    rows = counts[0].union(*counts[1:], all=True) if counts else []
    found = {pk: (done, lately) for pk, done, lately in rows}
    return [Progress(each, days[each.pk], *found.get(each.pk, (0, 0))) for each in campaigns]


def _counted(
    campaign: Campaign, day: date, tree: Tree
) -> QuerySet[CountedPaper, tuple[int, int, int]]:
    """The campaign, its copies until the day, and those of the last four weeks; one row or none."""
    named = Value(campaign.pk, output_field=BigIntegerField())
    rows = _copies(campaign, day, tree).order_by().values(campaign=named)
    lately = Q(copy_from__gt=day - PACE)
    counted = rows.annotate(done=Count("pk"), lately=Count("pk", filter=lately))
    return counted.values_list("campaign", "done", "lately")


def _copies(campaign: Campaign, until: date, tree: Tree) -> QuerySet[CountedPaper]:
    """The digital copies that count: of the type, in the agency's subtree, of results that were there before.

    What is issued anew while the campaign runs is digitized at its own counter, and is not the campaign's. Nor is
    what was digitized on its first day before it was planned: it was no longer missing then.
    """
    rows = CountedPaper.objects.filter(
        _there_before(campaign.starts_on),
        result_agency__in=tree.under(campaign.agency),
        paper_type=campaign.paper_type_id,
        copy_from__range=(campaign.starts_on, until),
    )
    if timezone.localdate(campaign.planned_at) != campaign.starts_on:
        return rows
    return rows.exclude(copy_from=campaign.starts_on, paper__accepted_at__lt=campaign.planned_at)


def _there_before(day: date) -> Q:
    """Results that were there before the day; one without a dossier is of the backlog, whenever it holds from."""
    return Q(result_from__lt=day) | Q(procedure=None, result_from__isnull=False)


def weeks_of(campaign: Campaign, *, today: date) -> list[Week]:
    """Every week from the first to this one or the last, also those that brought nothing."""
    last = campaign.closed_on or today
    rows = _copies(campaign, last, Tree(today)).annotate(week=TruncWeek("copy_from"))
    grouped = dict(rows.order_by().values("week").annotate(n=Count("pk")).values_list("week", "n"))
    monday = campaign.starts_on - timedelta(days=campaign.starts_on.weekday())
    weeks, so_far = [], 0
    while monday <= last:
        so_far += grouped.get(monday, 0)
        weeks.append(Week(monday, grouped.get(monday, 0), so_far))
        monday += timedelta(days=7)
    return weeks

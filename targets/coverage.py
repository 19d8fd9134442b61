"""What a report tells beside the rates: one-stop units, focal officers, ends by cause, what people said.

Seeds S0-1 (13 departments, 22 of 24 districts, 295 of 322 communes), S0-2 (862 focal officers), S0-5 (an
evaluation by dossier and channel) and S2-4 (returned and withdrawn dossiers rise). Read from the records.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import Agency, Level
from dossiers.models import (
    CLOSED_WITH_CAUSE,
    Cause,
    Complaint,
    Dossier,
    DossierStatus,
    FocalOfficer,
    OneStopUnit,
    Rating,
    RatingChannel,
)
from targets.periods import Period, last_day
from targets.reading import Reading
from targets.selectors import Figures, figures, percent
from targets.tree import Tree

SATISFIED = 4  # the score from which on a person is satisfied
# What was never received was not finished either, unless it was refused at the door. Numbers stand in it, not
# values: SQLite uses an index with a condition only where the statement says the very same.
ENDED = (
    f"status IN ({', '.join(str(int(each)) for each in CLOSED_WITH_CAUSE)})"
    f" AND (received_at IS NOT NULL OR status = {int(DossierStatus.NOT_RECEIVED)})"
)


@dataclass(frozen=True, slots=True)
class LevelCoverage:
    """The one-stop units of a level's agencies on a day."""

    level: Level
    agencies: int
    units: int
    compliant: int

    @property
    def share(self) -> Decimal | None:
        """Percent of the agencies that have a compliant unit; None where there are no agencies."""
        return percent(self.compliant, self.agencies)


@dataclass(frozen=True, slots=True)
class LevelOfficers:
    """The focal officers of a level's agencies on a day."""

    level: Level
    agencies: int
    with_officers: int
    officers: int


@dataclass(frozen=True, slots=True)
class Ends:
    """How many dossiers of a period ended in one way for one cause; `before`: in the period before it."""

    status: DossierStatus
    cause: str
    count: int
    before: int

    @property
    def words(self) -> str:
        """The cause in words; imported dossiers may have none."""
        return str(Cause(self.cause).label) if self.cause else "Chưa ghi nguyên nhân"


@dataclass(frozen=True, slots=True)
class Closings:
    """Dossiers that ended without a result: refused, stopped, withdrawn; the most frequent cause first."""

    period: Period
    before: Period
    ends: list[Ends]
    finished: int
    finished_before: int

    @property
    def share(self) -> Decimal | None:
        """Percent of the finished dossiers that were stopped or withdrawn (M10r)."""
        return percent(self._stopped([each.count for each in self.ends]), self.finished)

    @property
    def share_before(self) -> Decimal | None:
        """The same of the period before."""
        return percent(self._stopped([each.before for each in self.ends]), self.finished_before)

    @property
    def rises(self) -> bool | None:
        """Whether the share is higher than before; None where one of them is not known."""
        now, then = self.share, self.share_before
        return None if now is None or then is None else now > then

    def _stopped(self, counts: list[int]) -> int:
        # What was refused at the door was never received, so it is no part of what was finished.
        of = zip(self.ends, counts, strict=True)
        return sum(count for each, count in of if each.status != DossierStatus.NOT_RECEIVED)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What people said of how their dossiers were handled, in a period."""

    rated: int
    units: int  # agencies whose dossiers were rated
    procedures: int
    scores: Mapping[Rating.Score, int]
    channels: Mapping[RatingChannel, int]
    complaints: Mapping[Complaint.About, int]
    unsettled: int  # of the complaints

    @property
    def satisfied(self) -> Decimal | None:
        """Percent of the ratings that say satisfied or very satisfied."""
        return percent(
            sum(self.scores[each] for each in self.scores if each >= SATISFIED), self.rated
        )


def one_stop(agency: Agency, *, on: date, reading: Reading | None = None) -> list[LevelCoverage]:
    """Compliant one-stop units in the subtree, by level, among the agencies that exist on the day."""
    tree = (reading or Reading(on)).on(on).tree
    held = OneStopUnit.objects.on(on).filter(tree.rows_of(tree.under(agency), column="agency"))
    told = list(held.values_list("agency", "compliant"))
    units = {agency for agency, _ in told}
    fits = {agency for agency, compliant in told if compliant}
    return [
        LevelCoverage(
            level=level,
            agencies=len(ids),
            units=sum(pk in units for pk in ids),
            compliant=sum(pk in fits for pk in ids),
        )
        for level, ids in _existing(agency, tree).items()
    ]


def without_unit(agency: Agency, *, on: date) -> QuerySet[Agency]:
    """The agencies of the subtree that have no compliant one-stop unit on the day."""
    fits = OneStopUnit.objects.on(on).filter(compliant=True)
    ids = [pk for some in _existing(agency, Tree(on)).values() for pk in some]
    existing = Agency.objects.filter(pk__in=ids)
    return existing.exclude(pk__in=fits.values("agency")).select_related("level")


def focal_officers(
    agency: Agency, *, on: date, reading: Reading | None = None
) -> list[LevelOfficers]:
    """Focal officers in the subtree, by level, of the agencies that exist on the day."""
    tree = (reading or Reading(on)).on(on).tree
    held = FocalOfficer.objects.on(on).filter(tree.rows_of(tree.under(agency), column="agency"))
    officers = dict(held.values_list("agency").annotate(Count("pk")))
    return [
        LevelOfficers(
            level=level,
            agencies=len(ids),
            with_officers=sum(pk in officers for pk in ids),
            officers=sum(officers.get(pk, 0) for pk in ids),
        )
        for level, ids in _existing(agency, tree).items()
    ]


def closings(
    agency: Agency,
    *,
    period: Period,
    reading: Reading | None = None,
    figures_over: Callable[[Period], Figures] | None = None,
) -> Closings:
    """Dossiers of the subtree that ended with a cause in the period, beside the period before it.

    Args:
        figures_over: the agency's figures of a period, from who has them already.
    """
    before, reading = previous(period), reading or Reading(period.end)
    known = figures_over or partial(_figures, agency, reading)
    ends = [
        Ends(DossierStatus(status), cause, now, then)
        for status, cause, now, then in _closed(agency, period, before, reading)
        if now or then
    ]
    ends.sort(key=lambda each: (-each.count, -each.before, each.status, each.cause))
    return Closings(
        period=period,
        before=before,
        ends=ends,
        finished=known(period).finished,
        finished_before=known(before).finished,
    )


def _figures(agency: Agency, reading: Reading, period: Period) -> Figures:
    return figures(agency, period=period, reading=reading)


def evaluation(agency: Agency, *, period: Period, reading: Reading | None = None) -> Evaluation:
    """Ratings given and complaints received in the period about dossiers of the subtree."""
    tree = _tree(period, reading)
    deciding = tree.rows_of(tree.under(agency), column="dossier__deciding_agency")
    ratings = Rating.objects.filter(deciding, _during("at", period))
    complaints = Complaint.objects.filter(deciding, _during("received_at", period))
    scores, channels = Counter[Any](), Counter[Any]()
    by_both = ratings.order_by().values_list("score", "channel").annotate(Count("pk"))
    for score, channel, count in by_both:
        scores[score] += count
        channels[channel] += count
    # Of nothing there are no units to count.
    apart = (
        {"units": 0, "procedures": 0}
        if not scores
        else ratings.aggregate(
            units=Count("dossier__deciding_agency", distinct=True),
            procedures=Count("dossier__procedure", distinct=True),
        )
    )
    about = complaints.order_by().values_list("about")
    told = list(about.annotate(n=Count("pk"), open=Count("pk", filter=Q(settled_at__isnull=True))))
    complained = {each: count for each, count, _ in told}
    return Evaluation(
        **apart,
        rated=scores.total(),
        scores={each: scores[each] for each in Rating.Score},
        channels={each: channels[each] for each in RatingChannel},
        complaints={each: complained.get(each, 0) for each in Complaint.About},
        unsettled=sum(count for _, _, count in told),
    )


def previous(period: Period) -> Period:
    """What a period is held against: the calendar unit before it, of one that still runs the same days.

    1 January to 23 November stands beside the same days of the year before. Days that begin no month,
    quarter or year stand beside as many days just before them.
    """
    unit = next((each for each in _units(period.begin) if period.end <= each.end), None)
    if unit is None:
        end = period.begin - timedelta(days=1)
        return Period(end - (period.end - period.begin), end)
    months = 12 * (unit.end.year - unit.begin.year) + unit.end.month - unit.begin.month + 1
    begin, end = _earlier(period.begin, months), _earlier(period.end, months)
    return Period(begin, last_day(end.year, end.month) if period == unit else end)


def _units(begin: date) -> list[Period]:
    """The month, quarter and year that begin on the day."""
    if begin.day != 1:
        return []
    found = [Period.month(begin.year, begin.month)]
    if begin.month % 3 == 1:
        found.append(Period.quarter(begin.year, (begin.month + 2) // 3))
    if begin.month == 1:
        found.append(Period.year(begin.year))
    return found


def _earlier(day: date, months: int) -> date:
    """The same day some months before, or the last one of a shorter month."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, last_day(year, month + 1).day))


def _existing(agency: Agency, tree: Tree) -> dict[Level, list[int]]:
    """The agencies of the subtree that exist on the day of the tree, by level from the top."""
    by_level: dict[str, list[int]] = {}
    for pk in tree.under(agency):
        if tree.exists(pk):
            by_level.setdefault(tree.nodes[pk].level, []).append(pk)
    return {level: by_level[code] for code, level in tree.levels.items() if code in by_level}


def _tree(period: Period, reading: Reading | None) -> Tree:
    day = min(timezone.localdate(), period.end)
    return (reading or Reading(day)).on(day).tree


def _closed(
    agency: Agency, period: Period, before: Period, reading: Reading
) -> Iterable[tuple[int, str, int, int]]:
    """(status, cause, how many in the period, how many in the one before it)."""
    trees = [_tree(each, reading) for each in (period, before)]
    of_both = trees[0].under(agency) | trees[1].under(agency)
    rows = Dossier.objects.filter(
        RawSQL(ENDED, (), output_field=BooleanField()),  # noqa: S611 - numbers of ours
        trees[0].rows_of(of_both, column="deciding_agency"),
        _during("finished_at", Period(before.begin, period.end)),
    )
    now, then = (
        Count(
            "finished_at",
            filter=_during("finished_at", each)
            & tree.rows_of(tree.under(agency), column="deciding_agency"),
        )
        for each, tree in zip((period, before), trees, strict=True)
    )
    # What the index dossier_closed_with_cause holds, and nothing else.
    counted = rows.order_by().values_list("status", "closing_cause")
    return counted.annotate(now=now, then=then)


def _during(column: str, period: Period) -> Q:
    """A range of moments, which an index serves; days are days in the office's time zone."""
    begin, after = period.begin, period.end + timedelta(days=1)
    return Q(**{f"{column}__gte": _midnight(begin), f"{column}__lt": _midnight(after)})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

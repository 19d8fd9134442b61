"""Reads the sums of a reach: whole months from the sums of months, the edges from those of days.

What is asked is a handful of measures, each with its span of days. What comes back tells
agency, level and, where asked, month or procedure apart; subtrees are added up by who asks.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.fields import IntegerField
from django.db.models.functions import TruncMonth

from targets.indicators import Span, Term
from targets.models import AgencyDay, AgencyMonth, Measure, ProcedureDay, ProcedureMonth
from targets.periods import Period, first_of_month, last_day
from targets.tree import Tree

# (over which days, measure) → sum
type_of_added = Counter[tuple[Span, Measure]]
ONE_DAY = timedelta(days=1)


class Place(NamedTuple):
    """Where a sum belongs; what was not asked to be told apart is None."""

    agency: int | None
    level: str
    month: date | None = None
    procedure: int | None = None


class Segment(NamedTuple):
    """Days in which figures of some agencies carry one level and count for the same spans."""

    begin: date | None  # None: from the first day there is
    end: date
    level: str
    spans: tuple[Span, ...]


type_of_segments = dict[Segment, set[int]]
# (number of the segment, condition on the rows of a sum)
type_of_parts = list[tuple[int, Q]]

# The sums of months and those of days.
MONTHS = (AgencyMonth.objects.all(), AgencyDay.objects.all())
MONTHS_BY_PROCEDURE = (ProcedureMonth.objects.all(), ProcedureDay.objects.all())


@dataclass(frozen=True, slots=True)
class Apart:
    """What is told apart beside the level."""

    agencies: bool = False
    months: bool = False
    procedures: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Which agencies over which days; `period` is cut already where the counting ends."""

    tree: Tree
    agencies: frozenset[int]
    period: Period


def sums(reach: Reach, terms: Iterable[Term], *, apart: Apart) -> dict[Place, type_of_added]:
    """The sums of these terms.

    With `apart.months` a month's figures of UNTIL are its changes, and the month None holds what was
    before the period: adding up month by month tells how things stood at each month's end.
    """
    wanted: dict[Span, set[Measure]] = defaultdict(set)
    for term in terms:
        wanted[term.span].add(term.measure)
    found: dict[Place, type_of_added] = defaultdict(Counter)
    in_period = set(wanted) & {Span.PERIOD, Span.INTAKE}
    if in_period:
        segments = segments_of(reach, with_intake=Span.INTAKE in in_period)
        _add(found, reach, segments, wanted=wanted, apart=apart)
    for span in set(wanted) - in_period:
        for segments, told_apart in _standing(reach, span, apart):
            _add(found, reach, segments, wanted=wanted, apart=told_apart)
    return found


def segments_of(reach: Reach, *, with_intake: bool = False) -> type_of_segments:
    """The period, cut where an agency ends and where digitization at intake begins at its level."""
    begin, end = reach.period.begin, reach.period.end
    if end < begin:
        return {}
    starts = reach.tree.flow_starts if with_intake else {}
    found: type_of_segments = defaultdict(set)
    for pk in reach.agencies:
        node = reach.tree.nodes[pk]
        start = starts.get(node.level, begin)
        cuts = {begin, end + ONE_DAY}
        cuts |= {start} if begin < start <= end else set()
        if node.valid_to is not None and begin <= node.valid_to < end:
            cuts.add(node.valid_to + ONE_DAY)
        ordered = sorted(cuts)
        for first, after in pairwise(ordered):
            after_end = node.valid_to is not None and first > node.valid_to
            level = reach.tree.level_on(pk, after_end=after_end)
            began = first >= start
            kept = (Span.PERIOD, *((Span.INTAKE,) if began else ()))
            found[Segment(first, after - ONE_DAY, level, kept)].add(pk)
    return found


def _standing(reach: Reach, span: Span, apart: Apart) -> Iterator[tuple[type_of_segments, Apart]]:
    """Everything up to a day. What an ended agency leaves is its successor's, of that level."""
    begin, end = reach.period.begin, reach.period.end
    before = begin - ONE_DAY
    parts: list[tuple[date | None, date, Apart]]
    if span is Span.BEFORE:
        parts = [(None, before, Apart(agencies=apart.agencies, procedures=apart.procedures))]
    elif apart.months:
        parts = [(None, before, Apart(agencies=apart.agencies)), (begin, end, apart)]
    else:
        parts = [(None, end, apart)]
    for first, last, told_apart in parts:
        segments: type_of_segments = defaultdict(set)
        for pk in reach.agencies:
            level = reach.tree.level_on(pk, after_end=True)
            segments[Segment(first, last, level, (span,))].add(pk)
        yield segments, told_apart


def _add(
    found: dict[Place, type_of_added],
    reach: Reach,
    segments: type_of_segments,
    *,
    wanted: dict[Span, set[Measure]],
    apart: Apart,
) -> None:
    spans = {span for segment in segments for span in segment.spans}
    measures = sorted({measure for span in spans for measure in wanted.get(span, ())})
    ordered = list(segments)
    for number, agency, month, procedure, *values in _rows(
        reach, segments, measures=measures, apart=apart
    ):
        segment = ordered[number]
        added = found[Place(agency, segment.level, month, procedure)]
        for measure, value in zip(measures, values, strict=True):
            if value:
                for span in segment.spans:
                    if measure in wanted.get(span, ()):
                        added[span, measure] += value


def _rows(
    reach: Reach, segments: type_of_segments, *, measures: list[Measure], apart: Apart
) -> Iterator[list[Any]]:
    """(number of the segment, agency, month, procedure, sum of each measure…)."""
    months: type_of_parts = []
    days: type_of_parts = []
    everybody = len(reach.agencies) == len(reach.tree.nodes)
    for number, (segment, agencies) in enumerate(segments.items()):
        # Every agency there is: nobody has to be looked for by name.
        alone = everybody and len(agencies) == len(reach.agencies)
        whose = Q() if alone else Q(agency__in=agencies)
        of_months, of_days = months_and_days(segment.begin, segment.end)
        months += [(number, whose & condition) for condition in of_months]
        days += [(number, whose & Q(day__range=(each.begin, each.end))) for each in of_days]
    of_month, of_day = MONTHS_BY_PROCEDURE if apart.procedures else MONTHS
    if months:
        yield from _grouped(of_month, months, month=F("month"), measures=measures, apart=apart)
    if days:
        first = TruncMonth("day")
        yield from _grouped(of_day, days, month=first, measures=measures, apart=apart)


def months_and_days(begin: date | None, end: date) -> tuple[list[Q], list[Period]]:
    """The whole months of a span as conditions on their first day, and the days at its edges."""
    after = first_of_month(end + ONE_DAY)  # the first month that is not over at the end
    rest = [Period(after, end)] if after <= end else []
    if begin is None:
        return [Q(month__lt=after)], rest
    first = begin if begin.day == 1 else last_day(begin.year, begin.month) + ONE_DAY
    if first >= after:
        return [], [Period(begin, end)] if begin <= end else []
    edge = [Period(begin, first - ONE_DAY)] if begin < first else []
    return [Q(month__gte=first, month__lt=after)], [*edge, *rest]


def _grouped(
    rows: "QuerySet[Any]",
    parts: type_of_parts,
    *,
    month: Any,
    measures: Collection[Measure],
    apart: Apart,
) -> Iterator[list[Any]]:
    condition = Q()
    for _, part in parts:
        condition |= part
    numbers = {number for number, _ in parts}
    by_part: dict[int, Q] = defaultdict(Q)
    for number, part in parts:
        by_part[number] |= part
    told: dict[str, Any] = {}
    if len(numbers) > 1:
        told["segment"] = Case(
            *(When(part, then=Value(number)) for number, part in by_part.items()),
            output_field=IntegerField(),
        )
    if apart.months:
        told["of_month"] = month
    groups = [*told]
    groups += ["agency_id"] if apart.agencies else []
    groups += ["procedure_id"] if apart.procedures else []
    found = rows.filter(condition).order_by().annotate(**told)
    totals = {f"sum_{each.value}": Sum(each.value) for each in measures}
    only = next(iter(numbers))
    # Nothing to be told apart is one group: without names, `values` would take every column.
    grouped = found.values(*groups).annotate(**totals) if groups else [found.aggregate(**totals)]
    for row in grouped:
        yield [
            row.get("segment", only),
            row.get("agency_id"),
            row.get("of_month"),
            row.get("procedure_id"),
            *(row[name] for name in totals),
        ]

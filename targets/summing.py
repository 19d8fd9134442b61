"""Reads the sums of a reach: whole years and months from their sums, the edges from those of days.

What is asked is a handful of measures, each with its span of days. What comes back tells
agency, level and, where asked, month or procedure apart; subtrees are added up by who asks.
The statements are put together here: Django would take longer for their words than the database for the sums.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection

from targets.indicators import Span, Term
from targets.models import (
    AgencyDay,
    AgencyMonth,
    AgencyYear,
    Measure,
    ProcedureDay,
    ProcedureMonth,
    WholeMonth,
)
from targets.periods import ONE_DAY, Period, first_of_month, last_day, whole_months, whole_years
from targets.tree import Tree

# (over which days, measure) → sum
type_of_added = Counter[tuple[Span, Measure]]
type_of_wanted = dict[Span, set[Measure]]
# One in so many of all agencies is few.
NARROW = 8


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


class Part(NamedTuple):
    """Rows of one table that are read: from a day (None: the first there is) until another, without it."""

    begin: date | None
    after: date
    stretch: int  # of which days of the reach they are
    month: date | None  # in which all of them lie; None where each row tells its own

    @property
    def condition(self) -> str:
        """As SQL on the column `at`; the dates are ours."""
        until = f"{{at}} < '{self.after}'"
        return until if self.begin is None else f"{{at}} >= '{self.begin}' AND {until}"


class Likes(NamedTuple):
    """Agencies whose figures carry the same levels at the same time; they need not be told apart."""

    level: str
    valid_to: date | None
    level_after: str


ANY = Likes("", None, "")


@dataclass(frozen=True, slots=True)
class Apart:
    """What is told apart; without levels a `Place` may have any, and its figures are those of all."""

    agencies: bool = False
    months: bool = False
    procedures: bool = False
    levels: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """Which agencies over which days; `period` is cut already where the counting ends."""

    tree: Tree
    agencies: frozenset[int]
    period: Period

    @property
    def is_narrow(self) -> bool:
        """Whether it is a small share of all agencies: theirs is looked for, where else all is read through."""
        return NARROW * len(self.agencies) < len(self.tree.nodes)


def sums(reach: Reach, terms: Iterable[Term], *, apart: Apart) -> dict[Place, type_of_added]:
    """The sums of these terms.

    With `apart.months` a month's figures of UNTIL are its changes, and the month None holds what was
    before the period: adding up month by month tells how things stood at each month's end.
    """
    wanted: type_of_wanted = defaultdict(set)
    for term in terms:
        wanted[term.span].add(term.measure)
    if reach.period.begin <= reach.period.end:
        return Summing(reach, wanted, apart).found()
    # The counting ends before the period begins: what stood then is not what stands when it begins.
    found: dict[Place, type_of_added] = defaultdict(Counter)
    for span, measures in wanted.items():
        for place, added in Summing(reach, {span: measures}, apart).found().items():
            found[place].update(added)
    return found


def added_up(parts: list[type_of_added]) -> type_of_added:
    """All of them together; of one alone it is that one."""
    if len(parts) == 1:
        return parts[0]
    found = type_of_added()
    for part in parts:
        found.update(part)
    return found


class Summing:
    """One question: at most one statement for what was before the period and one for the period, by table."""

    def __init__(self, reach: Reach, wanted: type_of_wanted, apart: Apart) -> None:
        self._reach, self._wanted, self._apart = reach, wanted, apart
        nodes = reach.tree.nodes
        self._nodes = [nodes[pk] for pk in reach.agencies]
        self._kinds: dict[Likes, list[int]] = defaultdict(list)
        # Every agency there is: nobody has to be looked for by name.
        self._is_everybody = len(self._nodes) == len(nodes)
        self._has_levels = apart.levels or apart.agencies or self._intake_begins()
        for node in self._nodes:
            if not self._has_levels:
                self._kinds[ANY].append(node.pk)
                continue
            after = reach.tree.level_on(node.pk, after_end=True)
            self._kinds[Likes(node.level, node.valid_to, after)].append(node.pk)
        # The most numerous last: whoever is of no other kind is of that one, and is not named.
        self._ordered = sorted(self._kinds, key=lambda each: len(self._kinds[each]))
        self._kind_of = {pk: kind for kind, pks in self._kinds.items() for pk in pks}
        self._found: dict[Place, type_of_added] = defaultdict(Counter)

    def _intake_begins(self) -> bool:
        """Whether at some level digitization at intake begins within the period."""
        starts = self._reach.tree.flow_starts.values() if Span.INTAKE in self._wanted else ()
        return any(each > self._reach.period.begin for each in starts)

    def found(self) -> dict[Place, type_of_added]:
        """All that was asked."""
        begin, end = self._reach.period.begin, self._reach.period.end
        standing = self._wanted.get(Span.UNTIL, set()) | self._wanted.get(Span.BEFORE, set())
        within = {m for span, some in self._wanted.items() if span is not Span.BEFORE for m in some}
        if not self._nodes:
            return self._found
        if set(self._wanted) == {Span.UNTIL} and not self._apart.months:
            self._read([(None, end)], standing)
            return self._found
        if standing:
            self._read([(None, begin - ONE_DAY)], standing)
        if within and begin <= end:
            self._read(list(_days(self._cuts())), within)
        return self._found

    def _cuts(self) -> list[date]:
        """The first day of each stretch of the period, in which nothing changes, and the day after the last."""
        begin, end = self._reach.period.begin, self._reach.period.end
        cuts = {begin, end + ONE_DAY}
        cuts |= {each.valid_to + ONE_DAY for each in self._ordered if each.valid_to}
        if Span.INTAKE in self._wanted:
            starts = self._reach.tree.flow_starts
            cuts |= {starts[each.level] for each in self._ordered if each.level in starts}
        return sorted(each for each in cuts if begin <= each <= end + ONE_DAY)

    def _read(self, stretches: "list[tuple[date | None, date]]", measures: set[Measure]) -> None:
        columns = sorted(measures)
        by_procedure = self._apart.procedures
        by_year = not (by_procedure or self._apart.months)
        of_years, of_months, of_days = _parts(stretches, by_year=by_year)
        months = ProcedureMonth if self._has_levels or not self._is_everybody else WholeMonth
        tables: tuple[tuple[Any, str, list[Part]], ...] = (
            (AgencyYear, "year", of_years),
            (months if by_procedure else AgencyMonth, "month", of_months),
            (ProcedureDay if by_procedure else AgencyDay, "day", of_days),
        )
        keys: dict[tuple[Likes, int], list[tuple[str, list[tuple[int, Any]]]]] = {}
        for model, at, parts in tables:
            if not parts:
                continue
            for who, number, month, procedure, *values in self._rows(model, at, parts, columns):
                part = parts[number]
                agency = who if self._apart.agencies else None
                kind = self._kind_of[who] if self._apart.agencies else self._ordered[who]
                known = (kind, part.stretch)
                if known not in keys:
                    keys[known] = list(self._counting(kind, stretches[part.stretch], columns))
                told = (as_day(month) if month else part.month) if self._apart.months else None
                if stretches[part.stretch][0] is None:
                    told = None
                for level, places in keys[known]:
                    added = self._found[Place(agency, level, told, procedure)]
                    for index, key in places:
                        if value := values[index]:
                            added[key] = added.get(key, 0) + value

    def _counting(
        self, kind: Likes, days: "tuple[date | None, date]", columns: list[Measure]
    ) -> Iterator[tuple[str, list[tuple[int, tuple[Span, Measure]]]]]:
        """Of one kind's figures in a stretch: at which level which columns count for which spans."""
        first, _ = days
        at_end = {Span.UNTIL} if first else {Span.UNTIL, Span.BEFORE}
        during: set[Span] = set()
        if first is not None:
            begins = self._reach.tree.flow_starts.get(kind.level, first)
            during = {Span.PERIOD, Span.INTAKE} if first >= begins else {Span.PERIOD}
        has_ended = kind.valid_to is not None and first is not None and first > kind.valid_to
        for level, spans in (
            (kind.level_after if has_ended else kind.level, during),
            (kind.level_after, at_end),
        ):
            places = [
                (index, (span, column))
                for index, column in enumerate(columns)
                for span in spans
                if column in self._wanted.get(span, ())
            ]
            if places:
                yield level, places

    def _rows(
        self, model: Any, at: str, parts: list[Part], columns: list[Measure]
    ) -> list[tuple[Any, ...]]:
        """(who, number of the part, month, procedure, sum of each column…)."""
        told = [
            "agency_id" if self._apart.agencies else self._kind(),
            _numbered([(part.condition.format(at=at), n) for n, part in enumerate(parts)]),
            "month" if at == "month" and self._apart.months else "NULL",
            "procedure_id" if self._apart.procedures else "NULL",
        ]
        values = [f"CAST(SUM({column.value}) AS bigint)" for column in columns]
        where = self._when(at, parts)
        groups = [each for each in told if each != "NULL" and not each.isdecimal()]
        sql = f"SELECT {', '.join([*told, *values])} FROM {model._meta.db_table} WHERE ({where}){self._whose()}"  # noqa: S608, SLF001 - numbers, dates and names of ours
        sql += f" GROUP BY {', '.join(groups)}" if groups else " HAVING COUNT(*) > 0"
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _when(self, at: str, parts: list[Part]) -> str:
        """The days of the parts: of a few agencies one by one, each a search in an index that begins with the day."""
        joined = _joined(parts)
        first = self._reach.tree.first_month if self._reach.is_narrow else None
        if first is None:
            return " OR ".join(f"({part.condition.format(at=at)})" for part in joined)
        days = [f"'{day}'" for part in joined for day in _each(part, at, first)]
        return f"{at} IN ({', '.join(days)})" if days else "FALSE"

    def _whose(self) -> str:
        if self._is_everybody:
            return ""
        return f" AND agency_id IN ({sql_list(n.pk for n in self._nodes)})"

    def _kind(self) -> str:
        conditions = [
            (f"agency_id IN ({sql_list(self._kinds[kind])})", number)
            for number, kind in enumerate(self._ordered)
        ]
        return _numbered(conditions)


def _days(cuts: list[date]) -> "Iterator[tuple[date | None, date]]":
    """First and last day of each stretch."""
    return ((first, after - ONE_DAY) for first, after in pairwise(cuts))


def _numbered(conditions: list[tuple[str, int]]) -> str:
    """The number of the condition that holds; the last one is not asked for."""
    *some, (_, last) = conditions
    if not some:
        return f"{last}"
    cases = " ".join(f"WHEN {condition} THEN {number}" for condition, number in some)
    return f"CASE {cases} ELSE {last} END"


def sql_list(ids: Iterable[int]) -> str:
    """Row ids as they stand behind IN."""
    return ", ".join(str(int(each)) for each in ids)


def as_day(found: date | str) -> date:
    """SQLite keeps days as text."""
    return date.fromisoformat(found) if isinstance(found, str) else found


def _parts(
    stretches: "list[tuple[date | None, date]]", *, by_year: bool
) -> tuple[list[Part], list[Part], list[Part]]:
    """What is read of the sums of years, of those of months, and of those of days."""
    of_years, of_months, of_days = [], [], []
    for number, (begin, end) in enumerate(stretches):
        whole, edges = whole_months(begin, end)
        if whole is not None:
            years, months = whole_years(*whole) if by_year else ([], [whole])
            of_years += [Part(*span, number, None) for span in years]
            of_months += [Part(*span, number, None) for span in months]
        for edge in edges:
            of_days += [
                Part(days.begin, days.end + ONE_DAY, number, first_of_month(days.begin))
                for days in edge.months()
            ]
    return of_years, of_months, of_days


def _joined(parts: list[Part]) -> list[Part]:
    """The days of all of them in as few parts as they make up: one search in the index for each."""
    found: list[Part] = []
    for part in parts:
        if found and part.begin == found[-1].after:
            found[-1] = found[-1]._replace(after=part.after)
        else:
            found.append(part)
    return found


def _each(part: Part, at: str, first: date) -> Iterator[date]:
    """Each day of a part, or each month or year, from the first with figures."""
    if at == "year":
        first = date(first.year, 1, 1)
    day = first if part.begin is None else max(part.begin, first)
    while day < part.after:
        yield day
        last = {"day": day, "month": last_day(day.year, day.month), "year": last_day(day.year, 12)}
        day = last[at] + ONE_DAY


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

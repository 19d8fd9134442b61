"""M6: persons and firms, each counted once in whatever is asked; so the parts do not add up to the whole.

Who hands in a dossier at two agencies, or in two months, is one owner of both together. Whole months
are read as sets (`OwnerSet`), the days at the edges from the dossiers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from pyroaring import BitMap

from targets.listed import Listed, numbers
from targets.models import CountedDossier, OwnerSet
from targets.periods import ONE_DAY, Period, first_of_month, last_day, whole_months
from targets.summing import Reach, as_day, segments_of, sql_list


class Owners(NamedTuple):
    """Holders with an earlier accepted paper, and of them those who handed one in again."""

    held_before: BitMap
    resubmitted: BitMap

    @property
    def ratio(self) -> tuple[int, int]:
        """Numerator and denominator of M6."""
        held = len(self.held_before)
        return held - self.held_before.intersection_cardinality(self.resubmitted), held

    def __or__(self, other: "Owners") -> "Owners":
        return Owners(self.held_before | other.held_before, self.resubmitted | other.resubmitted)


NONE = BitMap()
_NONE = NONE.serialize()
NOBODY = Owners(NONE, NONE)
# By the days that are read: each agency with the level that its figures carry in them.
type_of_levels = dict[Period, dict[int, str]]
# Agency, first and last day, how many sets lie between, the sum of their digests: others, once a set is another.
type_of_content = tuple[int, date, date, int, int]


class Months:
    """The owners of some months, and of all of them together, worked out once."""

    def __init__(self, sets: Sequence[tuple[date, Owners]]) -> None:
        self.sets = sets

    @cached_property
    def together(self) -> Owners:
        """Each owner once."""
        return _together([owners for _, owners in self.sets])

    def within(self, span: Period) -> "Months":
        """Those of the months that begin in a span."""
        return Months([each for each in self.sets if span.begin <= each[0] <= span.end])


class _Kept:
    """What this process has unpacked, by its content; first in, first out.

    To unpack it anew takes ten times as long, and the months of years that are over hardly change.
    """

    # Five years of a province's agencies, each with twelve sets of a kilobyte or some.
    MOST = 800

    def __init__(self) -> None:
        self._months: dict[type_of_content, Months] = {}
        self._lock = Lock()

    def get(self, content: type_of_content) -> Months | None:
        return self._months.get(content)

    def keep(self, content: type_of_content, months: Months) -> None:
        with self._lock:
            self._months[content] = months
            if len(self._months) > self.MOST:
                del self._months[next(iter(self._months))]


_KEPT = _Kept()


class OwnersBook:
    """The owners of some agencies' dossiers in a period, by agency, level and month."""

    def __init__(self, reach: Reach) -> None:
        # By agency and level.
        self._found: dict[int, dict[str, Months]] = defaultdict(dict)
        # By agencies: their owners at each level, and at None of all levels.
        self._known: dict[frozenset[int], dict[str | None, Owners]] = {}
        self._agencies, self._period = reach.agencies, reach.period
        self._is_everybody = len(reach.agencies) == len(reach.tree.nodes)
        months, edges = _months_and_edges(reach)
        for days, levels in edges.items():
            if self._is_over(days):
                months.setdefault(Period(days.begin, _end_of_month(days)), {}).update(levels)
            else:
                self._read_days(days, levels)
        self._read_months(months)

    def covers(self, reach: Reach) -> bool:
        """Whether it knows the owners of these agencies' dossiers over these days too."""
        return reach.period == self._period and reach.agencies <= self._agencies

    def _is_over(self, days: Period) -> bool:
        """Whether nobody comes after these first days of a month, so that the month's set is theirs."""
        end = _end_of_month(days)
        if days.begin.day > 1 or days.end >= end:
            return days.begin.day == 1
        return not self._held_before(Period(days.end + ONE_DAY, end)).exists()

    def _read_months(self, months: type_of_levels) -> None:
        if not months:
            return
        first, last = min(each.begin for each in months), max(each.end for each in months)
        # Of each agency the spans in which its figures carry a level; one as a rule.
        spans: dict[int, list[tuple[Period, str]]] = defaultdict(list)
        for span, levels in sorted(months.items(), key=lambda each: each[0].begin):
            for agency, level in levels.items():
                before = spans[agency][-1] if spans[agency] else None
                if before and before[1] == level and before[0].end + ONE_DAY == span.begin:
                    spans[agency][-1] = (Period(before[0].begin, span.end), level)
                else:
                    spans[agency].append((span, level))
        whole = Period(first, last)
        for agency, found in self._months(whole).items():
            for span, level in spans[agency]:
                self._add(agency, level, found if span == whole else found.within(span))

    def _add(self, agency: int, level: str, months: Months) -> None:
        known = self._found[agency].get(level)
        self._found[agency][level] = Months([*known.sets, *months.sets]) if known else months

    def _months(self, days: Period) -> dict[int, Months]:
        """By agency the months between; only those are read that are not as this process knows them."""
        whose = None if self._is_everybody else self._agencies
        told = _rows(
            "agency_id, COUNT(*), CAST(SUM(digest) AS bigint)", days, whose, "GROUP BY agency_id"
        )
        contents = {agency: (agency, days.begin, days.end, *content) for agency, *content in told}
        found = {
            agency: months
            for agency, content in contents.items()
            if (months := _KEPT.get(content)) is not None
        }
        if missing := contents.keys() - found.keys():
            found |= _unpacked(days, missing if found else whose)
        return found

    def _read_days(self, days: Period, levels: dict[int, str]) -> None:
        rows = self._held_before(days, levels).order_by().values("agency")
        by_agency = rows.annotate(
            held=Listed("holder"), again=Listed("holder", filter=Q(resubmitted=True))
        )
        month = first_of_month(days.begin)
        for agency, held, again in by_agency.values_list("agency", "held", "again"):
            owners = Owners(numbers(held), numbers(again))
            self._add(agency, levels[agency], Months([(month, owners)]))

    def _held_before(
        self, days: Period, agencies: Collection[int] | None = None
    ) -> QuerySet[CountedDossier]:
        wanted = self._agencies if agencies is None else agencies
        rows = CountedDossier.objects.filter(
            held_before=True, received_day__range=(days.begin, days.end)
        )
        # Every agency there is: nobody has to be looked for by name.
        everybody = self._is_everybody and len(wanted) == len(self._agencies)
        return rows if everybody else rows.filter(agency__in=wanted)

    def of(self, agencies: Collection[int], *, level: str | None) -> Owners:
        """All owners of these agencies at a level (None: any)."""
        who = frozenset(agencies)
        if who not in self._known:
            # Each set is looked at once: of a province every level is asked for, and all of them together.
            parts: dict[str | None, list[Owners]] = defaultdict(list)
            for agency in who:
                for at_level, months in self._found.get(agency, {}).items():
                    parts[at_level].append(months.together)
            found = {at_level: _together(some) for at_level, some in parts.items()}
            self._known[who] = {**found, None: _together(list(found.values()))}
        return self._known[who].get(level, NOBODY)

    def by_month(self, agencies: Iterable[int], *, level: str | None) -> dict[date, Owners]:
        """The same of each month by its first day, where there are any."""
        parts: dict[date, list[Owners]] = defaultdict(list)
        for agency in agencies:
            for at_level, months in self._found.get(agency, {}).items():
                if level in {None, at_level}:
                    for month, owners in months.sets:
                        parts[month].append(owners)
        return {month: _together(owners) for month, owners in parts.items()}


def _unpacked(days: Period, agencies: Collection[int] | None) -> dict[int, Months]:
    """The months of these agencies (None: of everybody), which are kept as well."""
    sets: dict[int, list[tuple[date, Owners]]] = defaultdict(list)
    digests: dict[int, int] = defaultdict(int)
    columns = "agency_id, month, held_before, resubmitted"
    for agency, month, held, again in _rows(columns, days, agencies):
        day = as_day(month)
        sets[agency].append((day, _owners(held, again)))
        digests[agency] += OwnerSet.digest_of(day, held, again)
    found = {agency: Months(some) for agency, some in sets.items()}
    for agency, months in found.items():
        # Under the digests of what was read now: it may be newer than what was asked for, and what somebody
        # altered by hand is not taken for what it was.
        content = (agency, days.begin, days.end, len(months.sets), digests[agency])
        _KEPT.keep(content, months)
    return found


def _rows(
    columns: str, days: Period, agencies: Collection[int] | None, end: str = ""
) -> list[tuple[Any, ...]]:
    """Of the sets of these agencies; Django would take longer for the rows than the database."""
    table = OwnerSet._meta.db_table  # noqa: SLF001 - Django's documented Meta API
    sql = f"SELECT {columns} FROM {table} WHERE month BETWEEN '{days.begin}' AND '{days.end}'"  # noqa: S608 - our own names
    if agencies is not None:
        sql += f" AND agency_id IN ({sql_list(agencies)})"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {end}")
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _owners(held: bytes, again: bytes) -> Owners:
    """A month as it is kept; in most nobody handed in again, and a bitmap of nobody is the same for all."""
    found = NONE if again == _NONE else BitMap.deserialize(again)
    return Owners(BitMap.deserialize(held), found)


def _together(parts: list[Owners]) -> Owners:
    if len(parts) < 2:
        return parts[0] if parts else NOBODY
    again = [each.resubmitted for each in parts if each.resubmitted is not NONE]
    return Owners(
        BitMap.union(*(each.held_before for each in parts)),
        BitMap.union(NONE, *again) if again else NONE,
    )


def _months_and_edges(reach: Reach) -> tuple[type_of_levels, type_of_levels]:
    """The whole months of the reach, and the days that are part of a month, a month each."""
    months: type_of_levels = {}
    edges: type_of_levels = {}
    for segment, agencies in segments_of(reach).items():
        whole, rest = whole_months(segment.begin, segment.end)
        spans = [Period(whole[0], whole[1] - ONE_DAY)] if whole and whole[0] else []
        levels = dict.fromkeys(agencies, segment.level)
        for span in spans:
            months.setdefault(span, {}).update(levels)
        for edge in rest:
            for days in edge.months():
                edges.setdefault(days, {}).update(levels)
    return months, edges


def _end_of_month(days: Period) -> date:
    return last_day(days.begin.year, days.begin.month)

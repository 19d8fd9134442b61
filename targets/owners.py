"""M6: persons and firms, each counted once in whatever is asked; so the parts do not add up to the whole.

Who hands in a dossier at two agencies, or in two months, is one owner of both together. Whole months
are read as sets (`OwnerSet`), the days at the edges from the dossiers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from pyroaring import BitMap

from targets.listed import Listed, numbers
from targets.models import CountedDossier, OwnerSet
from targets.periods import Period, first_of_month, last_day
from targets.summing import ONE_DAY, Reach, as_day, segments_of, sql_list, whole_months


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


# So many sets a process keeps unpacked: ten years of a province, most of them under a kilobyte.
MOST_KEPT = 20_000
NONE = BitMap()
_NONE = NONE.serialize()
NOBODY = Owners(NONE, NONE)
# By the days that are read: each agency with the level that its figures carry in them.
type_of_levels = dict[Period, dict[int, str]]


class OwnersBook:
    """The owners of some agencies' dossiers in a period, by agency, level and month."""

    def __init__(self, reach: Reach) -> None:
        # By agency and level: of each month its owners.
        self._found: dict[int, dict[str, list[tuple[date, Owners]]]] = defaultdict(dict)
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
        for span, levels in months.items():
            for agency, level in levels.items():
                spans[agency].append((span, level))
        for agency, sets in self._sets(first, last).items():
            for span, level in spans[agency]:
                self._found[agency].setdefault(level, []).extend(
                    each for each in sets if span.begin <= each[0] <= span.end
                )

    def _sets(self, first: date, last: date) -> dict[int, list[tuple[date, Owners]]]:
        """By agency the sets of the months between; Django would take longer for the rows than the database."""
        table = OwnerSet._meta.db_table  # noqa: SLF001 - Django's documented Meta API
        sql = f"SELECT agency_id, month, held_before, resubmitted FROM {table}"  # noqa: S608 - our own names
        sql += f" WHERE month BETWEEN '{first}' AND '{last}'"
        if not self._is_everybody:
            sql += f" AND agency_id IN ({sql_list(self._agencies)})"
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows: list[tuple[int, Any, bytes, bytes]] = cursor.fetchall()
        found: dict[int, list[tuple[date, Owners]]] = defaultdict(list)
        for agency, month, held, again in rows:
            found[agency].append((as_day(month), _owners(held, again)))
        return found

    def _read_days(self, days: Period, levels: dict[int, str]) -> None:
        rows = self._held_before(days, levels).order_by().values("agency")
        by_agency = rows.annotate(
            held=Listed("holder"), again=Listed("holder", filter=Q(resubmitted=True))
        )
        month = first_of_month(days.begin)
        for agency, held, again in by_agency.values_list("agency", "held", "again"):
            owners = Owners(numbers(held), numbers(again))
            self._found[agency].setdefault(levels[agency], []).append((month, owners))

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
                for at_level, sets in self._found.get(agency, {}).items():
                    parts[at_level] += [owners for _, owners in sets]
            found = {at_level: _together(some) for at_level, some in parts.items()}
            self._known[who] = {**found, None: _together(list(found.values()))}
        return self._known[who].get(level, NOBODY)

    def by_month(self, agencies: Iterable[int], *, level: str | None) -> dict[date, Owners]:
        """The same of each month by its first day, where there are any."""
        parts: dict[date, list[Owners]] = defaultdict(list)
        for agency in agencies:
            for at_level, sets in self._found.get(agency, {}).items():
                if level in {None, at_level}:
                    for month, owners in sets:
                        parts[month].append(owners)
        return {month: _together(owners) for month, owners in parts.items()}


@lru_cache(maxsize=MOST_KEPT)
def _owners(held: bytes, again: bytes) -> Owners:
    """A month as it is kept; in most nobody handed in again, and a bitmap of nobody is the same for all.

    The months of years that are over hardly change, and to unpack a set takes ten times as long as to know it again.
    """
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

"""The agencies as they stand on a day: one that has ended is in the place of its successor."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, Min, OuterRef, Q

from accounts.models import Agency, Level
from targets.models import AgencyDay, AgencyMonth


class Node(NamedTuple):
    """What sums need to know of an agency."""

    pk: int
    path: str
    level: str
    parent: int | None
    valid_from: date | None
    valid_to: date | None
    successor: int | None


_COLUMNS = tuple(field.attname for field in Agency._meta.concrete_fields)  # noqa: SLF001 - Django's documented Meta API
_as_node = itemgetter(
    *map(
        _COLUMNS.index,
        ("id", "path", "level_id", "parent_id", "valid_from", "valid_to", "successor_id"),
    )
)


def all_nodes() -> dict[int, Node]:
    """Every agency by its id, in the order of the tree."""
    return _nodes(_plain_rows())


def _plain_rows() -> list[tuple[Any, ...]]:
    return list(Agency.objects.order_by("path").values_list(*_COLUMNS))


def _nodes(rows: Iterable[tuple[Any, ...]]) -> dict[int, Node]:
    return {node.pk: node for node in (Node(*_as_node(row)) for row in rows)}


class _Rows:
    """What is the same on any day; each part is read when first asked for."""

    def __init__(self) -> None:
        rows = _plain_rows()
        self.nodes = _nodes(rows)
        self.plain = dict(zip(self.nodes, rows, strict=True))
        self.fetched: dict[int, Agency] = {}

    @cached_property
    def above(self) -> dict[str, list[str]]:
        """The paths of each agency's ancestors from the root, its own last."""
        return {node.path: _above(node.path) for node in self.nodes.values()}

    @cached_property
    def levels(self) -> dict[str, Level]:
        rows = Level.objects.select_related("flowstart").order_by("rank")
        return {each.code: each for each in rows}

    @cached_property
    def flow_starts(self) -> dict[str, date]:
        levels = self.levels.items()
        return {
            code: each.flowstart.starts_on for code, each in levels if hasattr(each, "flowstart")
        }

    @cached_property
    def first_month(self) -> date | None:
        found: date | None = AgencyMonth.objects.aggregate(first=Min("month"))["first"]
        return found


class Tree:
    """The whole tree in one reading of plain rows; whole agencies are made of those that are told.

    Args:
        like: a tree that was read already; its rows are used, as they stand on another day.
    """

    def __init__(self, day: date, *, like: "Tree | None" = None) -> None:
        self.day = day
        self._rows: _Rows = like._rows if like else _Rows()  # noqa: SLF001 - of the same class
        self.nodes = self._rows.nodes
        self._answering = {pk: self._last_of(pk) for pk in self.nodes}
        self._children: dict[int, list[int]] = {}

    def rank(self, level: str) -> int:
        """The level's place from the top."""
        known = self.levels.get(level)
        return known.rank if known else 99

    @property
    def levels(self) -> dict[str, Level]:
        """All levels by their code, from the top."""
        return self._rows.levels

    @property
    def flow_starts(self) -> dict[str, date]:
        """The day on which digitization at intake begins, by level."""
        return self._rows.flow_starts

    @property
    def first_month(self) -> date | None:
        """The first month with figures; None without any."""
        return self._rows.first_month

    def answering(self, agency: int) -> Node:
        """The agency itself, or the last of its successors where it has ended before the day."""
        return self.nodes[self._answering[agency]]

    @cached_property
    def agencies(self) -> dict[int, Agency]:
        """Every agency with its level, for who needs their names; made when first asked."""
        return {each.pk: each for each in self.fetch(list(self.nodes))}

    def _last_of(self, agency: int) -> int:
        found, seen = self.nodes[agency], {agency}
        while self._has_ended(found) and found.successor is not None:
            if found.successor in seen:
                return agency  # a ring of successors has no last: whoever leads into it stands for itself
            # Whoever takes over begins later: until then the one that has ended stands for itself.
            if not self._has_begun(self.nodes[found.successor]):
                break
            seen.add(found.successor)
            found = self.nodes[found.successor]
        return found.pk

    def _has_ended(self, node: Node) -> bool:
        return node.valid_to is not None and node.valid_to < self.day

    def _has_begun(self, node: Node) -> bool:
        return node.valid_from is None or node.valid_from <= self.day

    def exists(self, agency: int) -> bool:
        """Whether it stands on the day; one that ended without a successor stands for itself.

        So does one that begins later and has figures of days until then, as of dossiers that were imported
        under the name of whoever took over: what is in the sum of a tree stands at one of its parts.
        """
        node = self.nodes[agency]
        return (self._has_begun(node) or agency in self._early) and self._answering[
            agency
        ] == agency

    @cached_property
    def _early(self) -> set[int]:
        """Those that begin later, with figures until the day."""
        figures = AgencyDay.objects.filter(agency=OuterRef("pk"), day__lte=self.day).order_by()
        early = Agency.objects.filter(Exists(figures), valid_from__gt=self.day).order_by()
        return set(early.values_list("pk", flat=True))

    def under(self, agency: Agency) -> set[int]:
        """Ids of the agency, of those below it, and of those that it or they have taken over.

        One that has ended counts in its successor's place and nowhere else that still stands, so that the
        parts of a tree make up the whole; asked for itself, it has what was its own.
        """
        return self._under.get(agency.path, set())

    def rows_of(self, agencies: set[int], *, column: str) -> Q:
        """Rows of these agencies. Where they are everybody, nobody has to be looked for by name."""
        return Q() if len(agencies) == len(self.nodes) else Q(**{f"{column}__in": agencies})

    @cached_property
    def _standing(self) -> set[str]:
        """The paths of those that exist on the day."""
        return {node.path for node in self.nodes.values() if self.exists(node.pk)}

    @cached_property
    def _under(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        above = self._rows.above
        for node in self.nodes.values():
            last = self.answering(node.pk)
            for path in above[last.path]:
                found[path].add(node.pk)
            if last != node:
                for path in above[node.path]:
                    if path not in self._standing:
                        found[path].add(node.pk)
        return found

    def taken_over(self, agency: Agency) -> list[Agency]:
        """The agencies that have ended and whose place this one has taken."""
        ids = [pk for pk, last in self._answering.items() if last == agency.pk != pk]
        return self.fetch(ids)

    def children(self, agency: Agency) -> list[Agency]:
        """The agencies that stand next below it; what lies between and has ended is passed over."""
        if agency.pk not in self._children:
            self._children[agency.pk] = list(self._next_below(agency))
        return self.fetch(self._children[agency.pk])

    def _next_below(self, agency: Agency) -> Iterator[int]:
        stand, above = self._standing | {agency.path}, self._rows.above
        for pk in self.under(agency) - {agency.pk}:
            path = self.nodes[pk].path
            if path in stand and path.startswith(agency.path):
                nearest = next(each for each in reversed(above[path][:-1]) if each in stand)
                if nearest == agency.path:
                    yield pk

    def communes(self, agency: Agency) -> list[Agency]:
        """The agencies of the lowest level there is below it that exist on the day."""
        standing = [self.nodes[pk] for pk in self.under(agency) if self.exists(pk)]
        lowest = max((self.rank(node.level) for node in standing), default=0)
        return self.fetch([node.pk for node in standing if self.rank(node.level) == lowest])

    def everything(self, agency: Agency) -> list[Agency]:
        """All agencies below it that exist on the day."""
        below = self.under(agency) - {agency.pk}
        return self.fetch([pk for pk in below if self.exists(pk)])

    def fetch(self, ids: list[int]) -> list[Agency]:
        """The agencies with these ids in the order of the tree, their levels with them."""
        known = self._rows.fetched
        for pk in ids:
            if pk not in known:
                known[pk] = Agency.from_db(connection.alias, _COLUMNS, self._rows.plain[pk])
                # One level of each kind for all.
                known[pk].level = self.levels[known[pk].level_id]
        return sorted((known[pk] for pk in ids), key=lambda each: each.path)

    def level_on(self, agency: int, *, after_end: bool) -> str:
        """Whose level its figures carry: its own, of days after its end that of who took its place."""
        return self.nodes[self._answering[agency] if after_end else agency].level

    def levels_in(self, agencies: set[int], *, begin: date, end: date) -> set[str]:
        """The levels at which these agencies can have figures between the days."""
        found = set()
        for pk in agencies:
            node = self.nodes[pk]
            if node.valid_to is None or node.valid_to >= begin:
                found.add(node.level)
            if node.valid_to is not None and node.valid_to < end:
                found.add(self.nodes[self._answering[pk]].level)
        return found


def _above(path: str) -> list[str]:
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:count]) + "/" for count in range(1, len(codes) + 1)]

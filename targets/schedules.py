"""What a level or an agency has to reach in a year, by the rows of the schedules and how the texts are read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from accounts.models import Agency
from targets.models import Indicator, TargetSchedule
from targets.readings import (
    FLOW_BASE,
    FULL_GOAL,
    LEVELLESS,
    SECOND_YEAR,
    STEP_KIND,
    STOCK_STEPS,
    SUCCESSORS,
    Readings,
    current_readings,
)
from targets.tree import Node, all_nodes

CENT = Decimal("0.01")
GOAL = TargetSchedule.GOAL
# The variant that came first: what holds where a chosen variant has no row of its own.
FIRST_VARIANT = "A"
GOAL_HOLDS_FROM = {"B": 2025, "C": 2023}


def target_in(
    schedule: TargetSchedule,
    year: int,
    *,
    readings: Readings | None = None,
    goes_on: bool = False,
) -> Decimal | None:
    """Percent to reach in the year; None outside the schedule's years.

    Args:
        readings: how the texts are read; they do not touch what an office has set itself.
        goes_on: as if the schedule had no last day (the series of a level that has ended, at its heir).
    Source: docs/indicators.md, target(L, y) = min(cap, base + step · max(0, y − first_step + 1)).
    """
    ended = schedule.valid_to is not None and schedule.valid_to.year < year
    if year < schedule.valid_from.year or (ended and not goes_on):
        return None
    read = readings if readings is not None and schedule.variant else Readings()
    from_zero = schedule.indicator == Indicator.M4 and read.of(FLOW_BASE) == "B"
    own = None if from_zero else schedule.values.get(str(year))
    if own is not None:
        return Decimal(str(own))
    base = Decimal(0) if from_zero else schedule.base
    first = schedule.first_step
    steps = max(0, year - first + 1) if first is not None else 0
    if read.of(STEP_KIND) == "B":
        grown = base * (1 + schedule.step / 100) ** steps
        return min(schedule.cap, grown.quantize(CENT, rounding=ROUND_HALF_UP))
    return min(schedule.cap, base + schedule.step * steps)


@dataclass(frozen=True, slots=True)
class Heir:
    """Whose place an agency has taken: the target of the ended one holds from the year on."""

    path: str  # of the agency that goes on with the work
    level: str  # of the ended agency
    from_year: int


@dataclass(frozen=True)
class Targets:
    """The schedules in the books and how they are read; asked as often as one likes."""

    schedules: tuple[TargetSchedule, ...]
    readings: Readings = field(default_factory=Readings)
    # id of an agency that has ended → who goes on with its work
    heirs: Mapping[int, Heir] = field(default_factory=dict)

    def of(
        self, indicator: str, level: str | None, year: int, *, agency: Agency | None = None
    ) -> Decimal | None:
        """The target of a level, and of one agency's own where it has one.

        Args:
            level: None for all levels together: what holds for every level.
            agency: whose rate it is held against; None asks for what holds for every agency.
        """
        target = self._own(indicator, level, year, agency) if agency else None
        return self._of_level(indicator, level, year, agency) if target is None else target

    def beside(self, indicator: str, year: int) -> Decimal | None:
        """A goal of another text that is shown beside the target, as long as it is not the target."""
        return self._goal(indicator, year) if self._chosen_goal(indicator, year) is None else None

    def _goal(self, indicator: str, year: int) -> Decimal | None:
        rows = (row for row in self.schedules if row.variant == GOAL)
        return _first(_rows_of(rows, indicator, None), year)

    def _chosen_goal(self, indicator: str, year: int) -> Decimal | None:
        """The goal of the other text where it was chosen as a target; one of 2025 is not given up in 2026."""
        begins = GOAL_HOLDS_FROM.get(self.readings.of(FULL_GOAL), year + 1)
        goals = (self._goal(indicator, each) for each in range(begins, year + 1))
        return max((goal for goal in goals if goal is not None), default=None)

    def _own(self, indicator: str, level: str | None, year: int, agency: Agency) -> Decimal | None:
        """What was set for this agency, for one whose place it took, or for one above it; the nearest."""
        inherits = self.readings.of(SUCCESSORS) != "C"
        found: list[tuple[int, bool, Decimal]] = []
        for row in self._of_agencies:
            if row.indicator != indicator or row.level_id not in {level, None}:
                continue
            target = target_in(row, year)
            place = _place(row, agency, self.heirs if inherits else {}, year)
            if target is not None and place is not None:
                found.append((place, row.level_id == level, target))
        # Of two targets inherited from two agencies the higher one holds.
        return max(found)[2] if found else None

    def _of_level(
        self, indicator: str, level: str | None, year: int, agency: Agency | None
    ) -> Decimal | None:
        rows = self._of_levels
        read, goal = self.readings, self._chosen_goal(indicator, year)
        series = indicator
        if indicator == Indicator.M1 and read.of(STOCK_STEPS) == "B":
            series = Indicator.M4
        own = None
        if level is not None:
            own = _first(_rows_of(rows, series, level), year, readings=read, goal=goal)
            if agency is not None and read.of(SUCCESSORS) == "B":
                own = _highest(own, self._taken_over(rows, series, year, agency))
        if own is not None:
            return own
        of_all = _rows_of(rows, series, None)
        is_part = level is not None or (agency is not None and agency.parent_id is not None)
        if is_part and read.of(LEVELLESS) == "B":
            of_all = (row for row in of_all if not row.variant)
        found = _first(of_all, year, readings=read, goal=goal)
        return goal if found is None and level is None else found

    def _taken_over(
        self, rows: list[TargetSchedule], indicator: str, year: int, agency: Agency
    ) -> Decimal | None:
        """The highest series of the levels whose agencies this one has taken over."""
        levels = {
            heir.level
            for heir in self.heirs.values()
            if heir.path == agency.path and heir.from_year <= year
        }
        targets = (
            target_in(row, year, readings=self.readings, goes_on=True)
            for row in rows
            if row.indicator == indicator and row.level_id in levels
        )
        return max((each for each in targets if each is not None), default=None)

    @cached_property
    def _of_agencies(self) -> list[TargetSchedule]:
        return [row for row in self.counted if row.agency_id is not None]

    @cached_property
    def _of_levels(self) -> list[TargetSchedule]:
        return [row for row in self.counted if row.agency_id is None]

    @cached_property
    def counted(self) -> tuple[TargetSchedule, ...]:
        """The office's own rows, and of those that came with the system the chosen variant's."""
        chosen = self.readings.of(SECOND_YEAR)
        has_chosen = {
            (row.indicator, row.level_id) for row in self.schedules if row.variant == chosen
        }
        return tuple(
            row
            for row in self.schedules
            if row.variant
            in {"", chosen if (row.indicator, row.level_id) in has_chosen else FIRST_VARIANT}
        )


def _first(
    rows: Iterable[TargetSchedule],
    year: int,
    *,
    readings: Readings | None = None,
    goal: Decimal | None = None,
) -> Decimal | None:
    """The target of the first of these rows that holds in the year."""
    for row in rows:
        target = target_in(row, year, readings=readings)
        if target is not None:
            # What the office has set itself stands, whatever another text wants.
            return _highest(target, goal) if row.variant else target
    return None


def _rows_of(
    rows: Iterable[TargetSchedule], indicator: str, level: str | None
) -> Iterator[TargetSchedule]:
    return (row for row in rows if row.indicator == indicator and row.level_id == level)


def _highest(*targets: Decimal | None) -> Decimal | None:
    return max((target for target in targets if target is not None), default=None)


def _place(row: TargetSchedule, agency: Agency, heirs: Mapping[int, Heir], year: int) -> int | None:
    """How near a row's agency is to the one that asks, the nearest the highest; None: it is not for it."""
    assert row.agency is not None  # noqa: S101 - narrows for the type checker
    if row.agency_id == agency.pk:
        return len(agency.path) + 1
    if row.whole_subtree and agency.path.startswith(row.agency.path):
        return len(row.agency.path)
    heir = heirs.get(row.agency.pk)
    if heir is not None and heir.path == agency.path and heir.from_year <= year:
        return len(agency.path)
    return None


def active_targets(nodes: Mapping[int, Node] | None = None) -> Targets:
    """All schedules in the books; of two that hold in a year the one that begins later counts.

    Args:
        nodes: every agency by its id, from who has read them already.
    """
    rows = TargetSchedule.objects.filter(active=True).select_related("agency")
    return Targets(in_order(rows), current_readings(), heirs(nodes or all_nodes()))


def in_order(rows: Iterable[TargetSchedule]) -> tuple[TargetSchedule, ...]:
    """Those that begin later first; of one day, what the office has set before what came with the system."""
    return tuple(sorted(rows, key=lambda row: (row.valid_from, not row.variant), reverse=True))


def heirs(nodes: Mapping[int, Node]) -> dict[int, Heir]:
    """Who goes on with the work of each agency that has ended, however many took over in between."""
    ended = {pk: each for pk, each in nodes.items() if each.valid_to and each.successor}
    return {
        pk: Heir(
            nodes[_last_of(pk, ended)].path,
            each.level,
            (each.valid_to + timedelta(days=1)).year,
        )
        for pk, each in ended.items()
        if each.valid_to
    }


def _last_of(agency: int, ended: Mapping[int, Node]) -> int:
    seen = {agency}
    while agency in ended:
        successor = ended[agency].successor
        if successor is None or successor in seen:
            break
        agency = successor
        seen.add(agency)
    return agency

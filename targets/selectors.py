"""Rates with numerator, denominator and target, summed over subtrees when they are read."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.fields import BooleanField
from django.utils import timezone

from accounts.models import Agency
from targets.contributions import Measure
from targets.models import FlowStart, Indicator, Leaf
from targets.schedules import Targets, active_targets

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one agency's subtree at one level (None: all levels together).

    `value`, `target` and `gap_points` are percent and points with two decimals. `value` is None where
    nothing was due; a gap is None without a value or a target, and 0 once the target is reached.
    """

    year: int
    as_of: date
    agency: Agency
    level: str | None
    indicator: Indicator
    numerator: int
    denominator: int
    value: Decimal | None
    target: Decimal | None
    gap_points: Decimal | None
    gap_papers: int | None


@dataclass(frozen=True, slots=True)
class Formula:
    """Which measures make an indicator, and over which days they are summed."""

    numerator: tuple[Measure, ...]
    denominator: tuple[Measure, ...]
    stock: bool = False  # everything up to the day, instead of the days of the year
    at_intake: bool = False  # counted only since digitization at intake began for the level


FORMULAS: dict[Indicator, Formula] = {
    Indicator.M1: Formula(
        (Measure.RESULTS_DIGITIZED,), (Measure.STOCK, Measure.RESULTS), stock=True
    ),
    Indicator.M2: Formula((Measure.DIGITIZED,), (Measure.RECEIVED,), at_intake=True),
    Indicator.M2S: Formula((Measure.COMPLETE,), (Measure.RECEIVED,), at_intake=True),
    Indicator.M4: Formula((Measure.ITEMS_STORED,), (Measure.ITEMS,)),
    Indicator.M5: Formula((Measure.REUSING,), (Measure.RECEIVED,), at_intake=True),
    Indicator.M5C: Formula((Measure.COMPONENTS_REUSED,), (Measure.COMPONENTS,), at_intake=True),
    Indicator.M7: Formula((Measure.ONLINE,), (Measure.RECEIVED,)),
    Indicator.M9: Formula((Measure.ON_TIME,), (Measure.ON_TIME, Measure.LATE)),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose rate, of which year, on which day, against which targets."""

    agency: Agency
    level: str | None
    year: int
    as_of: date
    targets: Targets


# agency → (level, over which days, measure) → sum
type_of_sums = dict[int, Counter[tuple[str, str, str]]]


def rates(
    year: int,
    *,
    as_of: date | None = None,
    level: str | None = None,
    agency: Agency | None = None,
    indicators: Collection[str] | None = None,
) -> list[Rate]:
    """The rates of an agency's subtree, one for each level in it and one for all where there are several.

    Args:
        year: whose dossiers and digital copies are counted, and whose target holds.
        as_of: the last day that is counted; by default today, or the end of a year that is over. What
            became of a dossier is told as it is known now.
        level: this level only.
        agency: None for the topmost agencies.
        indicators: codes such as "M1"; None for all.
    """
    day = as_of or min(timezone.localdate(), date(year, 12, 31))
    wanted = [agency] if agency else list(Agency.objects.filter(parent__isnull=True))
    return rates_of(wanted, year=year, as_of=day, level=level, indicators=indicators)


def rates_of(
    agencies: Sequence[Agency],
    *,
    year: int,
    as_of: date,
    level: str | None = None,
    indicators: Collection[str] | None = None,
) -> list[Rate]:
    """The rates of several agencies from one reading of the leaves; see `rates`."""
    tree = Tree(as_of)
    sums, targets = _sums(tree, year=year, as_of=as_of), active_targets()
    found: list[Rate] = []
    for agency in agencies:
        within = [sums[each] for each in tree.under(agency) if each in sums]
        found_levels = {key[0] for each in within for key in each}
        held = sorted(found_levels | {agency.level_id}, key=tree.rank)
        levels: list[str | None] = [None, *held] if len(held) > 1 else [*held]
        for each in levels:
            if level is not None and each != level:
                continue
            added = _added(within, each)
            place = Place(agency=agency, level=each, year=year, as_of=as_of, targets=targets)
            found += [
                _rate(indicator, added, place)
                for indicator in FORMULAS
                if indicators is None or indicator in indicators
            ]
    return found


class Tree:
    """The agencies as they stand on a day: one that has ended is in the place of its successor."""

    def __init__(self, day: date) -> None:
        self.agencies = {each.pk: each for each in Agency.objects.select_related("level")}
        self.day = day
        self._ranks = {each.level_id: each.level.rank for each in self.agencies.values()}

    def rank(self, level: str) -> int:
        """The level's place from the top."""
        return self._ranks.get(level, 99)

    def answering(self, agency: int) -> Agency:
        """The agency itself, or the last of its successors where it has ended before the day."""
        found, seen = self.agencies[agency], {agency}
        while found.valid_to and found.valid_to < self.day and found.successor_id:
            if found.successor_id in seen:
                break
            seen.add(found.successor_id)
            found = self.agencies[found.successor_id]
        return found

    def under(self, agency: Agency) -> set[int]:
        """Ids of the agency, of those below it, and of those that it or they have taken over."""
        return {
            each.pk
            for each in self.agencies.values()
            if each.path.startswith(agency.path)
            or self.answering(each.pk).path.startswith(agency.path)
        }

    def taken_over(self, agency: Agency) -> list[Agency]:
        """The agencies that have ended and whose place this one has taken."""
        ended = (each for each in self.agencies.values() if each.pk != agency.pk)
        return sorted(
            (each for each in ended if self.answering(each.pk).pk == agency.pk),
            key=lambda each: each.path,
        )

    def children(self, agency: Agency) -> list[Agency]:
        """The agencies one step below that exist on the day or have no successor."""
        return sorted(
            (
                each
                for each in self.agencies.values()
                if each.parent_id == agency.pk
                and self.answering(each.pk) == each
                and not (each.valid_from and each.valid_from > self.day)
            ),
            key=lambda each: each.path,
        )


def _sums(tree: Tree, *, year: int, as_of: date) -> type_of_sums:
    begin, end = date(year, 1, 1), min(as_of, date(year, 12, 31))
    starts = dict(FlowStart.objects.values_list("level", "starts_on"))
    in_year = Leaf.objects.filter(day__range=(begin, end))
    begun = Q(pk__in=[])
    for code in {each.level_id for each in tree.agencies.values()}:
        begun |= Q(agency__level=code, day__gte=starts.get(code, begin))
    readings = {
        "year": in_year,
        "intake": in_year.filter(begun),
        "stock": Leaf.objects.filter(day__lte=as_of),
    }
    sums: type_of_sums = {}
    for name, leaves in readings.items():
        for agency, after_end, measure, total in _grouped(leaves):
            # The stock of an ended agency is its successor's from then on; what was received or
            # accepted while it existed keeps its level.
            moved = after_end or name == "stock"
            level = (tree.answering(agency) if moved else tree.agencies[agency]).level_id
            sums.setdefault(agency, Counter())[level, name, measure] += total
    return sums


def _grouped(leaves: QuerySet[Leaf]) -> Iterable[tuple[int, bool, str, int]]:
    ended = Case(
        When(day__gt=F("agency__valid_to"), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    groups = leaves.order_by().annotate(after_end=ended).values("agency", "after_end", "measure")
    return groups.annotate(total=Sum("value")).values_list(
        "agency", "after_end", "measure", "total"
    )


def _added(
    within: Iterable[Counter[tuple[str, str, str]]], level: str | None
) -> Counter[tuple[str, str]]:
    added: Counter[tuple[str, str]] = Counter()
    for sums in within:
        for (at_level, reading, measure), total in sums.items():
            if level in {None, at_level}:
                added[reading, measure] += total
    return added


def _rate(indicator: Indicator, added: Counter[tuple[str, str]], place: Place) -> Rate:
    formula = FORMULAS[indicator]
    reading = "stock" if formula.stock else "intake" if formula.at_intake else "year"
    numerator = sum(added[reading, measure] for measure in formula.numerator)
    denominator = sum(added[reading, measure] for measure in formula.denominator)
    value = percent(numerator, denominator)
    target = place.targets.of(indicator, place.level, place.year)
    gap_points = gap_papers = None
    if target is not None and value is not None:
        gap_points = max(Decimal("0.00"), target - value)
        gap_papers = still_needed(numerator, denominator, target)
    return Rate(
        year=place.year,
        as_of=place.as_of,
        agency=place.agency,
        level=place.level,
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        value=value,
        target=target,
        gap_points=gap_points,
        gap_papers=gap_papers,
    )


def percent(numerator: int, denominator: int) -> Decimal | None:
    """Percent with two decimals, half up; None where nothing was due."""
    if denominator == 0:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(CENT, rounding=ROUND_HALF_UP)


def still_needed(numerator: int, denominator: int, target: Decimal) -> int:
    """How many more are needed to reach the target, 0 when it is reached."""
    needed = (target * denominator / 100).to_integral_value(rounding=ROUND_CEILING)
    return max(0, int(needed) - numerator)

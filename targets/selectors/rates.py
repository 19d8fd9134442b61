"""One rate with numerator, denominator and target; rates of subtrees, rankings and comparisons."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils import timezone

from accounts.models import Agency
from targets.indicators import INDICATORS, Term, chosen
from targets.models import Indicator
from targets.periods import Period
from targets.reading import Goals, Reading, reading_of, type_of_day
from targets.summing import Apart, Reach, added_up, sums, type_of_added

CENT, NO_POINTS = Decimal("0.01"), Decimal("0.00")
type_of_ratio = tuple[int, int]  # numerator and denominator
NOTHING = type_of_added()
type_of_depth = Literal["children", "communes", "all"]


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one agency's subtree at one level (None: all levels together).

    `value`, `target` and `gap_points` are percent and points with two decimals. `value` is None where
    nothing was due; a gap is None without a value or a target, and 0 once the target is reached.
    `gap_papers` is how many more are needed, or how many too many where less is better.
    """

    year: int  # whose target holds
    as_of: date  # the last day that is counted
    agency: Agency
    level: str | None
    indicator: Indicator
    numerator: int
    denominator: int
    value: Decimal | None
    target: Decimal | None
    gap_points: Decimal | None
    gap_papers: int | None
    period: Period


@dataclass(frozen=True, slots=True)
class Place:
    """Whose rate, of which period, counted until which day, against which targets."""

    agency: Agency
    level: str | None
    period: Period
    as_of: date
    targets: Goals

    def rate(self, indicator: Indicator, numerator: int, denominator: int) -> Rate:
        """The rate of these two figures here."""
        value, year = percent(numerator, denominator), self.period.of_year
        target = self.targets.of(indicator, self.level, year, agency=self.agency)
        gap_papers = None
        if target is not None and value is not None:
            is_low = INDICATORS[indicator].lower_is_better
            needed = still_too_many if is_low else still_needed
            gap_papers = needed(numerator, denominator, target)
        return Rate(
            year=year,
            as_of=self.as_of,
            agency=self.agency,
            level=self.level,
            indicator=indicator,
            numerator=numerator,
            denominator=denominator,
            value=value,
            target=target,
            gap_points=gap_points(indicator, (numerator, denominator), target),
            gap_papers=gap_papers,
            period=self.period,
        )


class Book:
    """What one reading of the sums knows of some agencies' subtrees; their rates are made from it.

    Args:
        besides: what `added` is asked for, beside what the indicators are made from.
    """

    def __init__(
        self,
        agencies: Sequence[Agency],
        *,
        period: Period,
        as_of: type_of_day,
        indicators: Collection[Indicator],
        besides: Collection[Term] = (),
    ) -> None:
        reading = reading_of(as_of)
        self.tree, self.targets = reading.tree, reading.goals
        self.period, self.as_of = period, reading.day
        within = frozenset(pk for agency in agencies for pk in self.tree.under(agency))
        self.reach = Reach(self.tree, within, period.until(self.as_of))
        definitions = [INDICATORS[each] for each in indicators]
        terms = [*besides, *(term for each in definitions for term in each.terms)]
        self._is_one = len(agencies) == 1
        found = sums(self.reach, terms, apart=Apart(agencies=not self._is_one))
        self._sums: dict[int | None, list[tuple[str, type_of_added]]] = defaultdict(list)
        for place, added in found.items():
            self._sums[place.agency].append((place.level, added))
        # By agency: what was added up at each level, and at None of all levels.
        self._added: dict[int, dict[str | None, type_of_added]] = {}
        has_owners = any(each.counts_owners for each in definitions)
        self._owners = reading.owners(self.reach) if has_owners else None

    def levels(self, agency: Agency) -> list[str | None]:
        """The levels that have figures of their own, from the top; None (together) first of several."""
        within, counted = self.tree.under(agency), self.reach.period
        held = self.tree.levels_in(within, begin=counted.begin, end=counted.end) | {agency.level_id}
        ordered = sorted(held, key=self.tree.rank)
        return [None, *ordered] if len(ordered) > 1 else [*ordered]

    def rates(
        self, agency: Agency, level: str | None, indicators: Collection[Indicator]
    ) -> list[Rate]:
        """The agency's rates at a level (None: together)."""
        place = Place(agency, level, self.period, self.as_of, self.targets)
        ratios = self.ratios(agency, level, indicators)
        return [
            place.rate(indicator, *ratio)
            for indicator, ratio in zip(indicators, ratios, strict=True)
        ]

    def ratios(
        self, agency: Agency, level: str | None, indicators: Collection[Indicator]
    ) -> list[type_of_ratio]:
        """Numerators and denominators alone, for who holds them against no target."""
        within, added = self.tree.under(agency), self.added(agency, level)
        return [
            self._owners.of(within, level=level).ratio
            if self._owners is not None and INDICATORS[indicator].counts_owners
            else INDICATORS[indicator].ratio(added)
            for indicator in indicators
        ]

    def added(self, agency: Agency, level: str | None) -> type_of_added:
        """The sums of the agency's subtree at a level (None: together)."""
        if agency.pk not in self._added:
            self._added[agency.pk] = self._by_level(agency)
        return self._added[agency.pk].get(level, NOTHING)

    def _by_level(self, agency: Agency) -> dict[str | None, type_of_added]:
        """Each sum is looked at once: of a province every level is asked for, and all of them together."""
        parts: dict[str | None, list[type_of_added]] = defaultdict(list)
        for pk in [None] if self._is_one else self.tree.under(agency):
            for level, part in self._sums.get(pk, ()):
                parts[level].append(part)
        found = {level: added_up(some) for level, some in parts.items()}
        return {**found, None: added_up(list(found.values()))}


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
    topmost = Agency.objects.filter(parent__isnull=True).select_related("level")
    wanted = [agency] if agency else list(topmost)
    return rates_of(wanted, year=year, as_of=day, level=level, indicators=indicators)


def rates_of(
    agencies: Sequence[Agency],
    *,
    as_of: type_of_day,
    year: int | None = None,
    period: Period | None = None,
    level: str | None = None,
    indicators: Collection[str] | None = None,
) -> list[Rate]:
    """The rates of several agencies from one reading of the sums, of a year or another period; see `rates`."""
    if not agencies:
        return []
    codes, reading = chosen(indicators), reading_of(as_of)
    span = period or Period.year(year or reading.day.year)
    book = Book(agencies, period=span, as_of=reading, indicators=codes)
    return [
        rate
        for agency in agencies
        for each in book.levels(agency)
        if level is None or each == level
        for rate in book.rates(agency, each, codes)
    ]


def ranking(
    agency: Agency,
    *,
    indicator: Indicator,
    period: Period,
    as_of: type_of_day,
    level: str | None = None,
    depth: type_of_depth = "children",
) -> list[Rate]:
    """The agencies below one in the order of an indicator: best first, those where nothing was due last.

    Args:
        level: of each agency's subtree this level only; None for all levels together.
        depth: the agencies one step below; those of the lowest level, however deep; or all.
    """
    reading = reading_of(as_of)
    tree = reading.tree
    below = {"children": tree.children, "communes": tree.communes, "all": tree.everything}
    agencies = below[depth](agency)
    book = Book(agencies, period=period, as_of=reading, indicators=[indicator])
    found = [book.rates(each, level, [indicator])[0] for each in agencies]
    return sorted(found, key=best_first)


def best_first(rate: Rate) -> tuple[bool, Decimal, str]:
    """Sorts rates of one indicator: the best first, what has no value last, equals by their place in the tree."""
    sign = 1 if INDICATORS[rate.indicator].lower_is_better else -1
    return rate.value is None, sign * (rate.value or Decimal(0)), rate.agency.path


@dataclass(frozen=True, slots=True)
class Scope:
    """One side of a comparison."""

    agency: Agency
    period: Period
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One indicator on both sides; `difference` in points, right less left, None where one has no value."""

    indicator: Indicator
    left: Rate
    right: Rate

    @property
    def difference(self) -> Decimal | None:
        """How much more the right side has, in points."""
        if self.left.value is None or self.right.value is None:
            return None
        return self.right.value - self.left.value


def compare(left: Scope, right: Scope, *, indicators: Collection[str] | None = None) -> list[Pair]:
    """Two agencies, two periods or two levels side by side; each counted to its end or today."""
    codes, today, sides = chosen(indicators), timezone.localdate(), []
    reading = Reading(today)
    for side in (left, right):
        day = reading.on(min(today, side.period.end))
        book = Book([side.agency], period=side.period, as_of=day, indicators=codes)
        sides.append(book.rates(side.agency, side.level, codes))
    return [Pair(each.indicator, each, other) for each, other in zip(*sides, strict=True)]


def percent(numerator: int, denominator: int) -> Decimal | None:
    """Percent with two decimals, half up; None where nothing was due."""
    if denominator == 0:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(CENT, rounding=ROUND_HALF_UP)


def gap_points(
    indicator: Indicator, ratio: type_of_ratio, target: Decimal | None
) -> Decimal | None:
    """Points missing, or too many where less is better, from the exact rate; None with nothing to compare.

    As long as anything is missing it is not told as 0.
    """
    numerator, denominator = ratio
    if target is None or denominator == 0:
        return None
    missing = target * denominator - 100 * numerator
    if INDICATORS[indicator].lower_is_better:
        missing = -missing
    if missing <= 0:
        return NO_POINTS
    return max(CENT, (missing / denominator).quantize(CENT, rounding=ROUND_HALF_UP))


def still_needed(numerator: int, denominator: int, target: Decimal) -> int:
    """How many more are needed to reach the target, 0 when it is reached."""
    needed = (target * denominator / 100).to_integral_value(rounding=ROUND_CEILING)
    return max(0, int(needed) - numerator)


def still_too_many(numerator: int, denominator: int, target: Decimal) -> int:
    """How many too many there are where the rate must not pass the target, 0 when it does not."""
    return max(0, numerator - int(target * denominator / 100))

"""What a change of targets would do: which years change, and whose gap grows or shrinks by how much."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Agency, Level
from targets.models import Indicator
from targets.schedules import Targets
from targets.selectors import INDICATORS, Rate, rates_of, still_needed, still_too_many

# So many agencies are looked at; a page that shows more is read by nobody.
MOST_AGENCIES = 400


@dataclass(frozen=True, slots=True)
class Series:
    """The target of one level, year by year, before and after; a level of None is every level."""

    indicator: Indicator
    level: Level | None
    before: tuple[Decimal | None, ...]
    after: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One rate that is held against another target than before; a gap is None without a target or a rate."""

    rate: Rate
    before: Decimal | None
    after: Decimal | None

    @property
    def gap_before(self) -> int | None:
        """How many are missing now."""
        return _gap(self.rate, self.before)

    @property
    def gap_after(self) -> int | None:
        """How many would be missing."""
        return _gap(self.rate, self.after)

    @property
    def growth(self) -> int:
        """How many more would be missing, negative: fewer."""
        return (self.gap_after or 0) - (self.gap_before or 0)


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that a change would do to the targets of a year, with the figures known until a day."""

    year: int
    as_of: date
    years: tuple[int, ...]
    series: list[Series]
    lines: list[Line]
    looked_at: int
    all_looked_at: bool

    @property
    def is_none(self) -> bool:
        """Whether nothing would be otherwise."""
        return not self.series and not self.lines

    @property
    def no_longer_reached(self) -> int:
        """How many rates reach their target now and would not any more."""
        return sum(line.gap_before == 0 and bool(line.gap_after) for line in self.lines)

    @property
    def newly_reached(self) -> int:
        """How many rates miss their target now and would reach it."""
        return sum(bool(line.gap_before) and line.gap_after == 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rates are looked at, against the targets of which year, over which years the series are told."""

    agencies: Sequence[Agency]
    year: int
    today: date
    years: tuple[int, ...]
    agency: Agency | None = None  # whose own target is changed; its series are told


def effect_of(before: Targets, after: Targets, scope: Scope) -> Effect:
    """Compare two sets of targets. Figures of a year to come are those of this year so far."""
    counted = min(scope.year, scope.today.year)
    as_of = min(scope.today, date(counted, 12, 31))
    series = list(_series(before, after, scope))
    # What successors inherit changes no level's series, only what is asked of them.
    changed = {each.indicator for each in series} or set(Indicator)
    looked_at = scope.agencies[:MOST_AGENCIES]
    found = rates_of(looked_at, year=counted, as_of=as_of, indicators=changed)
    lines = sorted(_lines(found, before, after, scope.year), key=lambda line: -abs(line.growth))
    return Effect(
        year=scope.year,
        as_of=as_of,
        years=scope.years,
        series=series,
        lines=lines,
        looked_at=len(looked_at),
        all_looked_at=len(scope.agencies) <= MOST_AGENCIES,
    )


def _series(before: Targets, after: Targets, scope: Scope) -> Iterator[Series]:
    levels: list[Level | None] = [None, *Level.objects.order_by("rank")]
    for indicator in Indicator:
        for level in levels:
            then, now = (
                tuple(
                    each.of(indicator, level.code if level else None, year, agency=scope.agency)
                    for year in scope.years
                )
                for each in (before, after)
            )
            if then != now:
                yield Series(indicator, level, then, now)


def _lines(rates: Iterable[Rate], before: Targets, after: Targets, year: int) -> Iterator[Line]:
    for rate in rates:
        asked = (rate.indicator, rate.level, year)
        then = before.of(*asked, agency=rate.agency)
        now = after.of(*asked, agency=rate.agency)
        if then != now:
            yield Line(rate, then, now)


def _gap(rate: Rate, target: Decimal | None) -> int | None:
    if target is None or rate.value is None:
        return None
    lower = INDICATORS[rate.indicator].lower_is_better
    missing = still_too_many if lower else still_needed
    return missing(rate.numerator, rate.denominator, target)

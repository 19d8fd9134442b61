"""Rates month by month: the trend of one agency, the heat table of those below, the forecast of a year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from accounts.models import Agency
from targets.forecast import Forecast, Pace, forecast_of
from targets.indicators import INDICATORS, Span
from targets.models import Indicator, Measure
from targets.owners import NOBODY, Owners
from targets.periods import Period
from targets.reading import Reading, reading_of, type_of_day
from targets.selectors.rates import Place, Rate, type_of_ratio
from targets.summing import Apart, Reach, sums, type_of_added

# By a month's first day; None: what was before the year.
type_of_months = dict[date | None, dict[tuple[Span, Measure], int]]


@dataclass(frozen=True, slots=True)
class MonthRate:
    """One month of a year; both rates are None for a month to come."""

    month: Period
    rate_of_month: Rate | None
    cumulative: Rate | None  # from the beginning of the year to the month's end


class HeatRow(NamedTuple):
    """An agency's numerator and denominator in each month of a year, None in those to come, and its target."""

    agency: Agency
    target: Decimal | None
    ratios: list[type_of_ratio | None]


class MonthlyBook:
    """What one reading knows of some agencies' subtrees month by month, in one indicator."""

    def __init__(
        self, reading: Reading, agencies: Sequence[Agency], *, indicator: Indicator, year: int
    ) -> None:
        self.tree, self.targets = reading.tree, reading.goals
        self.indicator, self.year = indicator, Period.year(year)
        self._months = list(self.year.months())
        definition = INDICATORS[indicator]
        within = frozenset(pk for agency in agencies for pk in self.tree.under(agency))
        reach = Reach(self.tree, within, self.year.until(reading.day))
        self._owners = reading.owners(reach) if definition.counts_owners else None
        # One agency's whole subtree is asked for: the sums need not be told apart by agency.
        self._is_one = len(agencies) == 1
        self._sums: dict[int | None, list[tuple[str, date | None, type_of_added]]] = {}
        apart = Apart(agencies=not self._is_one, months=True)
        for place, added in sums(reach, definition.terms, apart=apart).items():
            row = (place.level, place.month, added)
            self._sums.setdefault(place.agency, []).append(row)

    def months(self, agency: Agency, level: str | None) -> list[MonthRate]:
        """The twelve months of the year."""
        single = self.ratios(agency, level)
        so_far = self.ratios(agency, level, so_far=True)
        return [
            MonthRate(
                month,
                self._rate(agency, level, month, of_month),
                self._rate(agency, level, Period(self.year.begin, month.end), until_then),
            )
            for month, of_month, until_then in zip(self._months, single, so_far, strict=True)
        ]

    def ratios(
        self, agency: Agency, level: str | None, *, so_far: bool = False
    ) -> list[type_of_ratio | None]:
        """Numerator and denominator of each month, or of the year until its end; None for one to come."""
        begun = [month.begin for month in self._months if month.begin <= self.tree.day]
        found: list[type_of_ratio | None] = []
        if self._owners is None:
            found += self._added(self._by_month(agency, level), begun, so_far=so_far)
        else:
            owners = self._owners.by_month(self.tree.under(agency), level=level)
            found += _owned(owners, begun, so_far=so_far)
        return found + [None] * (len(self._months) - len(found))

    def _added(
        self, by_month: type_of_months, begun: list[date], *, so_far: bool
    ) -> Iterator[type_of_ratio]:
        ratio, now = INDICATORS[self.indicator].ratio, by_month.get(None, {})
        for month in begun:
            if not so_far:  # what stands stays, what came in the month before does not
                now = {key: value for key, value in now.items() if key[0] is Span.UNTIL}
            for key, value in by_month.get(month, {}).items():
                now[key] = now.get(key, 0) + value
            yield ratio(now)

    def _by_month(self, agency: Agency, level: str | None) -> type_of_months:
        found: type_of_months = {}
        for key in [None] if self._is_one else self.tree.under(agency):
            for at_level, month, added in self._sums.get(key, ()):
                if level in {None, at_level}:
                    of_month = found.setdefault(month, {})
                    for measure, value in added.items():
                        of_month[measure] = of_month.get(measure, 0) + value
        return found

    def _rate(
        self, agency: Agency, level: str | None, period: Period, ratio: type_of_ratio | None
    ) -> Rate | None:
        if ratio is None:
            return None
        day = min(period.end, self.tree.day)
        return Place(agency, level, period, day, self.targets).rate(self.indicator, *ratio)


def _owned(
    by_month: Mapping[date, Owners], begun: list[date], *, so_far: bool
) -> Iterator[type_of_ratio]:
    now = NOBODY
    for month in begun:
        in_month = by_month.get(month, NOBODY)
        now = now | in_month if so_far else in_month
        yield now.ratio


def trend(
    agency: Agency, *, indicator: Indicator, year: int, as_of: type_of_day, level: str | None = None
) -> list[MonthRate]:
    """The months of a year, each by itself and with those before it."""
    book = MonthlyBook(reading_of(as_of), [agency], indicator=indicator, year=year)
    return book.months(agency, level)


def heat(
    agency: Agency, *, indicator: Indicator, year: int, as_of: type_of_day, level: str | None = None
) -> list[HeatRow]:
    """The agencies one step below, by month; of an agency with none below, the agency itself."""
    reading = reading_of(as_of)
    below = reading.tree.children(agency) or [agency]
    book = MonthlyBook(reading, below, indicator=indicator, year=year)
    return [
        HeatRow(
            each, reading.goals.of(indicator, level, year, agency=each), book.ratios(each, level)
        )
        for each in below
    ]


def forecast(
    agency: Agency, *, indicator: Indicator, year: int, as_of: type_of_day, level: str | None = None
) -> Forecast | None:
    """Where the year is heading, from its months so far; None where they do not say."""
    return forecast_from(trend(agency, indicator=indicator, year=year, as_of=as_of, level=level))


def forecast_from(months: Sequence[MonthRate]) -> Forecast | None:
    """The same from a trend that was read already."""
    known = [each for each in months if each.cumulative is not None]
    last = known[-1].cumulative if known else None
    if last is None:
        return None
    # A month that is not over yet says nothing of itself: its dossiers have only begun.
    over = [each for each in known if each.cumulative and each.month.end <= last.as_of]
    points = [
        (each.month.end.month, each.cumulative.value)
        for each in over
        if each.cumulative is not None and each.cumulative.value is not None
    ]
    definition = INDICATORS[last.indicator]
    return forecast_of(
        points,
        now=Pace(
            numerator=last.numerator,
            denominator=last.denominator,
            value=last.value,
            target=last.target,
            day=last.as_of,
            lower_is_better=definition.lower_is_better,
            grows=not definition.at_a_day,
        ),
    )

"""Rates month by month: the trend of one agency, the heat table of those below, the forecast of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Agency
from targets.forecast import Forecast, Pace, forecast_of
from targets.indicators import INDICATORS, Span
from targets.models import Indicator, Measure
from targets.owners import NOBODY, OwnersBook
from targets.periods import Period
from targets.reading import Reading, reading_of, type_of_day
from targets.selectors.rates import Place, Rate
from targets.summing import Apart, Reach, sums, type_of_added


@dataclass(frozen=True, slots=True)
class MonthRate:
    """One month of a year; both rates are None for a month to come."""

    month: Period
    rate_of_month: Rate | None
    cumulative: Rate | None  # from the beginning of the year to the month's end


@dataclass(frozen=True, slots=True)
class Heat:
    """Agencies by months: a rate without a value where nothing was due, no rate in months to come."""

    months: list[Period]
    rows: list[tuple[Agency, list[Rate | None]]]


class MonthlyBook:
    """What one reading knows of some agencies' subtrees month by month, in one indicator."""

    def __init__(
        self,
        reading: Reading,
        agencies: Sequence[Agency],
        *,
        indicator: Indicator,
        year: int,
        with_cumulative: bool = True,
    ) -> None:
        self.tree, self.targets = reading.tree, reading.goals
        self.indicator, self.year = indicator, Period.year(year)
        self._months, self._with_cumulative = list(self.year.months()), with_cumulative
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
        if self._owners is not None:
            return self._owned(self._owners, agency, level)
        by_month, ratio = self._by_month(agency, level), INDICATORS[self.indicator].ratio
        standing, so_far = by_month.get(None, {}), type_of_added()
        found = []
        for month in self._months:
            in_month: dict[tuple[Span, Measure], int] = {}
            for key, value in by_month.get(month.begin, {}).items():
                if key[0] is Span.UNTIL:
                    standing[key] = standing.get(key, 0) + value
                else:
                    in_month[key] = value
                    so_far[key] += value
            ratios = [ratio({**standing, **in_month})]
            ratios += [ratio({**standing, **so_far})] if self._with_cumulative else []
            found.append(self._month(agency, level, month, ratios))
        return found

    def _by_month(
        self, agency: Agency, level: str | None
    ) -> dict[date | None, dict[tuple[Span, Measure], int]]:
        found: dict[date | None, dict[tuple[Span, Measure], int]] = {}
        for key in [None] if self._is_one else self.tree.under(agency):
            for at_level, month, added in self._sums.get(key, ()):
                if level in {None, at_level}:
                    of_month = found.setdefault(month, {})
                    for measure, value in added.items():
                        of_month[measure] = of_month.get(measure, 0) + value
        return found

    def _owned(self, owners: OwnersBook, agency: Agency, level: str | None) -> list[MonthRate]:
        by_month, so_far = owners.by_month(self.tree.under(agency), level=level), NOBODY
        found = []
        for month in self._months:
            in_month = by_month.get(month.begin, NOBODY)
            ratios = [in_month.ratio]
            if self._with_cumulative:
                so_far |= in_month
                ratios.append(so_far.ratio)
            found.append(self._month(agency, level, month, ratios))
        return found

    def _month(
        self, agency: Agency, level: str | None, month: Period, ratios: list[tuple[int, int]]
    ) -> MonthRate:
        if month.begin > self.tree.day:
            return MonthRate(month, None, None)
        day = min(month.end, self.tree.day)
        spans = (month, Period(self.year.begin, month.end))
        own, *so_far = (
            Place(agency, level, span, day, self.targets).rate(self.indicator, *ratio)
            for span, ratio in zip(spans, ratios, strict=False)
        )
        return MonthRate(month, own, so_far[0] if so_far else None)


def trend(
    agency: Agency, *, indicator: Indicator, year: int, as_of: type_of_day, level: str | None = None
) -> list[MonthRate]:
    """The months of a year, each by itself and with those before it."""
    book = MonthlyBook(reading_of(as_of), [agency], indicator=indicator, year=year)
    return book.months(agency, level)


def heat(
    agency: Agency, *, indicator: Indicator, year: int, as_of: type_of_day, level: str | None = None
) -> Heat:
    """The agencies one step below, by month; of an agency with none below, the agency itself."""
    reading = reading_of(as_of)
    below = reading.tree.children(agency) or [agency]
    book = MonthlyBook(reading, below, indicator=indicator, year=year, with_cumulative=False)
    rows = [(each, [one.rate_of_month for one in book.months(each, level)]) for each in below]
    return Heat(list(Period.year(year).months()), rows)


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

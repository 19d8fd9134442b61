"""Whose report it is, of which days: what every section is made from."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import Agency
from targets.models import Indicator
from targets.periods import Period
from targets.reading import Reading
from targets.reports.periods import ReportPeriod
from targets.selectors import INDICATORS, Figures, Rate, figures
from targets.selectors.figures import TERMS, figures_from
from targets.selectors.rates import Book


@dataclass(frozen=True)
class Subject:
    """An agency's subtree over a period, counted until a day; what several sections tell is read once."""

    agency: Agency
    period: ReportPeriod
    reading: Reading  # of the last day that is counted

    @property
    def as_of(self) -> date:
        """The last day that is counted."""
        return self.reading.day

    @cached_property
    def below(self) -> tuple[Agency, ...]:
        """The agencies one step below, as they stand on the day."""
        return tuple(self.reading.tree.children(self.agency))

    @cached_property
    def within(self) -> set[int]:
        """Ids of the agencies whose figures are its own; see `Tree.under`."""
        return self.reading.tree.under(self.agency)

    @property
    def days(self) -> Period:
        """What is counted of the period."""
        return self.period.days.until(self.as_of)

    @property
    def year_to_date(self) -> Period:
        """From the first day of the year until the last day that is counted."""
        return Period(date(self.period.year, 1, 1), self.as_of)

    @property
    def year_before(self) -> Period:
        """The same days of the year before, broken off where this period is."""
        last = self.period.year_before.days
        if self.as_of >= self.period.end:
            return last
        return last.until(last.begin + (self.as_of - self.period.begin))

    @cached_property
    def book(self) -> Book:
        """Every sum of the period, of the agency and of each below, from one reading."""
        return Book(
            [self.agency, *self.below],
            period=self.days,
            as_of=self.reading,
            indicators=tuple(INDICATORS),
            besides=TERMS,
        )

    def figures_of(self, agency: Agency) -> Figures:
        """Dossiers received, carried over, resolved and open in the period, of it or of an agency below."""
        return figures_from(self.book.added(agency, None))

    @cached_property
    def figures(self) -> Figures:
        """Those of the whole subtree."""
        return self.figures_of(self.agency)

    def figures_over(self, days: Period) -> Figures:
        """Those of the whole subtree over other days, which sections ask for again."""
        if days == self.days:
            return self.figures
        if days not in self._other_figures:
            found = figures(self.agency, period=days, reading=self.reading)
            self._other_figures[days] = found
        return self._other_figures[days]

    @cached_property
    def _other_figures(self) -> dict[Period, Figures]:
        return {}

    @cached_property
    def rates(self) -> list[Rate]:
        """Every indicator, all levels together first, then each apart."""
        return [
            rate
            for level in self.book.levels(self.agency)
            for rate in self.book.rates(self.agency, level, tuple(INDICATORS))
        ]

    @cached_property
    def overall(self) -> dict[Indicator, Rate]:
        """Every indicator of all levels together, or of the only level there is."""
        found: dict[Indicator, Rate] = {}
        for rate in self.rates:
            found.setdefault(rate.indicator, rate)
        return found

    @property
    def level_names(self) -> dict[str, str]:
        """Levels in words."""
        return {code: level.name for code, level in self.reading.tree.levels.items()}

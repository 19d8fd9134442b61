"""Whose report it is, of which days: what every section is made from."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import Agency
from targets.models import Indicator
from targets.periods import Period
from targets.reading import Reading
from targets.reports.periods import ReportPeriod
from targets.selectors import Figures, Rate, figures, figures_of, rates_of


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
    def figures_by_agency(self) -> dict[int, Figures]:
        """Dossiers received, carried over, resolved and open, of the agency and of each below, by id."""
        return figures_of([self.agency, *self.below], period=self.days, reading=self.reading)

    @property
    def figures(self) -> Figures:
        """Those of the whole subtree."""
        return self.figures_by_agency[self.agency.pk]

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
        return rates_of([self.agency], period=self.days, as_of=self.reading)

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

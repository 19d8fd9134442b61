"""What the address of Chỉ tiêu chooses: agency, year, level, indicator. What it says wrongly is the default."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from targets.models import Indicator
from targets.selectors import FORMULAS

FIRST_YEAR = 2021  # of the first targets


@dataclass(frozen=True, slots=True)
class Choice:
    """One page of Chỉ tiêu."""

    agency: str  # code; empty: the topmost agency that the person may see
    year: int
    level: str  # code; empty: every level
    indicator: Indicator
    as_of: date
    years: tuple[int, ...]

    @classmethod
    def of(cls, query: QueryDict, *, today: date) -> "Choice":
        """Read the address; the year is by default this one, the indicator M1."""
        years = tuple(range(today.year, FIRST_YEAR - 1, -1))
        year = query.get("nam", "")
        chosen = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else today.year
        chosen = chosen if chosen in years else today.year
        named = query.get("chi_so", "")
        return cls(
            agency=query.get("co_quan", "")[:40],
            year=chosen,
            level=query.get("cap", "")[:20],
            indicator=Indicator(named) if named in FORMULAS else Indicator.M1,
            as_of=min(today, date(chosen, 12, 31)),
            years=years,
        )

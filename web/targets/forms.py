"""What the address of Chỉ tiêu chooses: agency, year, part of it, level. What it says wrongly is the default."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.http import QueryDict
from django.utils.http import urlencode

from targets.periods import ROMAN, Period

FIRST_YEAR = 2021  # of the first targets

# In the address → as it reads; the year alone is the empty one.
PARTS = {
    "": "Cả năm",
    **{f"q{number}": f"Quý {ROMAN[number - 1]}" for number in range(1, 5)},
    **{f"t{number}": f"Tháng {number}" for number in range(1, 13)},
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One place and time of Chỉ tiêu."""

    agency: str  # code; empty: the topmost agency that the person may see
    year: int
    part: str  # a key of PARTS
    level: str  # code; empty: every level
    today: date
    years: tuple[int, ...]
    # Why the page shows another time than its address asked for; empty where it does not.
    told: str = field(default="", compare=False)

    @classmethod
    def of(cls, query: QueryDict, *, today: date) -> "Choice":
        """Read the address; by default the whole of this year."""
        years = tuple(range(today.year, FIRST_YEAR - 1, -1))
        asked, part = query.get("nam", ""), query.get("ky", "")
        year = year_in(asked, years)
        told = _not_there(asked, years) if asked != str(year) else ""
        # A quarter that has not begun has nothing to tell.
        if part not in PARTS or _period(year, part).begin > today:
            told = told or _not_begun(part, year)
            part = ""
        return cls(
            agency=query.get("co_quan", "").replace("\0", "")[:40],
            year=year,
            part=part,
            level=query.get("cap", "")[:20],
            today=today,
            years=years,
            told=told,
        )

    @property
    def period(self) -> Period:
        """Its days."""
        return _period(self.year, self.part)

    @property
    def as_of(self) -> date:
        """The last day that is counted."""
        return min(self.today, self.period.end)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The parts of the year that have begun, with their names."""
        begun = ((part, name, _period(self.year, part).begin) for part, name in PARTS.items())
        return [(part, name) for part, name, begin in begun if begin <= self.today]

    @property
    def year_period(self) -> Period:
        """The whole year."""
        return Period.year(self.year)

    @property
    def year_is_over(self) -> bool:
        """Whether nothing of it is to come."""
        return self.year_period.end <= self.today

    def of_year(self, year: int) -> "Choice":
        """The same part of another year."""
        return replace(self, year=year)

    def at(self, agency: str) -> "Choice":
        """The same of another agency."""
        return replace(self, agency=agency)

    def query(self, **changes: object) -> str:
        """The address's end that chooses this, or this with changes; parts by default are left out."""
        chosen = {
            "co_quan": self.agency,
            "nam": self.year,
            "ky": self.part,
            "cap": self.level,
            **changes,
        }
        return "?" + urlencode({name: str(value) for name, value in chosen.items() if value})


def year_in(text: str, years: tuple[int, ...]) -> int:
    """The year that an address names, or the latest of these."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in years else years[0]


def _not_there(asked: str, years: tuple[int, ...]) -> str:
    if not asked:
        return ""
    return f"Năm được hỏi không có số liệu (chỉ có từ {years[-1]} đến {years[0]}); đây là năm {years[0]}."


def _not_begun(part: str, year: int) -> str:
    name = f"{PARTS[part]} năm {year} chưa đến" if part in PARTS else "Kỳ được hỏi không có"
    return f"{name}; đây là cả năm {year}."


def _period(year: int, part: str) -> Period:
    if not part:
        return Period.year(year)
    kind, number = part[0], int(part[1:])
    return Period.quarter(year, number) if kind == "q" else Period.month(year, number)

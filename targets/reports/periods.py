"""The period of a report: one month, quarter or year, by a code that stands in addresses and file names."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from targets.models import ReportKind
from targets.periods import Period

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS_IN = {ReportKind.MONTH: 1, ReportKind.QUARTER: 3, ReportKind.YEAR: 12}
_CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """One month (number 1–12), quarter (1–4) or year (1) of a year."""

    kind: ReportKind
    year: int
    number: int = 1

    @classmethod
    def of_code(cls, code: str) -> "ReportPeriod | None":
        """2025-07 a month, 2025-Q3 a quarter, 2025 a year; None for what is none of them."""
        found = _CODE.fullmatch(code)
        if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            return None
        year = int(found["year"])
        if found["quarter"]:
            return cls(ReportKind.QUARTER, year, int(found["quarter"]))
        if found["month"] is None:
            return cls(ReportKind.YEAR, year)
        month = int(found["month"])
        return cls(ReportKind.MONTH, year, month) if 1 <= month <= 12 else None

    @classmethod
    def holding(cls, kind: ReportKind, day: date) -> "ReportPeriod":
        """The period of this kind that the day lies in."""
        return cls(kind, day.year, (day.month - 1) // MONTHS_IN[kind] + 1)

    @property
    def days(self) -> Period:
        """Its days."""
        if self.kind == ReportKind.YEAR:
            return Period.year(self.year)
        if self.kind == ReportKind.QUARTER:
            return Period.quarter(self.year, self.number)
        return Period.month(self.year, self.number)

    @property
    def begin(self) -> date:
        """Its first day."""
        return self.days.begin

    @property
    def end(self) -> date:
        """Its last day."""
        return self.days.end

    @property
    def before(self) -> "ReportPeriod":
        """The period before it."""
        return ReportPeriod.holding(self.kind, self.begin - timedelta(days=1))

    @property
    def year_before(self) -> "ReportPeriod":
        """The same period of the year before."""
        return ReportPeriod(self.kind, self.year - 1, self.number)

    @property
    def code(self) -> str:
        """As `of_code` reads it."""
        if self.kind == ReportKind.YEAR:
            return f"{self.year}"
        mark = "Q" if self.kind == ReportKind.QUARTER else ""
        return f"{self.year}-{mark}{self.number:{'' if mark else '02'}}"

    @property
    def name(self) -> str:
        """In words, within a sentence: tháng 7 năm 2025, quý III năm 2025, năm 2025."""
        return self.days.name


def last_ended(kind: ReportKind, day: date) -> ReportPeriod:
    """The last period of this kind that is over on the day."""
    return ReportPeriod.holding(kind, day).before

"""Spans of days that are counted: a year, a quarter, a month, or any two days."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
ROMAN = ("I", "II", "III", "IV")

# From a first day (None: the first there is) until another, without it.
type_of_span = tuple[date | None, date]


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """All days from `begin` to `end`, both counted."""

    begin: date
    end: date

    @classmethod
    def year(cls, year: int) -> "Period":
        """The whole year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """A quarter, 1 to 4."""
        return cls(date(year, 3 * quarter - 2, 1), last_day(year, 3 * quarter))

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """A month, 1 to 12."""
        return cls(date(year, month, 1), last_day(year, month))

    @property
    def of_year(self) -> int:
        """The year whose target holds: that of the last day."""
        return self.end.year

    @property
    def name(self) -> str:
        """In words, within a sentence: năm 2025, quý III năm 2025, tháng 7 năm 2025."""
        year = self.begin.year
        if self == Period.year(year):
            return f"năm {year}"
        quarter = (self.begin.month + 2) // 3
        if self == Period.quarter(year, quarter):
            return f"quý {ROMAN[quarter - 1]} năm {year}"
        if self == Period.month(year, self.begin.month):
            return f"tháng {self.begin.month} năm {year}"
        return f"từ {self.begin:%d/%m/%Y} đến {self.end:%d/%m/%Y}"

    def until(self, day: date) -> "Period":
        """The same, broken off after that day; without a day where it begins later."""
        return Period(self.begin, min(self.end, day))

    def months(self) -> Iterator["Period"]:
        """Its months in order, the first and the last as far as they lie in it."""
        begin = self.begin
        while begin <= self.end:
            end = min(last_day(begin.year, begin.month), self.end)
            yield Period(begin, end)
            begin = end + ONE_DAY


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def whole_months(begin: date | None, end: date) -> tuple[type_of_span | None, list[Period]]:
    """The whole months of days until `end`, which counts, and the days at their edges."""
    after = first_of_month(end + ONE_DAY)  # the first month that is not over at the end
    rest = [Period(after, end)] if after <= end else []
    if begin is None:
        return (None, after), rest
    first = begin if begin.day == 1 else last_day(begin.year, begin.month) + ONE_DAY
    if first >= after:
        return None, [Period(begin, end)] if begin <= end else []
    edge = [Period(begin, first - ONE_DAY)] if begin < first else []
    return (first, after), [*edge, *rest]


def whole_years(begin: date | None, after: date) -> tuple[list[type_of_span], list[type_of_span]]:
    """The whole years of a span of whole months, and the months around them."""
    last = date(after.year, 1, 1)
    rest: list[type_of_span] = [(last, after)] if last < after else []
    if begin is None:
        return [(None, last)], rest
    first_year = begin.year if begin.month == 1 else begin.year + 1
    if first_year >= after.year:
        return [], [(begin, after)]
    first = date(first_year, 1, 1)
    return [(first, last)], [(begin, first), *rest] if begin < first else rest

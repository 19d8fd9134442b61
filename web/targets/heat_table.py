"""Agencies × months as a table whose cells are shaded; every cell says its figure, so no shade is needed to read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Agency
from targets.indicators import INDICATORS
from targets.models import Indicator
from targets.selectors import Rate
from targets.selectors.months import MonthlyBook
from vietnamese.dates import format_number, format_percent
from web.targets.place import Place

# Points missing to the target, and the percentages without one, at which a shade changes.
MISSING = (Decimal(0), Decimal(10), Decimal(25))
SHARES = (Decimal(80), Decimal(60), Decimal(40))


@dataclass(frozen=True, slots=True)
class Cell:
    """One agency in one month; `rate` is None in a month that has not begun."""

    month: int
    rate: Rate | None

    @property
    def shade(self) -> str:
        """Its class: 1 is best, 4 worst; `undue` is hatched; `to-come` is empty."""
        if self.rate is None:
            return "to-come"
        value, target = self.rate.value, self.rate.target
        if value is None:
            return "undue"
        if target is not None:
            worse = sum(target - value > bound for bound in MISSING)
        elif INDICATORS[self.rate.indicator].lower_is_better:
            worse = sum(100 - value < bound for bound in SHARES)
        else:
            worse = sum(value < bound for bound in SHARES)
        return f"{worse + 1}"

    @property
    def text(self) -> str:
        """The figure without its sign, which stands over the table."""
        if self.rate is None:
            return ""
        return "n/a" if self.rate.value is None else format_number(self.rate.value)

    @property
    def told(self) -> str:
        """The whole cell in words."""
        if self.rate is None:
            return f"Tháng {self.month}: chưa đến"
        parts = f"{format_number(self.rate.numerator)} / {format_number(self.rate.denominator)}"
        return f"Tháng {self.month}: {format_percent(self.rate.value)} ({parts})"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One agency."""

    agency: Agency
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The table."""

    place: Place
    indicator: Indicator
    months: Sequence[int]
    rows: Sequence[HeatRow]

    @property
    def legend(self) -> tuple[str, ...]:
        """What the shades say, the best first."""
        cells = [cell for row in self.rows for cell in row.cells if cell.rate is not None]
        if any(cell.rate.target is not None for cell in cells if cell.rate):
            return ("đạt chỉ tiêu", "thiếu đến 10 điểm", "thiếu 10–25 điểm", "thiếu trên 25 điểm")
        if INDICATORS[self.indicator].lower_is_better:
            return ("đến 20 %", "20–40 %", "40–60 %", "trên 60 %")
        return ("từ 80 %", "60–80 %", "40–60 %", "dưới 40 %")


def heat_table_of(place: Place, indicator: Indicator) -> HeatTable:
    """The agencies one step below the place, each with the months of the year; of one with none, itself."""
    agencies = place.tree.children(place.agency) or [place.agency]
    level = place.level.code if place.level else None
    book = months_of(place, agencies, indicator)
    return HeatTable(
        place=place,
        indicator=indicator,
        months=range(1, 13),
        rows=[
            HeatRow(
                agency,
                [
                    Cell(each.month.begin.month, each.rate_of_month)
                    for each in book.months(agency, level)
                ],
            )
            for agency in agencies
        ],
    )


def months_of(place: Place, agencies: Sequence[Agency], indicator: Indicator) -> MonthlyBook:
    """The year of these agencies month by month as far as it has come, whatever part of it is chosen."""
    choice = place.choice
    until = min(choice.today, choice.year_period.end)
    reading = place.reading.on(until)
    return MonthlyBook(reading, agencies, indicator=indicator, year=choice.year)

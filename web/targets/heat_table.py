"""Agencies × months as a table whose cells are shaded; every cell says its figure, so no shade is needed to read it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from accounts.models import Agency
from targets.indicators import INDICATORS
from targets.models import Indicator
from targets.selectors import MonthRate, Rate
from targets.selectors.months import MonthlyBook
from vietnamese.dates import format_number
from web.targets.place import Place

TO_COME = '<span class="visually-hidden">chưa đến</span>'
# Points missing to the target, and the percentages without one, at which a shade changes.
MISSING = (Decimal(0), Decimal(10), Decimal(25))
SHARES = (Decimal(40), Decimal(60), Decimal(80))


@dataclass(frozen=True, slots=True)
class Cell:
    """One agency in one month; `rate` is None in a month that has not begun."""

    month: int
    rate: Rate | None
    by_target: bool = False  # the table's shades tell gaps, of whoever has a target

    @property
    def shade(self) -> str:
        """Its class: 1 is best, 4 worst; `undue` is hatched; `bare` and `to-come` have no shade."""
        if self.rate is None:
            return "to-come"
        value, gap = self.rate.value, self.rate.gap_points
        if value is None:
            return "undue"
        if gap is not None:
            worse = bisect_left(MISSING, gap)
        elif self.by_target:
            return "bare"
        elif INDICATORS[self.rate.indicator].lower_is_better:
            worse = len(SHARES) - bisect_right(SHARES, 100 - value)
        else:
            worse = len(SHARES) - bisect_right(SHARES, value)
        return f"{worse + 1}"

    @property
    def text(self) -> str:
        """The figure without its sign, which stands over the table."""
        if self.rate is None:
            return ""
        return "n/a" if self.rate.value is None else format_number(self.rate.value)

    @property
    def drawn(self) -> str:
        """The cell as HTML."""
        shown = TO_COME if self.rate is None else self.text
        return f'<td class="num heat-{self.shade}" title="{self.told}">{shown}</td>'

    @property
    def told(self) -> str:
        """The whole cell in words."""
        if self.rate is None:
            return f"Tháng {self.month}: chưa đến"
        sign = "" if self.rate.value is None else " %"
        parts = f"{format_number(self.rate.numerator)} / {format_number(self.rate.denominator)}"
        return f"Tháng {self.month}: {self.text}{sign} ({parts})"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One agency."""

    agency: Agency
    cells: Sequence[Cell]

    @property
    def drawn(self) -> SafeString:
        """The cells as HTML: of a province there are two thousand, for which a template takes too long."""
        # Figures and words of ours, in which there is nothing to escape.
        return mark_safe("".join(each.drawn for each in self.cells))  # noqa: S308


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The table."""

    place: Place
    indicator: Indicator
    months: Sequence[int]
    rows: Sequence[HeatRow]

    @property
    def by_target(self) -> bool:
        """Whether the shades tell how far from the target; else how high the rate is."""
        return any(cell.by_target for row in self.rows for cell in row.cells)

    @property
    def has_bare(self) -> bool:
        """Whether some have no target beside others that do."""
        return any(cell.shade == "bare" for row in self.rows for cell in row.cells)

    @property
    def legend(self) -> tuple[str, ...]:
        """What the shades say, the best first."""
        is_low = INDICATORS[self.indicator].lower_is_better
        if self.by_target:
            off = "vượt" if is_low else "thiếu"
            return (
                "đạt chỉ tiêu",
                f"{off} đến 10 điểm",
                f"{off} 10–25 điểm",
                f"{off} trên 25 điểm",
            )
        if is_low:
            return ("đến 20 %", "20–40 %", "40–60 %", "trên 60 %")
        return ("từ 80 %", "60–80 %", "40–60 %", "dưới 40 %")


def heat_table_of(place: Place, indicator: Indicator) -> HeatTable:
    """The agencies one step below the place, each with the months of the year; of one with none, itself."""
    agencies = place.tree.children(place.agency) or [place.agency]
    level = place.level.code if place.level else None
    book = months_of(place, agencies, indicator, with_cumulative=False)
    read = [(agency, book.months(agency, level)) for agency in agencies]
    rates = [month.rate_of_month for _, months in read for month in months]
    by_target = any(rate.target is not None for rate in rates if rate)
    return HeatTable(
        place=place,
        indicator=indicator,
        months=range(1, 13),
        rows=[HeatRow(agency, _cells(months, by_target=by_target)) for agency, months in read],
    )


def _cells(months: Sequence[MonthRate], *, by_target: bool) -> list[Cell]:
    return [Cell(each.month.begin.month, each.rate_of_month, by_target) for each in months]


def months_of(
    place: Place,
    agencies: Sequence[Agency],
    indicator: Indicator,
    *,
    with_cumulative: bool = True,
) -> MonthlyBook:
    """The year of these agencies month by month as far as it has come, whatever part of it is chosen."""
    choice = place.choice
    until = min(choice.today, choice.year_period.end)
    reading = place.reading.on(until)
    return MonthlyBook(
        reading,
        agencies,
        indicator=indicator,
        year=choice.year,
        with_cumulative=with_cumulative,
    )

"""Agencies × months as a table whose cells are shaded; every cell says its figure, so no shade is needed to read it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from accounts.models import Agency
from targets.indicators import INDICATORS
from targets.models import Indicator
from targets.selectors import HeatRow, gap_points, heat, percent
from vietnamese.dates import format_number
from web.targets.place import Place

TO_COME = '<span class="visually-hidden">chưa đến</span>'
# Points missing to the target, and the percentages without one, at which a shade changes.
MISSING = (Decimal(0), Decimal(10), Decimal(25))
SHARES = (Decimal(40), Decimal(60), Decimal(80))


class Cell(NamedTuple):
    """One agency in one month, of which there are two thousand in a province.

    `ratio` is None in a month that has not begun, `value` also where nothing was due. `shade` is the end of a
    class: 1 is best, 4 worst; `undue` is hatched; `bare` and `to-come` have no shade.
    """

    month: int
    ratio: tuple[int, int] | None
    value: Decimal | None
    shade: str

    @property
    def text(self) -> str:
        """The figure without its sign, which stands over the table."""
        if self.ratio is None:
            return ""
        return "n/a" if self.value is None else format_number(self.value)

    @property
    def drawn(self) -> str:
        """The cell as HTML; its title is the whole cell in words."""
        if self.ratio is None:
            return (
                f'<td class="num heat-to-come" title="Tháng {self.month}: chưa đến">{TO_COME}</td>'
            )
        text, sign = self.text, "" if self.value is None else " %"
        parts = f"{format_number(self.ratio[0])} / {format_number(self.ratio[1])}"
        told = f"Tháng {self.month}: {text}{sign} ({parts})"
        return f'<td class="num heat-{self.shade}" title="{told}">{text}</td>'


class HeatLine(NamedTuple):
    """One agency."""

    agency: Agency
    cells: Sequence[Cell]

    @property
    def drawn(self) -> SafeString:
        """The cells as HTML, for which a template takes too long."""
        # Figures and words of ours, in which there is nothing to escape.
        return mark_safe("".join([each.drawn for each in self.cells]))  # noqa: S308


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The table."""

    place: Place
    indicator: Indicator
    months: Sequence[int]
    rows: Sequence[HeatLine]
    by_target: bool  # the shades tell how far from the target; else how high the rate is

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
    """The agencies one step below the place, each with the months of the year; of one with none, itself.

    The year is told as far as it has come, whatever part of it is chosen.
    """
    choice = place.choice
    rows = heat(
        place.agency,
        indicator=indicator,
        year=choice.year,
        as_of=place.of_year,
        level=place.level.code if place.level else None,
    )
    by_target = any(row.target is not None for row in rows)
    return HeatTable(
        place=place,
        indicator=indicator,
        months=range(1, 13),
        rows=[
            HeatLine(row.agency, list(_cells(indicator, row, by_target=by_target))) for row in rows
        ],
        by_target=by_target,
    )


def _cells(indicator: Indicator, row: HeatRow, *, by_target: bool) -> Iterable[Cell]:
    for month, ratio in enumerate(row.ratios, start=1):
        value = percent(*ratio) if ratio else None
        shade = "to-come"
        if ratio is not None:
            gap = gap_points(indicator, ratio, row.target)
            shade = shade_of(indicator, value, gap, by_target=by_target)
        yield Cell(month, ratio, value, shade)


def shade_of(
    indicator: Indicator, value: Decimal | None, gap: Decimal | None, *, by_target: bool
) -> str:
    """How a month that has begun is shaded; by_target: the others' shades tell gaps."""
    if value is None:
        return "undue"
    if gap is not None:
        worse = bisect_left(MISSING, gap)
    elif by_target:
        return "bare"
    elif INDICATORS[indicator].lower_is_better:
        worse = len(SHARES) - bisect_right(SHARES, 100 - value)
    else:
        worse = len(SHARES) - bisect_right(SHARES, value)
    return f"{worse + 1}"

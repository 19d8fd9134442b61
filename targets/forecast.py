"""Where a year is heading: a straight line through the months so far, drawn on to December.

Rates from the year's beginning to each month's end lie on a straight line when the rate of single months
rises evenly and about as much comes in each month. The span around the line says how far the months lay
from it. It is a line, not a promise, and is told as one.
Source: ordinary least squares; the span is that of a new observation, with Student's t at 80 %.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from math import ceil, sqrt

CENT = Decimal("0.01")
DECEMBER = 12
FEWEST_MONTHS = 3
LINE = "đường thẳng qua các tháng đã hết của năm, kéo dài đến tháng 12"
OVER = "năm đã kết thúc: giá trị cả năm"
# Student's t, two-sided 80 %, by degrees of freedom (months less two).
T_80 = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the year stands on the last day that is counted."""

    numerator: int
    denominator: int
    value: Decimal | None
    target: Decimal | None
    day: date
    lower_is_better: bool = False
    grows: bool = True  # the denominator grows with what comes in; else it is a stock


@dataclass(frozen=True, slots=True)
class Forecast:
    """The rate at the year's end in percent, and what it takes to reach the target by then.

    What is needed a month is None without a target, after December, and where less is better; 0 where the
    target is reached already.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    method: str
    needed_per_month_points: Decimal | None
    needed_per_month_items: int | None
    on_pace: bool | None  # None without a target


def forecast_of(points: Sequence[tuple[int, Decimal]], *, now: Pace) -> Forecast | None:
    """The forecast from (month, percent from the year's beginning to its end); None where they do not say.

    Args:
        points: of months that are over, in order.
    """
    if now.value is None:
        return None
    if now.day >= date(now.day.year, DECEMBER, 31):
        return _told((now.value, now.value, now.value), OVER, now)
    if len(points) < FEWEST_MONTHS:
        return None
    return _told(_line(points), LINE, now)


def _line(points: Sequence[tuple[int, Decimal]]) -> tuple[Decimal, Decimal, Decimal]:
    """The line's value in December, and the span around it; all within 0 to 100."""
    count = len(points)
    months = [float(month) for month, _ in points]
    values = [float(value) for _, value in points]
    mean_month, mean_value = sum(months) / count, sum(values) / count
    spread = sum((month - mean_month) ** 2 for month in months)
    slope = (
        sum(
            (month - mean_month) * (value - mean_value)
            for month, value in zip(months, values, strict=True)
        )
        / spread
    )
    end = mean_value + slope * (DECEMBER - mean_month)
    rest = sum(
        (value - mean_value - slope * (month - mean_month)) ** 2
        for month, value in zip(months, values, strict=True)
    )
    error = sqrt(rest / (count - 2)) * sqrt(1 + 1 / count + (DECEMBER - mean_month) ** 2 / spread)
    half = T_80[min(count - 2, len(T_80)) - 1] * error
    return _percent(end), _percent(end - half), _percent(end + half)


def _percent(value: float) -> Decimal:
    return Decimal(min(100.0, max(0.0, value))).quantize(CENT, rounding=ROUND_HALF_UP)


def _told(values: tuple[Decimal, Decimal, Decimal], method: str, now: Pace) -> Forecast:
    value, low, high = values
    points, items = _needed(now)
    on_pace = None
    if now.target is not None:
        on_pace = value <= now.target if now.lower_is_better else value >= now.target
    return Forecast(value, low, high, method, points, items, on_pace)


def _needed(now: Pace) -> tuple[Decimal | None, int | None]:
    """Points and items a month from the day on, so that the target is met on the year's last day.

    Where things come in, as many are expected a day as up to now, and they count towards the target too.
    """
    begin, end = date(now.day.year, 1, 1), date(now.day.year, DECEMBER, 31)
    left = _months_left(now.day)
    if now.target is None or now.value is None or now.lower_is_better or left <= 0:
        return None, None
    expected = Decimal(now.denominator)
    if now.grows:
        passed = (now.day - begin).days + 1
        expected = expected * ((end - begin).days + 1) / passed
    goal = (now.target * expected / 100).to_integral_value(rounding=ROUND_CEILING)
    items = max(0, int(goal) - now.numerator)
    points = max(Decimal(0), now.target - now.value) / left
    return points.quantize(CENT, rounding=ROUND_HALF_UP), ceil(Decimal(items) / left)


def _months_left(day: date) -> Decimal:
    part = Decimal(day.day) / monthrange(day.year, day.month)[1]
    return DECEMBER - day.month + 1 - part

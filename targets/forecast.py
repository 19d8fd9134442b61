"""Where a year is heading: from where it stands today, on with what it rose a month on average so far.

The span says how unevenly the months rose. It is the months so far drawn on, not a promise, and is told so.
Source: the drift method (random walk with drift) of Hyndman and Athanasopoulos, Forecasting: Principles and
Practice, with its span h steps ahead, σ·√(h + h²/T); Student's t at 80 %.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import ceil, sqrt

CENT = Decimal("0.01")
DECEMBER = 12
FEWEST_MONTHS = 3
DRIFT = "từ mức hiện nay, đi tiếp mức tăng bình quân mỗi tháng của các tháng đã qua trong năm"
OVER = "năm đã kết thúc: giá trị cả năm"
# Student's t, two-sided 80 %, by degrees of freedom (rises from month to month, less one).
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
    return _told(_drift(points, now), DRIFT, now)


def _drift(points: Sequence[tuple[int, Decimal]], now: Pace) -> tuple[Decimal, Decimal, Decimal]:
    """The value on the year's last day, and the span around it; all within 0 to 100."""
    passed = DECEMBER - float(_months_left(now.day))
    line = [(float(month), float(value)) for month, value in points if month < passed]
    line.append((passed, float(now.value or 0)))
    steps = [(later[0] - earlier[0], later[1] - earlier[1]) for earlier, later in pairwise(line)]
    seen, left = passed - line[0][0], DECEMBER - passed
    drift = sum(rise for _, rise in steps) / seen
    uneven = sum((rise - drift * months) ** 2 / months for months, rise in steps)
    spread = sqrt(uneven / (len(steps) - 1)) if len(steps) > 1 else 0.0
    half = T_80[min(max(len(steps) - 1, 1), len(T_80)) - 1] * spread * sqrt(left + left**2 / seen)
    end = line[-1][1] + drift * left
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

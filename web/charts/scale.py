"""From percent to places on the canvas, and the round figures at the axis."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)
STEPS = (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(5), Decimal(10), Decimal(20))
MOST_TICKS = 5
LEAST = Decimal(2)  # points; on a shorter axis a hair looks like a leap


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of percent from `low` to `high`, a line at every `step`."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """The figures at the axis, from below."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * number for number in range(count + 1))

    def share(self, value: Decimal) -> Decimal:
        """How far up the axis a value stands, 0 to 1; what lies beyond it stands at its end."""
        within = min(max(value, self.low), self.high)
        return (within - self.low) / (self.high - self.low)


def scale_for(values: list[Decimal]) -> Scale:
    """The axis on which these percentages are told apart: from 0 unless all lie close together.

    Rates near 100 % differ by points that an axis from 0 would hide; an axis that begins elsewhere says so
    by its figures, and only lines are drawn on it, never lengths.
    """
    if not values:
        return Scale(Decimal(0), HUNDRED, Decimal(20))
    low, high = min(values), max(values)
    if low < HUNDRED / 2 or high - low > HUNDRED / 4:
        low = Decimal(0)
    spread = max(high - low, LEAST)
    step = next((each for each in STEPS if spread / each <= MOST_TICKS), STEPS[-1])
    begin = _rounded(low, step, ROUND_FLOOR)
    end = min(HUNDRED, max(_rounded(high, step, ROUND_CEILING), begin + LEAST))
    # All near 100: the axis grows downwards.
    return Scale(min(begin, end - LEAST), end, step)


def _rounded(value: Decimal, step: Decimal, way: str) -> Decimal:
    return (value / step).to_integral_value(rounding=way) * step

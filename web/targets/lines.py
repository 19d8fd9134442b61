"""One rate as it is drawn and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from targets.indicators import INDICATORS, Definition
from targets.selectors import Rate
from vietnamese.dates import format_number, format_percent


@dataclass(frozen=True, slots=True)
class Line:
    """A rate with its bar against the target, and its place in a ranking."""

    rate: Rate
    place: int | None = None  # from 1, equals share one; None where nothing was due

    @property
    def definition(self) -> Definition:
        """What numerator and denominator count."""
        return INDICATORS[self.rate.indicator]

    @property
    def width(self) -> str:
        """Length of the bar on a scale of 0 to 100, as SVG reads numbers."""
        return f"{min(self.rate.value or Decimal(0), Decimal(100)):.2f}"

    @property
    def mark(self) -> str:
        """Where the target stands on the same scale; empty without a target."""
        # Half a unit inside the edge, so that the mark of 100 % is drawn whole.
        target = self.rate.target
        return "" if target is None else f"{min(target, Decimal('99.5')):.2f}"

    @property
    def reached(self) -> bool:
        """Whether there is a target and it is reached."""
        return self.rate.gap_papers == 0

    @property
    def value(self) -> str:
        """97,30 %, or n/a where nothing was due."""
        return format_percent(self.rate.value)

    @property
    def target(self) -> str:
        """The target in percent; empty where there is none."""
        return "" if self.rate.target is None else format_percent(self.rate.target)

    @property
    def points(self) -> str:
        """The gap in points; empty where nothing is missing."""
        gap = self.rate.gap_points
        return f"{format_number(gap)} điểm" if gap and self.rate.gap_papers else ""

    @property
    def items(self) -> str:
        """The gap in what the indicator counts; empty where nothing is missing."""
        gap = self.rate.gap_papers
        return f"{format_number(gap)} {self.definition.words.unit}" if gap else ""

    @property
    def gap(self) -> str:
        """How much is missing, in points and in papers; empty where nothing is."""
        if not self.items:
            return ""
        lack = "Vượt" if self.definition.lower_is_better else "Còn thiếu"
        return f"{lack} {self.points}, {self.items}"


def ranked(rates: Sequence[Rate]) -> list[Line]:
    """Rates that stand best first, each with its place."""
    first: dict[Decimal | None, int] = {}
    for place, rate in enumerate(rates, start=1):
        first.setdefault(rate.value, place)
    return [Line(rate, place=None if rate.value is None else first[rate.value]) for rate in rates]


def furthest_behind(lines: Sequence[Line]) -> list[Line]:
    """The same, those furthest from their target first; without a target the worst first, n/a last."""

    def distance(line: Line) -> tuple[bool, Decimal, int, int]:
        # Of two that miss as many points, the one that misses more papers is further behind.
        gap, missing = line.rate.gap_points, line.rate.gap_papers
        return (line.place is None, -(gap or Decimal(0)), -(missing or 0), -(line.place or 0))

    return sorted(lines, key=distance)

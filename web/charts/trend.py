"""The months of a year as lines: each month, the year so far, the target, and where the year is heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from vietnamese.dates import format_number, format_percent
from web.charts.scale import Scale, scale_for

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 34, 22, 44


@dataclass(frozen=True, slots=True)
class Month:
    """One month; a value is None where nothing was due. What is to come is not `begun` and has no values."""

    number: int
    begun: bool
    single: Decimal | None
    cumulative: Decimal | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the year is heading, in percent, and between which bounds."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """A value's place on the canvas, and what it is in words."""

    x: str
    y: str
    told: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure at an axis."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Whisker:
    """The forecast: from the last value known to the year's end, with its bounds."""

    x1: str
    y1: str
    x2: str
    y2: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """The chart, ready to be drawn on a canvas of `WIDTH` × `HEIGHT`."""

    months: Sequence[Month]
    target: Decimal | None
    outlook: Outlook | None

    width, height = WIDTH, HEIGHT
    left, right_edge = LEFT, WIDTH - RIGHT
    top, bottom_edge = TOP, HEIGHT - BOTTOM
    drawn_height = HEIGHT - TOP - BOTTOM
    month_label_y = HEIGHT - BOTTOM + 28
    undue_label_y = HEIGHT - BOTTOM - 12

    @property
    def is_drawn(self) -> bool:
        """Whether there is any value to draw."""
        return bool(self._values())

    @property
    def scale(self) -> Scale:
        """The axis of percent."""
        bounds = [self.outlook.low, self.outlook.high] if self.outlook else []
        target = [] if self.target is None else [self.target]
        return scale_for([*self._values(), *target, *bounds])

    @property
    def rows(self) -> list[Tick]:
        """The lines across with their percentages."""
        ticks = self.scale.ticks
        return [Tick(_at(LEFT - 10), self._y(each), _short(each)) for each in ticks]

    @property
    def columns(self) -> list[Tick]:
        """The months under the axis."""
        y = _at(self.month_label_y)
        return [Tick(self._x(each.number), y, f"T{each.number}") for each in self.months]

    @property
    def undue(self) -> list[Tick]:
        """Months that have begun and in which nothing was due: hatched, never 0."""
        half = self._column / 2
        return [
            Tick(_at(self._centre(each.number) - half), self._x(each.number), "n/a")
            for each in self.months
            if each.begun and each.single is None
        ]

    @property
    def column_width(self) -> str:
        """Width of a hatched month."""
        return _at(self._column)

    @property
    def single(self) -> list[list[Point]]:
        """The line of the months, parted where nothing was due."""
        return self._parted([(each.number, each.single) for each in self.months], "trong tháng")

    @property
    def cumulative(self) -> list[list[Point]]:
        """The line of the year so far."""
        return self._parted([(each.number, each.cumulative) for each in self.months], "cộng dồn")

    @property
    def target_y(self) -> str:
        """Where the target's line lies; empty without a target."""
        return "" if self.target is None else self._y(self.target)

    @property
    def target_told(self) -> str:
        """The target in words of the page."""
        return "" if self.target is None else format_percent(self.target)

    @property
    def begins_at(self) -> str:
        """Where the axis begins."""
        return format_percent(self.scale.low)

    @property
    def whisker(self) -> Whisker | None:
        """The forecast of the year's end; None without one."""
        last = self._last()
        if self.outlook is None or last is None:
            return None
        month, value = last
        return Whisker(
            x1=self._x(month),
            y1=self._y(value),
            x2=self._x(12),
            y2=self._y(self.outlook.value),
            low=self._y(self.outlook.low),
            high=self._y(self.outlook.high),
        )

    @property
    def told(self) -> str:
        """The chart in a sentence or three."""
        last = self._last()
        if last is None:
            return "Chưa phát sinh trong năm."
        said = [f"Đến tháng {last[0]}, cộng dồn từ đầu năm đạt {format_percent(last[1])}"]
        if self.target is not None:
            said.append(f"chỉ tiêu {format_percent(self.target)}")
        if self.outlook:
            said.append(f"dự báo cả năm {format_percent(self.outlook.value)}")
        undue = ", ".join(each.told for each in self._undue_months())
        return "; ".join(said) + "." + (f" Không phát sinh: {undue}." if undue else "")

    def _undue_months(self) -> list[Point]:
        months = (each for each in self.months if each.begun and each.single is None)
        return [Point("", "", f"tháng {each.number}") for each in months]

    def _values(self) -> list[Decimal]:
        both = [value for each in self.months for value in (each.single, each.cumulative)]
        return [value for value in both if value is not None]

    def _last(self) -> tuple[int, Decimal] | None:
        known = [(m.number, m.cumulative) for m in self.months if m.cumulative is not None]
        return known[-1] if known else None

    def _parted(self, values: list[tuple[int, Decimal | None]], what: str) -> list[list[Point]]:
        parts: list[list[Point]] = [[]]
        for month, value in values:
            if value is not None:
                told = f"Tháng {month}, {what}: {format_percent(value)}"
                parts[-1].append(Point(self._x(month), self._y(value), told))
            elif parts[-1]:
                parts.append([])
        return [part for part in parts if part]

    @property
    def _column(self) -> float:
        return (WIDTH - LEFT - RIGHT) / len(self.months)

    def _centre(self, month: int) -> float:
        return LEFT + self._column * (month - self.months[0].number + 0.5)

    def _x(self, month: int) -> str:
        return _at(self._centre(month))

    def _height_of(self, value: Decimal) -> float:
        return HEIGHT - BOTTOM - float(self.scale.share(value)) * (HEIGHT - TOP - BOTTOM)

    def _y(self, value: Decimal) -> str:
        return _at(self._height_of(value))


def _at(place: float) -> str:
    """As SVG reads numbers, whatever the language of the page."""
    return f"{place:.1f}"


def _short(value: Decimal) -> str:
    whole = value.to_integral_value()
    return format_number(whole if whole == value else value.normalize())

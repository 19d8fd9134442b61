"""A closed period as it is told: frozen and now side by side, and every difference by its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.actors import people_named
from accounts.models import Agency, Level, User
from targets.closed_content import (
    Cell,
    Difference,
    Differences,
    cells,
    content_of,
    differences,
    read,
)
from targets.closing import closings_seen_by, is_intact, newest
from targets.models import Indicator, PeriodClosing
from targets.periods import Period
from vietnamese.dates import format_number, format_percent
from web.target_closing.forms import capitalized

MOST_LINES = 100
NAMES = {
    "received": "Tiếp nhận trong kỳ",
    "carried_over": "Kỳ trước chuyển sang",
    "online": "Nộp trực tuyến",
    "counter": "Nộp trực tiếp",
    "post": "Qua bưu chính công ích",
    "finished": "Đã giải quyết xong",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "undated": "Giải quyết xong, không rõ hạn",
    "open": "Đang giải quyết cuối kỳ",
    "overdue": "Đang giải quyết và đã quá hạn",
    "withdrawn": "Người nộp rút",
    "stopped": "Dừng giải quyết, trả lại",
    "apologised": "Quá hạn có phiếu xin lỗi",
}
PARTS = {"numerator": "tử số", "denominator": "mẫu số", "target": "chỉ tiêu"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure or rate, as it was closed and as it is known now."""

    name: str
    detail: str
    frozen: str
    now: str
    change: str  # empty: nothing has changed


@dataclass(frozen=True, slots=True)
class LevelRates:
    """The agency's rates at one level; those where nothing was due, then and now, only by their names."""

    level: str
    rows: list[Row]
    nothing_due: list[str]


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """One closing of a list."""

    closing: PeriodClosing
    by: str

    @property
    def period(self) -> str:
        """Tháng 7 năm 2025."""
        return period_name(self.closing)


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """One closing with everything that is told of it."""

    line: ClosingLine
    intact: bool
    is_newest: bool
    versions: list[ClosingLine]
    figures: list[Row]
    rates: list[LevelRates]  # of the agency itself
    below: list[Row]  # what has changed in the agencies below it
    more_below: int
    has_changed: bool


def period_name(closing: PeriodClosing) -> str:
    """The period in words."""
    return capitalized(Period(closing.begin, closing.end).name)


def closing_lines(rows: Iterable[PeriodClosing]) -> list[ClosingLine]:
    """Closings with who closed them."""
    found = list(rows)
    names = people_named(each.closed_by for each in found)
    return [ClosingLine(each, names.get(each.closed_by, each.closed_by)) for each in found]


def page_of_closing(closing: PeriodClosing, user: User) -> ClosingPage:
    """A closing beside what is known now."""
    period = Period(closing.begin, closing.end)
    frozen, now = read(closing.content), content_of(closing.agency, period)
    found = differences(frozen, now)
    words = _Words.of(found)
    below = [each for each in found.rates if each.agency != closing.agency.code]
    same = closings_seen_by(user).filter(
        agency=closing.agency, kind=closing.kind, begin=closing.begin
    )
    last = newest(closing.agency, period)
    return ClosingPage(
        line=closing_lines([closing])[0],
        intact=is_intact(closing),
        is_newest=last is not None and last.pk == closing.pk,
        versions=closing_lines(same.defer("content")),
        figures=_figures(frozen["figures"], now["figures"]),
        rates=words.own(closing.agency.code, cells(frozen), cells(now)),
        below=[words.difference(each) for each in below[:MOST_LINES]],
        more_below=max(0, len(below) - MOST_LINES),
        has_changed=bool(found),
    )


def _figures(frozen: dict[str, int | None], now: dict[str, int | None]) -> list[Row]:
    order = list(NAMES)
    names = sorted(frozen, key=lambda name: order.index(name) if name in NAMES else len(order))
    return [
        Row(
            NAMES.get(name, name),
            "",
            _count(frozen[name]),
            _count(now.get(name)),
            _growth(frozen[name], now.get(name)),
        )
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class _Words:
    """How agencies and levels are called; asked once."""

    agencies: dict[str, str]
    levels: dict[str, str]

    @classmethod
    def of(cls, found: Differences) -> "_Words":
        codes = {each.agency for each in found.rates}
        names = dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))
        return cls(names, dict(Level.objects.values_list("pk", "name")))

    def own(
        self,
        agency: str,
        frozen: dict[tuple[str, str | None, str], Cell],
        now: dict[tuple[str, str | None, str], Cell],
    ) -> list[LevelRates]:
        """The agency's own rates level by level, in the order in which they were closed."""
        levels: dict[str | None, LevelRates] = {}
        for key, cell in frozen.items():
            if key[0] != agency:
                continue
            name, current = self.level(key[1]), now.get(key)
            at_level = levels.setdefault(key[1], LevelRates(name, [], []))
            if cell == current and cell.value is None:
                at_level.nothing_due.append(_indicator(key[2]))
                continue
            change = _change(Difference(*key, cell, current)) if cell != current else ""
            row = Row(_indicator(key[2]), "", _cell(cell), _cell(current), change)
            at_level.rows.append(row)
        return list(levels.values())

    def difference(self, found: Difference) -> Row:
        """One difference in an agency below."""
        name = self.agencies.get(found.agency, found.agency)
        detail = f"{_indicator(found.indicator)}, {self.level(found.level).lower()}"
        return Row(name, detail, _cell(found.frozen), _cell(found.now), _change(found))

    def level(self, code: str | None) -> str:
        return self.levels.get(code, code) if code else "Mọi cấp"


def _indicator(code: str) -> str:
    known = code in Indicator.values
    return f"{code} · {Indicator(code).label}" if known else code


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "không có"
    if cell.value is None:
        return "n/a"
    ratio = f"{format_number(cell.numerator)} / {format_number(cell.denominator)}"
    return f"{format_percent(cell.value)} ({ratio})"


def _change(found: Difference) -> str:
    if found.frozen is None or found.now is None:
        return "mới có" if found.frozen is None else "không còn"
    told = []
    for part in found.parts:
        before, after = getattr(found.frozen, part), getattr(found.now, part)
        told.append(f"{PARTS[part]} {_plain(before)} → {_plain(after)}")
    return "; ".join(told)


def _plain(value: int | Decimal | None) -> str:
    if value is None:
        return "không có"
    return format_percent(value) if isinstance(value, Decimal) else format_number(value)


def _count(value: int | None) -> str:
    return "n/a" if value is None else format_number(value)


def _growth(before: int | None, after: int | None) -> str:
    if before == after:
        return ""
    if before is None or after is None:
        return "mới có" if before is None else "không còn"
    sign = "+" if after > before else "−"
    return f"{sign}{format_number(abs(after - before))}"

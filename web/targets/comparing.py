"""Two agencies, or one in two years, beside each other."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from accounts.models import Agency
from targets.indicators import INDICATORS
from targets.periods import Period
from targets.selectors import Scope, compare
from vietnamese.dates import format_number
from vietnamese.text import fold
from web.targets.board import GROUPS
from web.targets.forms import PARTS, Choice, year_in
from web.targets.lines import Line
from web.targets.place import topmost

MOST_NAMED = 400  # agencies that the field offers by name; beyond, a code or a name is typed
MOST_MEANT = 8


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what was typed, and the agency that it names (None: none, or several)."""

    typed: str
    agency: Agency | None
    meant: Sequence[Agency]  # where the name fits several
    year: int


@dataclass(frozen=True, slots=True)
class PairLine:
    """One indicator on both sides."""

    left: Line
    right: Line

    @property
    def difference(self) -> Decimal | None:
        """Points from the left to the right; None where one of them is n/a."""
        left, right = self.left.rate.value, self.right.rate.value
        return None if left is None or right is None else right - left

    @property
    def told(self) -> str:
        """The difference in words, with its sign."""
        points = self.difference
        if points is None:
            return "không so được"
        if points == 0:
            return "bằng nhau"
        return f"{'tăng' if points > 0 else 'giảm'} {format_number(abs(points))} điểm"

    @property
    def is_better(self) -> bool | None:
        """Whether the right side is the better one; None where they are equal or not comparable."""
        points = self.difference
        if not points:
            return None
        return (points < 0) is INDICATORS[self.left.rate.indicator].lower_is_better


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that belong together."""

    title: str
    pairs: Sequence[PairLine]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The page; without groups until both sides name an agency."""

    choice: Choice  # of the later year
    left: Side
    right: Side
    groups: Sequence[Group]
    offered: Sequence[Agency]

    @property
    def sides(self) -> list[tuple[str, Side]]:
        """Both with their names in the address."""
        return [("a", self.left), ("b", self.right)]

    @property
    def later(self) -> Side:
        """The side whose pages an indicator opens: that of the later year, whose days are counted in full."""
        return self.left if self.left.year > self.right.year else self.right

    @property
    def left_name(self) -> str:
        """The left side as a column is called."""
        return self._name(self.left)

    @property
    def right_name(self) -> str:
        """The right side as a column is called."""
        return self._name(self.right)

    @property
    def heading(self) -> str:
        """Both sides."""
        if self.left.agency == self.right.agency:
            return f"{self.left.agency}: {self.left_name} và {self.right_name}"
        return f"{self.left_name} và {self.right_name}"

    @property
    def part_told(self) -> str:
        """Which days of the years are compared."""
        part = PARTS[self.choice.part]
        if self.is_cut:
            return f"{part}, cùng kỳ: đến ngày {self.cut_day} của mỗi năm"
        return (
            part if self.choice.as_of == self.choice.period.end else f"{part}, đến {self.cut_day}"
        )

    @property
    def is_cut(self) -> bool:
        """Whether two years are compared as far as the later one has come, not to the end of the part."""
        goes_on = self.choice.as_of != self.choice.period.end
        return goes_on and self.left.year != self.right.year

    @property
    def cut_day(self) -> str:
        """The last day that is counted of each year."""
        return f"{self.choice.as_of:%d/%m}"

    def _name(self, side: Side) -> str:
        if self.left.agency == self.right.agency:
            return f"năm {side.year}"
        both = self.left.year == self.right.year
        return f"{side.agency}" if both else f"{side.agency}, {side.year}"


@dataclass(frozen=True, slots=True)
class Offer:
    """From what the sides may be chosen."""

    visible: QuerySet[Agency]
    top: Agency
    years: tuple[int, ...]


def comparison_of(query: QueryDict, *, visible: QuerySet[Agency], today: date) -> Comparison:
    """What the address compares: by default the topmost agency, last year and this one."""
    top = topmost(visible, today=today)
    if top is None:
        raise Http404
    years = Choice.of(query, today=today).years
    offer = Offer(visible=visible, top=top, years=years)
    left = _side(query, "a", offer, by_default=years[min(1, len(years) - 1)])
    right = _side(query, "b", offer, by_default=years[0])
    choice = Choice.of(_with_year(query, max(left.year, right.year)), today=today)
    offered = list(visible.order_by("path")[: MOST_NAMED + 1])
    return Comparison(
        choice=choice,
        left=left,
        right=right,
        groups=_groups(choice, left, right),
        offered=offered if len(offered) <= MOST_NAMED else [],
    )


def _with_year(query: QueryDict, year: int) -> QueryDict:
    changed = query.copy()
    changed["nam"] = str(year)
    return changed


def _side(query: QueryDict, name: str, /, offer: Offer, *, by_default: int) -> Side:
    typed = query.get(name, "").replace("\0", "").strip()[:200]
    year = year_in(query.get(f"nam_{name}", str(by_default)), offer.years)
    if not typed:
        return Side(typed=_named(offer.top), agency=offer.top, meant=[], year=year)
    found = agencies_named(typed, offer.visible)
    agency = found[0] if len(found) == 1 else None
    return Side(typed=_named(agency) if agency else typed, agency=agency, meant=found, year=year)


def agencies_named(typed: str, visible: QuerySet[Agency]) -> list[Agency]:
    """The agency whose code stands before the dot, or those whose name or code holds the words."""
    code = typed.partition(" · ")[0]
    exact = visible.filter(code=code).first()
    if exact is not None:
        return [exact]
    return list(visible.filter(search_key__contains=fold(typed)).order_by("path")[:MOST_MEANT])


def _named(agency: Agency) -> str:
    return f"{agency.code} · {agency.name}"


def _groups(choice: Choice, left: Side, right: Side) -> list[Group]:
    if left.agency is None or right.agency is None:
        return []
    both = [
        Scope(agency=agency, period=same_days(choice, year))
        for agency, year in ((left.agency, left.year), (right.agency, right.year))
    ]
    pairs = compare(*both, indicators=None)
    lines = {pair.indicator: PairLine(Line(pair.left), Line(pair.right)) for pair in pairs}
    return [
        Group(title, [lines[each] for each in indicators if each in lines])
        for title, indicators in GROUPS
    ]


def same_days(choice: Choice, year: int) -> Period:
    """The part of a year that is compared: the same days in both, as far as the later year has come."""
    part, until = choice.of_year(year).period, choice.as_of
    last = min(until.day, monthrange(year, until.month)[1])
    # The end of February is the end of February.
    whole = until.day == monthrange(until.year, until.month)[1]
    day = date(year, until.month, monthrange(year, until.month)[1] if whole else last)
    return part.until(day)

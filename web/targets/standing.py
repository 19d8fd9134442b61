"""The agencies below one, ranked in an indicator, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.http import QueryDict

from targets.models import Indicator
from targets.selectors import Rate, best_first
from web.paging import whole_number
from web.targets.lines import Line, furthest_behind, ranked
from web.targets.place import Place

PAGE_ROWS = 50
type_of_depth = Literal["children", "communes", "all"]

# In the address → which agencies of the tree, and its name on the page.
DEPTHS: dict[str, tuple[type_of_depth, str]] = {
    "": ("children", "Trực thuộc"),
    "xa": ("communes", ""),  # named after the lowest level there is
    "moi": ("all", "Mọi cơ quan"),
}
ORDERS = {"": "Tốt nhất trước", "xa": "Xa chỉ tiêu nhất trước"}


@dataclass(frozen=True, slots=True)
class Order:
    """How the address wants the ranking: how deep, which end first, which page."""

    depth: str = ""
    order: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> "Order":
        """Read the address."""
        depth, order = query.get("do_sau", ""), query.get("xep", "")
        return cls(
            depth=depth if depth in DEPTHS else "",
            order=order if order in ORDERS else "",
            page=max(1, whole_number(query.get("trang", "")) or 1),
        )


@dataclass(frozen=True, slots=True)
class Switch:
    """One way to see the ranking; `key` is its part of the address."""

    key: str
    name: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One page of the ranking."""

    order: Order
    lowest: str
    lines: Sequence[Line]
    total: int

    @property
    def depths(self) -> list[Switch]:
        """How deep it may go."""
        return [
            Switch(key, name or self.lowest, key == self.order.depth)
            for key, (_, name) in DEPTHS.items()
        ]

    @property
    def orders(self) -> list[Switch]:
        """Which end may stand first."""
        return [Switch(key, name, key == self.order.order) for key, name in ORDERS.items()]

    @property
    def first(self) -> int:
        """The number of its first row."""
        return (self.order.page - 1) * PAGE_ROWS + 1

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.first + len(self.lines) - 1

    @property
    def page_before(self) -> int:
        """The page before; 0 on the first."""
        return self.order.page - 1

    @property
    def page_after(self) -> int:
        """The page after; 0 on the last."""
        return self.order.page + 1 if self.last < self.total else 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """The agencies below a place, best first, and the place itself, from one reading."""

    own: Line
    lines: list[Line]


def standing_of(place: Place, found: Ranked, order: Order) -> Standing:
    """The page of the ranking that the address asks for; the last one where it asks for more."""
    lines = furthest_behind(found.lines) if order.order else found.lines
    page = min(order.page, max(1, -(-len(lines) // PAGE_ROWS)))
    begin = (page - 1) * PAGE_ROWS
    return Standing(
        order=Order(depth=order.depth, order=order.order, page=page),
        lowest=place.levels[-1].name,
        lines=lines[begin : begin + PAGE_ROWS],
        total=len(lines),
    )


def ranked_below(place: Place, indicator: Indicator, *, depth: type_of_depth) -> Ranked:
    """The agencies below in the order of an indicator, each held against the target of its own level.

    At the lowest level an agency is ranked with its own figures; what it took over of another level has
    another target, and stands in its own page.
    """
    below = {
        "children": place.tree.children,
        "communes": place.tree.communes,
        "all": place.tree.everything,
    }
    agencies = [each for each in below[depth](place.agency) if each != place.agency]
    book = place.book([place.agency, *agencies], [indicator])
    rates: list[Rate] = []
    for agency in agencies:
        levels = book.levels(agency)
        own = agency.level_id if depth == "communes" else levels[0]
        level = place.level.code if place.level else own
        if level in levels:
            rates += book.rates(agency, level, [indicator])
    return Ranked(
        own=Line(book.rates(place.agency, place.level_code, [indicator])[0]),
        lines=ranked(sorted(rates, key=best_first)),
    )

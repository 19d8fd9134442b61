"""The first page of Chỉ tiêu: every indicator of one agency, and which agencies below are furthest behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Agency
from targets.indicators import INDICATORS
from targets.models import Indicator
from web.targets.forms import Choice
from web.targets.lines import Line, furthest_behind
from web.targets.place import Place, place_of
from web.targets.standing import ranked_below

MOST_BEHIND = 5

GROUPS: tuple[tuple[str, tuple[Indicator, ...]], ...] = (
    ("Số hóa", (Indicator.M1, Indicator.M4, Indicator.M2, Indicator.M2S)),
    ("Kết quả điện tử", (Indicator.M3, Indicator.M3S)),
    (
        "Tái sử dụng",
        (Indicator.M5, Indicator.M5C, Indicator.M5L, Indicator.M6, Indicator.M6D),
    ),
    ("Kênh nộp và luân chuyển", (Indicator.M7, Indicator.M10P, Indicator.M8, Indicator.M8T)),
    (
        "Thời hạn và hài lòng",
        (Indicator.M9, Indicator.M9F, Indicator.M10A, Indicator.M10R, Indicator.M10S),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that belong together."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Board:
    """One page."""

    place: Place
    groups: Sequence[Group]
    behind: Sequence[Line]
    indicator: Indicator  # by which the agencies below are ranked
    has_below: bool  # whether there are agencies to rank, even if nothing was due in any

    @property
    def is_empty(self) -> bool:
        """Nothing was due in any indicator."""
        return not any(line.rate.denominator for group in self.groups for line in group.lines)

    @property
    def behind_told(self) -> str:
        """Whose list it is and what stands first in it; nobody is behind who has no target or has reached it."""
        lowest = self.place.levels[-1].name
        if not self.behind:
            return lowest
        first = self.behind[0]
        if first.target:
            return f"{lowest} {'đều đạt chỉ tiêu' if first.reached else 'xa chỉ tiêu nhất'}"
        return f"{lowest} {'cao' if first.definition.lower_is_better else 'thấp'} nhất"

    @property
    def rankable(self) -> list[Indicator]:
        """The indicators by which the agencies below can be ranked, in the order of the groups."""
        return [each for _, indicators in GROUPS for each in indicators]


def board_of(choice: Choice, *, indicator: Indicator, visible: QuerySet[Agency]) -> Board:
    """The page of an agency that the person may see; Http404 for any other."""
    place = place_of(choice, visible=visible)
    shown = list(INDICATORS)
    book = place.book([place.agency], shown)
    rates = {rate.indicator: rate for rate in book.rates(place.agency, place.level_code, shown)}
    below = ranked_below(place, indicator, depth="communes").lines
    behind = [each for each in furthest_behind(below) if each.place is not None]
    return Board(
        place=place,
        groups=[
            Group(title, [Line(rates[each]) for each in indicators if each in rates])
            for title, indicators in GROUPS
        ],
        behind=behind[:MOST_BEHIND],
        indicator=indicator,
        has_below=bool(below),
    )

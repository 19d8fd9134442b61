"""Where a page of Chỉ tiêu stands: an agency that the person may see, with what lies above and what it took over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

from django.db.models import Case, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone

from accounts.models import Agency, Level
from targets.closing import closing_of
from targets.models import Indicator, PeriodClosing
from targets.periods import Period
from targets.reading import Reading
from targets.selectors.rates import Book
from targets.tree import Tree
from vietnamese.dates import format_date
from web.targets.forms import Choice


@dataclass(frozen=True)
class Place:
    """The agency of a page; `choice` names it even where the address did not."""

    choice: Choice
    agency: Agency
    visible: QuerySet[Agency]

    @cached_property
    def above(self) -> list[Agency]:
        """The agencies above it, as far as the person may see them."""
        return list(self.visible.filter(path__in=_paths_to(self.agency)[:-1]).order_by("path"))

    @cached_property
    def reading(self) -> Reading:
        """What the page reads of the agencies and the targets, once for all its parts."""
        return Reading(self.choice.as_of)

    @property
    def of_year(self) -> Reading:
        """The same of the year as far as it has come, whatever part of it is chosen."""
        return self.reading.on(min(self.choice.today, self.choice.year_period.end))

    @property
    def tree(self) -> Tree:
        """All agencies as they stand on the day of the page."""
        return self.reading.tree

    def book(self, agencies: Sequence[Agency], indicators: Collection[Indicator]) -> Book:
        """The rates of these agencies over the period of the page, from one reading."""
        choice = self.choice
        return Book(
            agencies,
            period=choice.period,
            as_of=self.reading,
            indicators=indicators,
        )

    @cached_property
    def taken_over(self) -> list[Agency]:
        """The agencies whose figures it has in its own."""
        return self.tree.taken_over(self.agency)

    @cached_property
    def levels(self) -> list[Level]:
        """The levels within its subtree, from the top."""
        within = self.tree.under(self.agency)
        period = self.choice.period
        codes = self.tree.levels_in(within, begin=period.begin, end=self.choice.as_of)
        codes |= {self.agency.level_id}
        return [level for code, level in self.tree.levels.items() if code in codes]

    @cached_property
    def level(self) -> Level | None:
        """The level that is chosen; None for all together, and where there is only one."""
        chosen = [each for each in self.levels if each.code == self.choice.level]
        return chosen[0] if chosen and len(self.levels) > 1 else None

    @property
    def level_code(self) -> str | None:
        """The code of the level that is told: the chosen one, or the only one; None: all together."""
        if self.level is None and len(self.levels) == 1:
            return self.levels[0].code
        return self.level.code if self.level else None

    @property
    def level_name(self) -> str:
        """The level in words."""
        if self.level:
            return self.level.name
        return self.levels[0].name if len(self.levels) == 1 else "Mọi cấp"

    @property
    def period_name(self) -> str:
        """The period at the beginning of a sentence."""
        name = self.choice.period.name
        return name[0].upper() + name[1:]

    @property
    def closing_told(self) -> str:
        """What was closed, when and by whom."""
        if self.closing is None:
            return ""
        closed = Period(self.closing.begin, self.closing.end)
        day = format_date(timezone.localtime(self.closing.closed_at).date())
        return f"{closed.name} của {self.closing.agency}, lần {self.closing.version}, ngày {day}"

    @cached_property
    def closing(self) -> PeriodClosing | None:
        """The closing, its own or of an agency above, that froze the period; None while it is open."""
        return closing_of(self.agency, self.choice.period)

    @property
    def opens_closing(self) -> bool:
        """Whether the person may open that closing; one of an agency above is not theirs."""
        closing = self.closing
        return closing is not None and self.visible.filter(pk=closing.agency_id).exists()

    @property
    def told(self) -> str:
        """Why the page shows something else than its address asked for; empty where it does not."""
        if self.choice.told or not self.choice.level or self.choice.level == self.level_code:
            return self.choice.told
        return f"Cấp được hỏi không có ở đây trong kỳ này; đây là số liệu của {self.level_name.lower()}."


def place_of(choice: Choice, *, visible: QuerySet[Agency]) -> Place:
    """The place that the address chooses, by default the topmost agency that the person may see.

    Raises:
        Http404: no such agency, or none of theirs.
    """
    seen = visible.select_related("level")
    named = seen.filter(code=choice.agency).first() if choice.agency else None
    agency = named if choice.agency else topmost(seen, today=choice.today)
    if agency is None:
        raise Http404
    return Place(choice=choice.at(agency.code), agency=agency, visible=visible)


def topmost(visible: QuerySet[Agency], *, today: date) -> Agency | None:
    """The topmost agency that stands today; one that has ended only where there is no other.

    Who answers for a commune sees what it took over too, and a district stands before it in the tree.
    """
    standing = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return visible.order_by(Case(When(standing, then=0), default=1), "path").first()


def _paths_to(agency: Agency) -> list[str]:
    """The paths of the agencies from the topmost down to this one."""
    steps = (f"{code}/" for code in agency.path.rstrip("/").split("/"))
    return list(accumulate(steps))

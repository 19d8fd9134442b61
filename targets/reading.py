"""What answers about targets need of the agencies and the schedules, read once for all that is asked at a time.

A page, a report or a command makes one `Reading` of its day and hands it on; who is given only a day makes one.
"""

from datetime import date
from decimal import Decimal
from functools import cached_property

from accounts.models import Agency
from targets.owners import OwnersBook
from targets.schedules import Targets, active_targets
from targets.summing import Reach
from targets.tree import Tree


class Goals:
    """The targets, each worked out once: a heat table asks for the same one twelve times."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[tuple[str, str | None, int, int], Decimal | None] = {}

    @cached_property
    def targets(self) -> Targets:
        """The schedules in the books."""
        return active_targets(self._tree.nodes)

    def of(self, indicator: str, level: str | None, year: int, *, agency: Agency) -> Decimal | None:
        """What the agency has to reach in the year; see `Targets.of`."""
        key = (indicator, level, year, agency.pk)
        if key not in self._known:
            self._known[key] = self.targets.of(indicator, level, year, agency=agency)
        return self._known[key]


class Reading:
    """The agencies as they stand on a day, and the targets; whatever is asked of it is read once."""

    def __init__(self, day: date, *, like: "Reading | None" = None) -> None:
        self.day = day
        self.tree: Tree = Tree(day, like=like.tree if like else None)
        self.goals: Goals = like.goals if like else Goals(self.tree)
        self._owners: list[OwnersBook] = []

    def owners(self, reach: Reach) -> OwnersBook:
        """The owners of the dossiers of a reach, which several parts of a page tell."""
        for known in self._owners:
            if known.covers(reach):
                return known
        self._owners.append(OwnersBook(reach))
        return self._owners[-1]

    def on(self, day: date) -> "Reading":
        """The same on another day, without reading it anew."""
        return self if day == self.day else Reading(day, like=self)


# The last day that is counted; who has read it already hands that on.
type_of_day = date | Reading


def reading_of(day: type_of_day) -> Reading:
    """What was read of the day; a day alone is read now."""
    return day if isinstance(day, Reading) else Reading(day)

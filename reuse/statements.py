"""SQL that querysets were compiled to, kept with holes for what differs from one question to the next.

Django takes longer to put a condition on what may be seen into SQL than the records take to answer it. So it is
compiled once for everybody who sees the same.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Model, QuerySet

MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Hole:
    """Stands for a value in compiled SQL."""

    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL, and its parameters, of which some are holes."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, asked: QuerySet[Model]) -> Self:
        """Compile the query.

        Raises:
            django.core.exceptions.EmptyResultSet: it can find nothing, whatever is put into its holes.
        """
        sql, params = asked.query.sql_with_params()
        return cls(sql, tuple(params))

    def filled(self, told: Mapping[str, object]) -> list[Any]:
        """The parameters with these values, by name, in the holes."""
        return [told[each.name] if isinstance(each, Hole) else each for each in self.params]


class KeptStatements:
    """Statements by who asks and what: at most so many, and all are forgotten when there would be more."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[Hashable, Statement] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, compiled: Callable[[], Statement]) -> Statement:
        """The statement of this key, compiled now where it is not kept."""
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            found = self._kept[key] = compiled()
        return found

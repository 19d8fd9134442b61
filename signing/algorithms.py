"""Until when algorithms may be relied on: data with dates and sources, which an office can override."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from signing.errors import TrustUnreadable

_DELIVERED = Path(__file__).with_name("algorithms.toml")
# Of an algorithm that nobody listed nothing can be promised.
_ENDED = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A digest, or a way of signing from a key size on."""

    name: str
    from_bits: int
    ends: datetime | None  # None: no end was published
    certain: bool
    source: str


@dataclass(frozen=True, slots=True)
class Algorithms:
    """The table that renewal goes by."""

    entries: tuple[Algorithm, ...]

    def end_of(self, name: str, bits: int = 0) -> datetime | None:
        """When it is no longer relied on; None without an end, long ago where it is not listed."""
        listed = [each for each in self.entries if each.name == name and each.from_bits <= bits]
        return max(listed, key=lambda each: each.from_bits).ends if listed else _ENDED


@cache
def delivered() -> Algorithms:
    """The table that comes with this version."""
    return Algorithms(_read(_DELIVERED))


def load_algorithms(own: Path) -> Algorithms:
    """The delivered table with an office's own entries in place of those of the same name and size.

    Raises:
        TrustUnreadable: the file is there and not such a table.
    """
    if not own.exists():
        return delivered()
    entries = {(each.name, each.from_bits): each for each in delivered().entries}
    entries |= {(each.name, each.from_bits): each for each in _read(own)}
    return Algorithms(tuple(entries.values()))


def _read(path: Path) -> tuple[Algorithm, ...]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_entry(each) for each in table["algorithm"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustUnreadable(f"{path.name} is not a table of algorithms: {error}") from error


def _entry(row: dict[str, Any]) -> Algorithm:
    ends = row.get("ends")
    if ends is not None and type(ends) is not date:
        raise ValueError(f"ends is not a date: {ends}")
    return Algorithm(
        name=str(row["name"]),
        from_bits=int(row.get("from_bits", 0)),
        ends=None if ends is None else datetime.combine(ends, time(), tzinfo=UTC),
        certain=bool(row.get("certain", True)),
        source=str(row["source"]),
    )

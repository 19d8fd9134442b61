"""The index port: entries in, hits out. Search is rebuilt from the records at any time; it is never the record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper as search sees it. File names are never part of it."""

    paper: str  # paper id, the key of the entry
    version: int  # a stale write (lower version) loses
    agency: str  # agency id, for filters
    available: bool  # AVAILABLE papers only are shown to officers
    paper_type: str
    title: str
    number: str
    issuer: str
    holder_name: str
    text: str
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a searcher may see and asked to see; None means no limit."""

    agencies: frozenset[str] | None = None
    available_only: bool = False
    paper_type: str | None = None
    valid_on: date | None = None
    issued_year: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper found; `snippet` is original text with hits between U+E000 and U+E001."""

    paper: str
    score: float
    snippet: str


class Index(Protocol):
    """Full text over papers. All errors are `search.errors.SearchError`."""

    def apply(self, entries: Iterable[Entry], removed: Iterable[str] = ()) -> None:
        """Write entries and removals as one batch, durable and visible on return; running it twice is harmless."""

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first. The query is what a person typed; see `search.query` for how it is understood."""

    def count(self) -> int:
        """Entries held, for health and for comparing with the records."""

    def clear(self) -> None:
        """Empty the index before a rebuild."""

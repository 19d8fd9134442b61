"""The index port: entries in, hits out. Search is rebuilt from the records at any time; it is never the record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
class Removal:
    """A paper that search must not find from this version on. It is remembered: a stale entry loses."""

    paper: str
    version: int


Change = Entry | Removal


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
    """A paper found."""

    paper: str
    score: float


class Index(Protocol):
    """Full text over papers. All errors are `search.errors.SearchError`."""

    def apply(self, changes: Iterable[Change]) -> None:
        """Write a batch, durable and visible on return; running it twice is harmless.

        Of several changes of a paper, in any order and in any batch, the one of the highest version
        stays. Changes are read to their end before any is seen: if they break off, none is.
        """

    def rebuild(self, changes: Iterable[Change]) -> None:
        """Write a new index beside the old one, and put it in the old one's place when it is whole.

        Searches go on in the old one meanwhile. When it breaks off, the old one stays in use, and
        the next rebuild removes what is left over. The changes are read once, piece by piece.
        """

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first. The query is what a person typed; see `search.query` for how it is understood."""

    def snippets(self, query: str, papers: Sequence[str]) -> Mapping[str, str]:
        """For each paper that is held: original text, with hits between U+E000 and U+E001.

        Apart from `search`, so that text leaves the index only for what is shown.
        """

    def count(self) -> int:
        """Entries held, for health."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Paper and version of every entry, in no order, for comparing with the records."""

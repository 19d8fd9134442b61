"""The embedded index: Tantivy in a folder of a local disk.

Text is folded and cut into words by us and given to Tantivy joined by blanks, so that every engine
matches alike. One writer at a time, over all processes; readers look at the newest commit.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import tantivy

from search.adapters.tantivy_folder import IndexFolder
from search.adapters.tantivy_query import QueryBuilder
from search.documents import Document, document_of
from search.errors import IndexBusy, IndexDamaged, IndexUnreachable, SearchError
from search.ports import Change, Entry, Filters, Hit, Removal
from search.query import parse
from search.rerank import RERANKED, Candidate, rerank
from search.snippets import snippet
from search.type_names import TYPE_NAMES

# To be raised with every change of the fields or of how words are cut and folded: an index of another
# number is not searched, it is rebuilt.
SCHEMA = 2

_WRITER_BYTES = 64_000_000
_WORDS = "words"
_TEXTS = ("head_exact", "head_folded", "body_exact", "body_folded")
_BY_VERSION = {"field": "version"}
_PAGE = 50_000  # entries read at once when all are listed


class TantivyIndex:
    """The index port over a folder. The folder is opened, or made, when first used."""

    def __init__(
        self, folder: Path, *, type_names: Mapping[str, Sequence[str]] = TYPE_NAMES
    ) -> None:
        self._folder = IndexFolder(folder, schema=SCHEMA)
        self._type_names = type_names
        self._schema = _schema()
        self._opened: tuple[Path, tantivy.Index] | None = None

    def apply(self, changes: Iterable[Change]) -> None:
        """Write a batch as one commit; see the port.

        Raises:
            IndexBusy: another process writes; nothing was written, a retry helps.
            IndexDamaged, IndexOutdated, IndexUnreachable.
        """
        with self._folder.writing(), _writer(self._open(self._in_use())) as writer:
            versions = _Versions(self._searcher(), self._schema)
            for change in changes:
                if versions.take(change):
                    with _own_errors():
                        writer.delete_documents_by_term("paper", change.paper)
                        writer.add_document(_written(change))
            with _own_errors():
                writer.commit()

    def rebuild(self, changes: Iterable[Change]) -> None:
        """Write a new index beside the old one, then use it; see the port.

        Raises:
            IndexBusy: another process writes; nothing was written, a retry helps.
            IndexUnreachable.
        """
        with self._folder.writing():
            self._folder.remove_leftovers()
            made = self._folder.make()
            with _writer(self._files(made)) as writer:
                for change in changes:
                    with _own_errors():
                        writer.add_document(_written(change))
                with _own_errors():
                    writer.commit()
            self._folder.use(made)
            self._folder.remove_leftovers()

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first; see the port.

        Raises:
            IndexDamaged, IndexOutdated, IndexUnreachable.
        """
        plan = parse(query, type_names=self._type_names)
        if plan.empty or limit < 1 or filters.agencies == frozenset():
            return []
        asked = QueryBuilder(self._schema).build(plan, filters)
        searcher = self._searcher()
        with _own_errors():
            found = searcher.search(asked, max(limit, RERANKED), count=False).hits
            documents = [(score, searcher.doc(address)) for score, address in found]
            candidates = [
                Candidate(
                    paper=_text(document, "paper"),
                    score=score,
                    words=_text(document, "words") if place < RERANKED else "",
                    paper_type=_text(document, "paper_type"),
                )
                for place, (score, document) in enumerate(documents)
            ]
        return [Hit(item.paper, score) for score, item in rerank(plan, candidates)[:limit]]

    def snippets(self, query: str, papers: Sequence[str]) -> Mapping[str, str]:
        """Original text with hits marked; see the port.

        Raises:
            IndexDamaged, IndexOutdated, IndexUnreachable.
        """
        plan = parse(query, type_names=self._type_names)
        searcher = self._searcher()
        with _own_errors():
            asked = tantivy.Query.boolean_query(
                [
                    (
                        tantivy.Occur.Must,
                        tantivy.Query.term_set_query(self._schema, "paper", list(papers)),
                    ),
                    (tantivy.Occur.Must, self._held()),
                ]
            )
            found = searcher.search(asked, max(1, len(papers)), count=False).hits
            documents = [searcher.doc(address) for _, address in found]
            return {
                _text(document, "paper"): snippet(
                    plan, title=_text(document, "title"), text=_text(document, "text")
                )
                for document in documents
            }

    def count(self) -> int:
        """Entries held."""
        searcher = self._searcher()
        with _own_errors():
            counted = searcher.aggregate(self._held(), {"held": {"value_count": _BY_VERSION}})
            return int(counted["held"]["value"])

    def versions(self) -> Iterator[tuple[str, int]]:
        """Paper and version of every entry; see the port."""
        searcher = self._searcher()
        with _own_errors():
            for start in range(0, searcher.num_docs, _PAGE):
                found = searcher.search(
                    self._held(), _PAGE, count=False, offset=start, order_by_field="paper"
                ).hits
                versions = searcher.fast_field_values("version", [at for _, at in found])
                for (paper, _), version in zip(found, versions, strict=True):
                    yield str(paper), int(version or 0)

    def _held(self) -> tantivy.Query:
        """Entries; removals are remembered, but not held."""
        return tantivy.Query.term_query(self._schema, "removed", False)  # noqa: FBT003

    def _in_use(self) -> Path:
        """The folder of the index in use, of whichever process; the first one is made here."""
        current = self._folder.current()
        while current is None:
            made = self._folder.make()
            self._files(made)
            self._folder.use_first(made)
            current = self._folder.current()
        return current

    def _open(self, folder: Path) -> tantivy.Index:
        opened = self._opened
        if opened is None or opened[0] != folder:
            self._opened = opened = folder, self._files(folder)
        return opened[1]

    def _files(self, folder: Path) -> tantivy.Index:
        with _own_errors():
            files = tantivy.Index(self._schema, path=str(folder), reuse=True)
            files.register_tokenizer(
                _WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            )
            files.config_reader(reload_policy="manual")
            return files

    def _searcher(self) -> tantivy.Searcher:
        """Over the newest commit, of whichever process; looking for one takes microseconds."""
        while True:
            folder = self._in_use()
            try:
                return _newest(self._open(folder))
            except IndexDamaged:
                # Another process may just have put a new index in this one's place and unlinked it.
                if self._folder.current() == folder:
                    raise


def _newest(files: tantivy.Index) -> tantivy.Searcher:
    with _own_errors():
        files.reload()
        return files.searcher()


@contextlib.contextmanager
def _writer(files: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
    """Writes to an index; what is not committed when the block ends is dropped."""
    with _own_errors():
        writer = files.writer(_WRITER_BYTES, 1)
    try:
        yield writer
    except BaseException:
        # Drops what is not committed; it would stop running merges as well.
        with _own_errors():
            writer.rollback()
        raise
    finally:
        with _own_errors():
            # Gives the lock back, and lets small segments grow together.
            writer.wait_merging_threads()


class _Versions:
    """Which versions are held, with those of the running batch, so that a stale write loses."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher = searcher
        self._schema = schema
        self._taken: dict[str, int] = {}

    def take(self, change: Change) -> bool:
        """Whether the change is at least as new as what is held."""
        held = self._taken.get(change.paper)
        if held is None:
            held = self._held(change.paper)
        if held is not None and held > change.version:
            return False
        self._taken[change.paper] = change.version
        return True

    def _held(self, paper: str) -> int | None:
        with _own_errors():
            if not self._searcher.doc_freq("paper", paper):
                return None
            asked = tantivy.Query.term_query(self._schema, "paper", paper)
            found = self._searcher.search(asked, 1, count=False).hits
            versions = self._searcher.fast_field_values("version", [at for _, at in found])
        return int(versions[0]) if versions and versions[0] is not None else None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(
        "paper", stored=True, fast=True, tokenizer_name="raw", index_option="basic"
    )
    for name in ("agency", "paper_type", "numbers"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in _TEXTS:
        builder.add_text_field(name, tokenizer_name=_WORDS, index_option="position")
    for name in ("words", "title", "text"):
        builder.add_bytes_field(name, stored=True)
    for name in ("available", "removed"):
        builder.add_boolean_field(name, indexed=True)
    builder.add_unsigned_field("version", fast=True)
    for name in ("issued_year", "valid_from_day", "valid_to_day"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def _written(change: Change) -> tantivy.Document:
    written = tantivy.Document()
    written.add_text("paper", change.paper)
    written.add_unsigned("version", change.version)
    written.add_boolean("removed", isinstance(change, Removal))
    if isinstance(change, Entry):
        _write(document_of(change), written)
    return written


def _write(document: Document, written: tantivy.Document) -> None:
    for name in ("agency", "paper_type", *_TEXTS):
        written.add_text(name, getattr(document, name))
    for number in document.numbers:
        written.add_text("numbers", number)
    for name in ("words", "title", "text"):
        written.add_bytes(name, getattr(document, name).encode())
    written.add_boolean("available", document.available)
    for name in ("issued_year", "valid_from_day", "valid_to_day"):
        written.add_integer(name, getattr(document, name))


def _text(document: tantivy.Document, field: str) -> str:
    value = document.get_first(field)
    return bytes(value).decode() if isinstance(value, (bytes, bytearray, list)) else value or ""


@contextlib.contextmanager
def _own_errors() -> Iterator[None]:
    """Tantivy tells nearly everything as ValueError; only its words tell what happened."""
    try:
        yield
    except OSError as error:
        raise IndexUnreachable(str(error), errno=error.errno) from error
    except ValueError as error:
        raise _told(str(error)) from error
    except BaseException as error:
        # Flipped bits make Tantivy panic; its exception is no `Exception` and would end the process.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise IndexDamaged(str(error)) from error


# What Tantivy says when the disk fails it; of its writing threads it tells only that they ended.
_DISK_FAILED = ("No space left", "Permission denied", "Read-only file", "writer was killed")


def _told(message: str) -> SearchError:
    if "LockBusy" in message:
        return IndexBusy(message)
    if any(words in message for words in _DISK_FAILED):
        return IndexUnreachable(message)
    return IndexDamaged(message)

"""The embedded index: Tantivy in a folder of a local disk.

Text is folded and cut into words by us and given to Tantivy joined by blanks, so that every engine
matches alike. One writer at a time, over all processes; readers look at the newest commit.
"""

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import tantivy

from search.adapters.tantivy_query import QueryBuilder
from search.documents import Document, document_of
from search.errors import IndexBusy, IndexDamaged, IndexUnreachable, SearchError
from search.ports import Entry, Filters, Hit
from search.query import Plan, parse
from search.rerank import RERANKED, Candidate, rerank
from search.snippets import snippet
from search.type_names import TYPE_NAMES

_WRITER_BYTES = 64_000_000
_WORDS = "words"


class TantivyIndex:
    """The index port over a folder. The folder is opened, or made, when first used."""

    def __init__(
        self, folder: Path, *, type_names: Mapping[str, Sequence[str]] = TYPE_NAMES
    ) -> None:
        self._folder = folder
        self._type_names = type_names
        self._schema = _schema()
        self._opened: tantivy.Index | None = None

    def apply(self, entries: Iterable[Entry], removed: Iterable[str] = ()) -> None:
        """Write entries and removals as one commit; see the port.

        Raises:
            IndexBusy: another process writes; nothing was written, a retry helps.
            IndexDamaged, IndexUnreachable.
        """
        with self._writer() as writer:
            versions = _Versions(self._searcher(), self._schema)
            for entry in entries:
                if versions.take(entry):
                    document = document_of(entry)
                    with _own_errors():
                        writer.delete_documents_by_term("paper", entry.paper)
                        writer.add_document(_written(document))
            with _own_errors():
                for paper in removed:
                    writer.delete_documents_by_term("paper", paper)
                writer.commit()

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first; see the port.

        Raises:
            IndexDamaged, IndexUnreachable.
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
                    place=place,
                    score=score,
                    words=f"{_text(document, 'head_folded')} {_text(document, 'body_folded')}",
                    paper_type=_text(document, "paper_type"),
                )
                for place, (score, document) in enumerate(documents)
            ]
            ranked = rerank(plan, candidates)[:limit]
            return [_hit(plan, score, documents[item.place][1]) for score, item in ranked]

    def count(self) -> int:
        """Entries held."""
        searcher = self._searcher()
        with _own_errors():
            return searcher.num_docs

    def clear(self) -> None:
        """Empty the index; a damaged one is thrown away and made anew."""
        try:
            with self._writer() as writer, _own_errors():
                writer.delete_all_documents()
                writer.commit()
        except IndexDamaged:
            self._opened = None
            with _own_errors():
                shutil.rmtree(self._folder)
            self._files()

    def _files(self) -> tantivy.Index:
        if self._opened is None:
            with _own_errors():
                self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
                files = tantivy.Index(self._schema, path=str(self._folder), reuse=True)
                files.register_tokenizer(
                    _WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
                )
                files.config_reader(reload_policy="manual")
            self._opened = files
        return self._opened

    def _searcher(self) -> tantivy.Searcher:
        """Over the newest commit, of whichever process; looking for one takes microseconds."""
        files = self._files()
        with _own_errors():
            files.reload()
            return files.searcher()

    @contextlib.contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """The one writer; what is not committed when the block ends is dropped."""
        files = self._files()
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

    def take(self, entry: Entry) -> bool:
        """Whether the entry is at least as new as what is held."""
        held = self._taken.get(entry.paper)
        if held is None:
            held = self._held(entry.paper)
        if held is not None and held > entry.version:
            return False
        self._taken[entry.paper] = entry.version
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
    for name in ("paper", "agency", "paper_type", "numbers"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("head_exact", "body_exact"):
        builder.add_text_field(name, tokenizer_name=_WORDS, index_option="position")
    for name in ("head_folded", "body_folded"):
        builder.add_text_field(name, stored=True, tokenizer_name=_WORDS, index_option="position")
    for name in ("title", "text"):
        builder.add_bytes_field(name, stored=True)
    builder.add_boolean_field("available", indexed=True)
    builder.add_unsigned_field("version", fast=True)
    for name in ("issued_year", "valid_from_day", "valid_to_day"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def _written(document: Document) -> tantivy.Document:
    written = tantivy.Document()
    for name in ("paper", "agency", "paper_type"):
        written.add_text(name, getattr(document, name))
    for name in ("head_exact", "body_exact", "head_folded", "body_folded"):
        written.add_text(name, getattr(document, name))
    for number in document.numbers:
        written.add_text("numbers", number)
    written.add_bytes("title", document.title.encode())
    written.add_bytes("text", document.text.encode())
    written.add_boolean("available", document.available)
    written.add_unsigned("version", document.version)
    for name in ("issued_year", "valid_from_day", "valid_to_day"):
        written.add_integer(name, getattr(document, name))
    return written


def _text(document: tantivy.Document, field: str) -> str:
    value = document.get_first(field)
    return bytes(value).decode() if isinstance(value, (bytes, bytearray, list)) else value or ""


def _hit(plan: Plan, score: float, document: tantivy.Document) -> Hit:
    shown = snippet(plan, title=_text(document, "title"), text=_text(document, "text"))
    return Hit(_text(document, "paper"), score, shown)


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

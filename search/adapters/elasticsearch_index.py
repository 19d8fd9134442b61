"""Full text on an Elasticsearch server, for installations of several machines.

    motlan  (alias)  →  motlan-1-20261122t075439-5b1c9a02

The alias names the index in use. A rebuild fills another index and then lets the alias name that one, in
one step of the server. The number in the name and in `_meta` tells whether the fields are those we know.
"""

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.adapters.elasticsearch_mapping import (
    HELD,
    MAPPING,
    MAPPINGS,
    SETTINGS,
    action,
    mapping_of,
)
from search.adapters.elasticsearch_query import query as built
from search.adapters.elasticsearch_server import (
    BATCH_S,
    BUSY,
    Connection,
    ElasticsearchServer,
    own_errors,
    refusal,
)
from search.errors import IndexBusy, IndexDamaged, IndexOutdated, IndexUnreachable, SearchError
from search.ports import Change, Filters, Hit
from search.query import parse
from search.rerank import RERANKED, Candidate, rerank
from search.snippets import snippet
from search.type_names import TYPE_NAMES

_BATCH_BYTES = 4_000_000
_BATCH_LINES = 500
_RETRIES = 5  # of a batch that the server is too busy for: after 0.5, 1, 2, 4 and 8 seconds
_LISTED = 5_000  # entries read at once when all are listed
_MOST_FOUND = 10_000  # a server refuses to count further (index.max_result_window)
_STALE = 409

_Answer = TypeVar("_Answer")


class ElasticsearchIndex:
    """The index port over a server. Nothing is connected before it is first used."""

    def __init__(
        self, server: ElasticsearchServer, *, type_names: Mapping[str, Sequence[str]] = TYPE_NAMES
    ) -> None:
        self._alias = server.index
        self._type_names = type_names
        self._server = Connection(server)
        self._checked = False

    def apply(self, changes: Iterable[Change]) -> None:
        """Write a batch; see the port.

        Raises:
            IndexForbidden, IndexOutdated, IndexUnreachable.
        """
        batch = list(changes)
        if not self._is_there():
            self._make_first()
        self._write(batch, self._alias, require_alias=True)
        self._refresh(self._alias)

    def rebuild(self, changes: Iterable[Change]) -> None:
        """Write a new index, then let the alias name it; see the port.

        Raises:
            IndexBusy: another rebuild runs, and took this one's index for a left-over.
            IndexForbidden, IndexUnreachable.
        """
        self._remove_leftovers()
        made = f"{self._stem}-{datetime.now(UTC):%Y%m%dt%H%M%S}-{secrets.token_hex(4)}"
        self._make(made)
        self._write(changes, made, require_alias=False)
        try:
            self._refresh(made)
            self._put_in_use(made)
        except NotFoundError:
            raise IndexBusy(f"{made} is gone") from None
        self._remove_leftovers()

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first; see the port.

        Raises:
            IndexForbidden, IndexOutdated, IndexUnreachable.
        """
        plan = parse(query, type_names=self._type_names)
        if plan.empty or limit < 1 or filters.agencies == frozenset():
            return []
        asked = built(plan, filters)
        found = self._found(asked, source=["paper_type", "words"], size=RERANKED)
        candidates = [_candidate(hit) for hit in found]
        if limit > RERANKED and len(found) == RERANKED:
            # Nobody reads their words: they keep the place that the server gives them.
            size = min(limit, _MOST_FOUND) - RERANKED
            rest = self._found(asked, source=[], start=RERANKED, size=size)
            known = {candidate.paper for candidate in candidates}
            candidates += [_candidate(hit) for hit in rest if hit["_id"] not in known]
        return [Hit(item.paper, score) for score, item in rerank(plan, candidates)[:limit]]

    def snippets(self, query: str, papers: Sequence[str]) -> Mapping[str, str]:
        """Original text with hits marked; see the port.

        Raises:
            IndexForbidden, IndexOutdated, IndexUnreachable.
        """
        if not papers:
            return {}
        plan = parse(query, type_names=self._type_names)
        wanted = list(papers)
        nothing: list[dict[str, Any]] = []
        answer = self._read(
            lambda client: list(
                client.mget(index=self._alias, ids=wanted, source_includes=["title", "text"])[
                    "docs"
                ]
            ),
            nothing,
        )
        # A removal that is remembered has no text.
        held = {
            each["_id"]: each["_source"] for each in answer if "text" in each.get("_source", ())
        }
        return {
            paper: snippet(plan, title=source["title"], text=source["text"])
            for paper, source in held.items()
        }

    def count(self) -> int:
        """Entries held."""
        return self._read(
            lambda client: int(client.count(index=self._alias, query=HELD)["count"]), 0
        )

    def versions(self) -> Iterator[tuple[str, int]]:
        """Paper and version of every entry, as they were at the beginning; see the port."""
        opened = self._read(
            lambda client: client.open_point_in_time(index=self._alias, keep_alive="2m")["id"], ""
        )
        if not opened:
            return
        try:
            after: list[Any] = []
            while found := self._listed(opened, after):
                for hit in found:
                    yield hit["_id"], int(hit["_version"])
                after = found[-1]["sort"]
        except NotFoundError:
            raise IndexUnreachable("the index was replaced while it was listed") from None
        finally:
            # It ends by itself too.
            with contextlib.suppress(SearchError, NotFoundError):
                self._server.ask(lambda client: client.close_point_in_time(id=opened))

    @property
    def _stem(self) -> str:
        return f"{self._alias}-{MAPPING}"

    def _found(
        self, asked: Mapping[str, Any], *, source: Sequence[str], size: int, start: int = 0
    ) -> list[dict[str, Any]]:
        return self._read(
            lambda client: list(
                client.search(
                    index=self._alias,
                    query=asked,
                    source=bool(source) and {"includes": list(source)},
                    size=size,
                    from_=start,
                    track_total_hits=False,
                    # Half of what is there would look like all of it.
                    allow_partial_search_results=False,
                )["hits"]["hits"]
            ),
            [],
        )

    def _listed(self, opened: str, after: list[Any]) -> list[dict[str, Any]]:
        answer = self._server.ask(
            lambda client: client.search(
                pit={"id": opened, "keep_alive": "2m"},
                query=HELD,
                size=_LISTED,
                sort=["_shard_doc"],
                search_after=after or None,
                source=False,
                version=True,
                track_total_hits=False,
            )
        )
        return list(answer["hits"]["hits"])

    def _read(self, question: Callable[[Elasticsearch], _Answer], nothing: _Answer) -> _Answer:
        """What the index in use answers; `nothing` where there is no index yet."""
        for _ in range(2):
            if not self._checked and not self._is_there():
                return nothing
            try:
                return self._server.ask(question)
            except NotFoundError:
                # It was replaced and removed while it was asked; the next one is there already.
                self._checked = False
        raise IndexUnreachable("the index is being replaced")

    def _is_there(self) -> bool:
        """Whether the alias names an index that we know how to ask."""
        try:
            described = self._server.ask(
                lambda client: client.indices.get_mapping(index=self._alias)
            )
        except NotFoundError:
            return False
        found = {mapping_of(each) for each in described.values()}
        if found != {MAPPING}:
            raise IndexOutdated(f"index has mapping {sorted(found)}, needed is {MAPPING}")
        self._checked = True
        return True

    def _make_first(self) -> None:
        """The first index. It has one name, so that of two processes only one makes it."""
        try:
            self._make(f"{self._stem}-first", aliases={self._alias: {}})
        except SearchError as error:
            if error.facts.get("kind") != "resource_already_exists_exception":
                raise
            if not self._is_there():
                raise IndexDamaged("the first index is there, but not in use") from None

    def _make(self, name: str, *, aliases: Mapping[str, Any] | None = None) -> None:
        self._server.ask(
            lambda client: client.indices.create(
                index=name, mappings=MAPPINGS, settings=SETTINGS, aliases=aliases
            ),
            timeout_s=BATCH_S,
        )

    def _write(self, changes: Iterable[Change], index: str, *, require_alias: bool) -> None:
        with own_errors():
            refused = streaming_bulk(
                self._server.client(timeout_s=BATCH_S),
                (action(change, index) for change in changes),
                chunk_size=_BATCH_LINES,
                max_chunk_bytes=_BATCH_BYTES,
                raise_on_error=False,
                yield_ok=False,
                max_retries=_RETRIES,
                initial_backoff=0.5,
                max_backoff=8,
                retry_on_status=BUSY,
                require_alias=require_alias,
            )
            for _, told in refused:
                (result,) = told.values()
                # What is held is as new or newer: this write came late, or for the second time.
                if result["status"] != _STALE:
                    raise refusal(result["status"], result["error"]["type"])

    def _refresh(self, index: str) -> None:
        self._server.ask(lambda client: client.indices.refresh(index=index), timeout_s=BATCH_S)

    def _put_in_use(self, made: str) -> None:
        described = self._server.ask(lambda client: client.indices.get_mapping(index=made))
        if mapping_of(described[made]) != MAPPING:
            # Removed by somebody, and made anew by the server when the next batch came.
            raise IndexBusy(f"{made} was removed while it was written")
        actions: list[dict[str, Any]] = [
            {"remove": {"index": f"{self._alias}-*", "alias": self._alias, "must_exist": False}},
            {"add": {"index": made, "alias": self._alias}},
        ]
        self._server.ask(
            lambda client: client.indices.update_aliases(actions=actions), timeout_s=BATCH_S
        )

    def _remove_leftovers(self) -> None:
        """Remove the indices of ours that no alias names: replaced ones, and half of a rebuild."""
        ours = re.compile(rf"{re.escape(self._alias)}-\d+-(?:first|\d{{8}}t\d{{6}}-[0-9a-f]{{8}})")
        held = self._server.ask(lambda client: client.indices.get_alias(index=f"{self._alias}-*"))
        for name, described in held.items():
            if ours.fullmatch(name) and not described["aliases"]:
                with contextlib.suppress(NotFoundError):
                    self._delete(name)

    def _delete(self, name: str) -> None:
        self._server.ask(lambda client: client.indices.delete(index=name), timeout_s=BATCH_S)


def _candidate(hit: Mapping[str, Any]) -> Candidate:
    source = hit.get("_source", {})
    return Candidate(
        paper=hit["_id"],
        score=hit["_score"],
        words=source.get("words", ""),
        paper_type=source.get("paper_type", ""),
    )

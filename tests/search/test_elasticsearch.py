"""What only the index on a server promises: fields, the alias, a busy or absent server, users, TLS."""

import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace

import pytest
from elasticsearch import BadRequestError

from search import errors
from search.adapters.elasticsearch_index import ElasticsearchIndex
from search.adapters.elasticsearch_mapping import MAPPINGS
from search.adapters.elasticsearch_server import ElasticsearchServer
from search.ports import Change, Entry, Filters
from tests.search.busy_server import BusyServer
from tests.search.servers import client_of, own_index, server_of
from tests.services.elasticsearch import Elasticsearch
from tests.services.toxiproxy import Toxiproxy

PAPER = Entry(
    paper="1",
    version=1,
    agency="a",
    available=True,
    paper_type="unknown",
    title="",
    number="115/NQ-CP",
    issuer="",
    holder_name="Nguyễn Văn An",
    text="Số định danh 048219001234",
)
# An answer within this time, whatever the server does: the page behind it must not hang.
BOUND_S = 15.0


@pytest.fixture
def server(elasticsearch: Elasticsearch) -> Iterator[ElasticsearchServer]:
    with own_index(elasticsearch) as made:
        yield made


def found(index: ElasticsearchIndex, query: str = "nguyễn văn an") -> list[str]:
    return [hit.paper for hit in index.search(query, filters=Filters())]


def indices(server: ElasticsearchServer) -> dict[str, list[str]]:
    """All indices named after the alias, with the aliases of each."""
    with client_of(server) as client:
        held = client.indices.get_alias(index=f"{server.index}-*")
        return {name: list(described["aliases"]) for name, described in held.items()}


def test_making_the_object_touches_nothing() -> None:
    ElasticsearchIndex(ElasticsearchServer(url="http://127.0.0.1:1", index="motlan"))


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(
        ElasticsearchServer(url="http://127.0.0.1:1", index="motlan", user="u", password="secret")
    )


@pytest.mark.service
def test_an_index_that_is_not_there_finds_nothing_and_is_not_made_by_a_search(
    server: ElasticsearchServer,
) -> None:
    index = ElasticsearchIndex(server)
    assert found(index) == []
    assert index.count() == 0
    assert indices(server) == {}
    index.apply([PAPER])
    assert found(index) == ["1"]


@pytest.mark.service
def test_an_unknown_field_is_refused(server: ElasticsearchServer) -> None:
    ElasticsearchIndex(server).apply([PAPER])
    with client_of(server) as client, pytest.raises(BadRequestError, match="strict_dynamic"):
        client.index(index=server.index, document={"nickname": "An"})


@pytest.mark.service
def test_personal_ids_never_reach_the_server(server: ElasticsearchServer) -> None:
    index = ElasticsearchIndex(server)
    index.apply([PAPER])
    with client_of(server) as client:
        assert "048219001234" not in str(client.search(index=server.index))
        everywhere = {"multi_match": {"query": "048219001234", "fields": ["*_exact", "*_folded"]}}
        assert client.count(index=server.index, query=everywhere)["count"] == 0


@pytest.mark.service
def test_an_index_of_another_version_is_told_and_a_rebuild_helps(
    server: ElasticsearchServer,
) -> None:
    with client_of(server) as client:
        older = {**MAPPINGS, "_meta": {"motlan_mapping": 0}}
        name = f"{server.index}-0-first"
        client.indices.create(index=name, mappings=older, aliases={server.index: {}})
    index = ElasticsearchIndex(server)
    for ask in (found, ElasticsearchIndex.count, lambda each: each.apply([PAPER])):
        with pytest.raises(errors.IndexOutdated) as caught:
            ask(index)
        assert "motlan reindex" in caught.value.remedy
    index.rebuild([PAPER])
    assert found(index) == ["1"]
    assert len(indices(server)) == 1


@pytest.mark.service
def test_what_a_broken_rebuild_left_over_is_removed_by_the_next(
    server: ElasticsearchServer,
) -> None:
    index = ElasticsearchIndex(server)
    index.apply([PAPER])
    stranger = f"{server.index}-archive"
    with client_of(server) as client:
        client.indices.create(index=stranger)

    def broken() -> Iterator[Change]:
        yield PAPER
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert len(indices(server)) == 3
    index.rebuild([PAPER])
    assert sorted(indices(server).values()) == [[], [server.index]]
    assert stranger in indices(server)


@pytest.mark.service
def test_searches_never_fail_while_indices_are_replaced(server: ElasticsearchServer) -> None:
    ElasticsearchIndex(server).rebuild([PAPER])
    ended, failures, searched = threading.Event(), list[object](), list[int]()

    def search() -> None:
        index = ElasticsearchIndex(server)
        while not ended.is_set():
            try:
                seen = found(index), index.count(), set(index.snippets("an", ["1"]))
            except errors.SearchError as error:
                failures.append(error)
            else:
                searched.append(1)
                if seen != (["1"], 1, {"1"}):
                    failures.append(seen)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        ElasticsearchIndex(server).rebuild([PAPER])
    ended.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(searched) > 4


@pytest.mark.service
def test_two_processes_that_write_first_make_one_index(server: ElasticsearchServer) -> None:
    begin, failures = threading.Barrier(4), list[BaseException]()

    def write(number: int) -> None:
        begin.wait()
        try:
            ElasticsearchIndex(server).apply([replace(PAPER, paper=str(number))])
        except errors.SearchError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert ElasticsearchIndex(server).count() == 4
    assert len(indices(server)) == 1


@pytest.mark.service
def test_a_rebuild_whose_index_was_taken_for_a_left_over_changes_nothing(
    server: ElasticsearchServer,
) -> None:
    ElasticsearchIndex(server).apply([PAPER])

    def changes() -> Iterator[Change]:
        ElasticsearchIndex(server).rebuild([replace(PAPER, paper="2")])
        yield replace(PAPER, paper="3")

    with pytest.raises(errors.IndexBusy):
        ElasticsearchIndex(server).rebuild(changes())
    assert found(ElasticsearchIndex(server)) == ["2"]


@pytest.mark.service
def test_all_entries_are_listed_page_by_page(
    server: ElasticsearchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.adapters.elasticsearch_index._LISTED", 3)
    index = ElasticsearchIndex(server)
    index.apply(replace(PAPER, paper=str(number)) for number in range(10))
    listed = index.versions()
    first = next(listed)
    # As they were at the beginning, whatever is written meanwhile.
    index.apply(replace(PAPER, paper=str(number), version=2) for number in range(20))
    assert dict([first, *listed]) == {str(number): 1 for number in range(10)}


@pytest.mark.service
def test_a_line_that_breaks_and_heals(
    elasticsearch: Elasticsearch, toxiproxy: Toxiproxy, server: ElasticsearchServer
) -> None:
    proxy = toxiproxy.proxy(server.index, upstream=f"127.0.0.1:{elasticsearch.port}")
    index = ElasticsearchIndex(replace(server, url=f"http://{proxy.address}"))
    index.apply([PAPER])
    proxy.down()
    began = time.monotonic()
    for ask in (found, ElasticsearchIndex.count, lambda each: each.apply([PAPER])):
        with pytest.raises(errors.IndexUnreachable) as caught:
            ask(index)
        assert caught.value.retry
    with pytest.raises(errors.IndexUnreachable):
        index.rebuild([PAPER])
    assert time.monotonic() - began < BOUND_S
    proxy.up()
    assert found(index) == ["1"]


@pytest.mark.service
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(status: int) -> None:
    with BusyServer(status, times=2) as busy:
        index = ElasticsearchIndex(ElasticsearchServer(url=busy.url, index="motlan"))
        assert index.count() == 7
    assert busy.refused == 2


@pytest.mark.service
def test_a_server_that_stays_busy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.adapters.elasticsearch_index._RETRIES", 1)
    with BusyServer(503) as busy:
        index = ElasticsearchIndex(ElasticsearchServer(url=busy.url, index="motlan"))
        began = time.monotonic()
        with pytest.raises(errors.IndexUnreachable) as caught:
            index.count()
        assert caught.value.facts == {"status": 503, "kind": "busy"}
        assert time.monotonic() - began < BOUND_S
    # A log must not hold what the server cites of a paper.
    assert "048219001234" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.service
@pytest.mark.parametrize("whole", [False, True], ids=["a line", "the whole batch"])
def test_a_batch_that_the_server_is_too_busy_for_is_sent_again(whole: bool) -> None:
    with BusyServer(429, times=2, only_batches=True, lines_only=not whole) as busy:
        index = ElasticsearchIndex(ElasticsearchServer(url=busy.url, index="motlan"))
        index.apply([PAPER, replace(PAPER, paper="2")])
    assert busy.refused == 2
    assert busy.written == {"1", "2"}


@pytest.mark.service
def test_tls_and_users(secure_elasticsearch: Elasticsearch) -> None:
    with own_index(secure_elasticsearch) as server:
        index = ElasticsearchIndex(server)
        index.apply([PAPER])
        index.rebuild([PAPER])
        assert found(index) == ["1"]
        assert list(index.versions()) == [("1", 1)]

        for refused in (
            replace(server, password="wrong"),
            replace(server, user=""),
            replace(server, index="other"),
        ):
            with pytest.raises(errors.IndexForbidden) as caught:
                ElasticsearchIndex(refused).apply([PAPER])
            assert not caught.value.retry
        with pytest.raises(errors.IndexUnreachable):
            ElasticsearchIndex(replace(server, ca_file=None)).count()


@pytest.mark.service
def test_a_stranger_at_the_address_is_told(elasticsearch: Elasticsearch) -> None:
    server = replace(server_of(elasticsearch, "motlan"), url=f"{elasticsearch.url}/nowhere")
    with pytest.raises(errors.SearchError):
        ElasticsearchIndex(server).apply([PAPER])

"""The index follows the records whatever happens beside it: changes meanwhile, a rebuild, a lost lease."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from dossiers.models import Lease, Paper
from dossiers.states import State
from ingest.indexing import INDEXER, follow, rebuild
from ingest.leases import keep_lease, lease
from search.adapters.memory_index import MemoryIndex
from search.errors import IndexBusy
from search.ports import Entry, Filters
from tests.records import make_agency, make_paper

pytestmark = pytest.mark.django_db


class Interrupted(MemoryIndex):
    """Calls `meanwhile` once, while the first batch is being written."""

    def __init__(self, meanwhile: object) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def apply(self, entries: Iterable[Entry], removed: Iterable[str]) -> None:
        meanwhile, self._meanwhile = self._meanwhile, None
        if callable(meanwhile):
            meanwhile()
        super().apply(entries, removed)


def found(index: MemoryIndex, word: str) -> set[str]:
    return {hit.paper for hit in index.search(word, filters=Filters(), limit=9)}


def test_a_paper_that_changes_while_it_is_indexed_is_written_again() -> None:
    paper = make_paper(make_agency(), title="Quyết định cũ")

    def change() -> None:
        Paper.objects.filter(pk=paper.pk).update(title="Giấy phép mới", version=F("version") + 1)

    index = Interrupted(change)
    assert follow(index) == 2
    assert found(index, "giấy phép mới") == {str(paper.pk)}
    paper.refresh_from_db()
    assert paper.indexed_version == paper.version


def test_nobody_makes_the_index_anew_while_a_batch_is_written() -> None:
    make_paper(make_agency())

    def elsewhere() -> None:
        Lease.objects.update(owner="elsewhere/1/1")
        with pytest.raises(IndexBusy):
            rebuild(index, wait_s=0)
        assert Paper.objects.get().indexed_version == 0

    index = Interrupted(elsewhere)
    follow(index)
    assert Paper.objects.get().indexed_version == Paper.objects.get().version


def test_an_index_made_anew_that_stops_half_way_is_finished_by_the_next() -> None:
    class Stops(MemoryIndex):
        def clear(self) -> None:
            super().clear()
            raise KeyboardInterrupt

    index = Stops()
    paper = make_paper(make_agency(), title="Giấy phép xây dựng")
    follow(index)
    with pytest.raises(KeyboardInterrupt):
        rebuild(index)
    assert found(index, "giấy phép") == set()
    assert follow(index) == 1
    assert found(index, "giấy phép") == {str(paper.pk)}


def test_who_has_lost_the_lease_writes_no_further() -> None:
    make_paper(make_agency())
    with lease(INDEXER) as held:
        assert held
        assert keep_lease(INDEXER)
        Lease.objects.update(owner="elsewhere/1/1", until=timezone.now() + timedelta(hours=1))
        assert not keep_lease(INDEXER)
    assert follow(MemoryIndex()) == 0


def test_what_has_failed_is_due_and_leaves_the_index() -> None:
    paper = make_paper(make_agency(), State.REVIEWED, title="Giấy phép xây dựng")
    index = MemoryIndex()
    follow(index)
    assert found(index, "giấy phép")
    from_review = {"failed_from": State.REVIEWED, "failure_code": "x", "state": State.FAILED}
    Paper.objects.filter(pk=paper.pk).update(**from_review, version=F("version") + 1)
    follow(index)
    assert found(index, "giấy phép") == set()

"""The index follows the records whatever happens beside it: changes meanwhile, a rebuild, a lost lease."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from dossiers.models import Lease, Paper
from dossiers.states import State
from ingest import indexing
from ingest.indexing import (
    INDEXER,
    Differences,
    differences,
    entry,
    follow,
    notice_loss,
    rebuild,
)
from ingest.leases import keep_lease, lease, owner_name
from search.adapters.memory_index import MemoryIndex
from search.errors import IndexBusy
from search.ports import Change, Filters, Removal
from tests.records import make_agency, make_paper

pytestmark = pytest.mark.django_db


class Interrupted(MemoryIndex):
    """Calls `meanwhile` once, while the first change is being written."""

    def __init__(self, meanwhile: object) -> None:
        super().__init__()
        self.meanwhile(meanwhile)

    def meanwhile(self, meanwhile: object) -> None:
        self._meanwhile = meanwhile

    def apply(self, changes: Iterable[Change]) -> None:
        self._interrupt()
        super().apply(changes)

    def rebuild(self, changes: Iterable[Change]) -> None:
        def interrupted() -> Iterator[Change]:
            for change in changes:
                yield change
                self._interrupt()

        super().rebuild(interrupted())

    def _interrupt(self) -> None:
        meanwhile, self._meanwhile = self._meanwhile, None
        if callable(meanwhile):
            meanwhile()


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
        Lease.objects.update(owner=owner_name())

    index = Interrupted(elsewhere)
    follow(index)
    assert Paper.objects.get().indexed_version == Paper.objects.get().version


def test_a_rebuild_that_stops_half_way_leaves_the_index_as_it_was() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    paper = make_paper(make_agency(), title="Giấy phép xây dựng")
    index = Interrupted(None)
    follow(index)
    index.meanwhile(stop)
    with pytest.raises(KeyboardInterrupt):
        rebuild(index)
    assert found(index, "giấy phép") == {str(paper.pk)}
    assert follow(index) == 0


def test_a_paper_that_changes_during_a_rebuild_stays_due() -> None:
    agency = make_agency()
    papers = [make_paper(agency, title="Quyết định cũ") for _ in range(3)]
    index = Interrupted(None)
    follow(index)

    def change() -> None:
        Paper.objects.update(title="Giấy phép mới", version=F("version") + 1)

    index.meanwhile(change)
    assert rebuild(index) == 3
    assert differences(index) == Differences((), (), ())
    assert follow(index) == 3
    assert found(index, "giấy phép mới") == {str(paper.pk) for paper in papers}
    assert follow(index) == 0


def test_a_rebuild_tells_how_far_it_is_and_leaves_out_what_nobody_may_find() -> None:
    agency = make_agency()
    for state in (State.AVAILABLE, State.KEPT, State.AVAILABLE):
        make_paper(agency, state)
    index, told = MemoryIndex(), list[int]()
    assert rebuild(index, told=told.append) == 3
    assert told == [3]
    assert index.count() == 2


def test_a_rebuild_reads_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    agency = make_agency()
    papers = {str(make_paper(agency).pk) for _ in range(5)}
    index, told = MemoryIndex(), list[int]()
    assert rebuild(index, told=told.append) == 5
    assert told == [2, 4, 5]
    assert {paper for paper, _ in index.versions()} == papers


def test_a_rebuild_that_lost_the_lease_changes_nothing() -> None:
    paper = make_paper(make_agency(), title="Giấy phép xây dựng")
    index = Interrupted(None)
    follow(index)
    Paper.objects.update(title="Quyết định")

    def lose() -> None:
        Lease.objects.update(owner="elsewhere/1/1", until=timezone.now() + timedelta(hours=1))

    index.meanwhile(lose)
    with pytest.raises(IndexBusy):
        rebuild(index, wait_s=0)
    assert found(index, "giấy phép") == {str(paper.pk)}


def test_what_was_written_meanwhile_to_an_index_that_is_gone_is_due_again() -> None:
    class Slow(MemoryIndex):
        def rebuild(self, changes: Iterable[Change]) -> None:
            super().rebuild(list(changes))
            # Stood still until the lease ran out: another process wrote to the old index.
            Lease.objects.update(owner="elsewhere/1/1", until=timezone.now() + timedelta(hours=1))
            Paper.objects.update(version=F("version") + 1, indexed_version=F("version") + 1)

    make_paper(make_agency())
    index = Slow()
    follow(index)
    rebuild(index)
    Lease.objects.update(owner="", until=None)
    assert follow(index) == 1
    assert not differences(index)


def test_differences() -> None:
    agency = make_agency()
    papers = [make_paper(agency) for _ in range(3)]
    unreadable = make_paper(agency, State.KEPT)
    index = MemoryIndex()
    follow(index)
    assert not differences(index)

    missing, behind, changed = papers
    index.apply([Removal(str(missing.pk), 99)])
    Paper.objects.filter(pk=behind.pk).update(
        version=F("version") + 3, indexed_version=F("version") + 3
    )
    unknown = replace(entry(changed), paper="1000000")
    index.apply([entry(unreadable), unknown])
    # What is due is on its way, and no difference.
    Paper.objects.filter(pk=changed.pk).update(version=F("version") + 1)
    assert differences(index) == Differences(
        missing=(str(missing.pk),),
        left_over=(str(unreadable.pk), "1000000"),
        behind=(str(behind.pk),),
    )


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


def test_who_follows_busy_workers_comes_back_in_time() -> None:
    class Busy(MemoryIndex):
        """While a batch is written, workers always bring the next change."""

        def apply(self, changes: Iterable[Change]) -> None:
            super().apply(changes)
            Paper.objects.update(version=F("version") + 1)

    make_paper(make_agency())
    index = Busy()
    assert follow(index, within_s=0) == 1
    assert follow(index, within_s=0.05) > 1
    assert Lease.objects.get().owner == ""


def test_what_was_written_after_the_lease_was_lost_stays_due() -> None:
    """Meanwhile another process may have made a new index of rows that were older."""

    def lose() -> None:
        Lease.objects.update(owner="elsewhere/1/1/1", until=timezone.now() + timedelta(hours=1))

    paper = make_paper(make_agency())
    assert follow(Interrupted(lose)) == 0
    paper.refresh_from_db()
    assert paper.indexed_version < paper.version


def test_an_index_that_was_lost_is_noticed_and_written_anew() -> None:
    agency = make_agency()
    papers = {str(make_paper(agency).pk) for _ in range(2)}
    index = MemoryIndex()
    assert not notice_loss(index)
    follow(index)
    assert not notice_loss(index)
    fresh = MemoryIndex()
    with lease(INDEXER):
        Lease.objects.update(owner="elsewhere/1/1/1")
        assert not notice_loss(fresh)  # somebody is making it anew
        Lease.objects.update(owner=owner_name())
    assert notice_loss(fresh)
    assert follow(fresh) == 2
    assert {paper for paper, _ in fresh.versions()} == papers
    assert not notice_loss(fresh)

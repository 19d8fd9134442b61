"""What the store holds and what the records name are compared, and nothing that may be needed is removed."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from dossiers.states import State
from ingest.objects import AT_ONCE, Objects, missing, orphans, remove
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def keep(store: MemoryStore, content: bytes, *, days_ago: float = 2) -> str:
    key = store.put(io.BytesIO(content), media_type="application/pdf").key
    store.kept_at[key] = datetime.now(UTC) - timedelta(days=days_ago)
    return key


def test_an_object_that_nothing_names_is_found_once_it_is_a_day_old(store: MemoryStore) -> None:
    make_paper(make_agency(), State.KEPT, store=store, content=b"named")
    old, _young = keep(store, b"old"), keep(store, b"young", days_ago=0.5)
    counted = Objects()
    assert list(orphans(store, counted)) == [old]
    assert (counted.held, counted.orphans) == (3, 1)


def test_more_objects_than_one_look_takes(store: MemoryStore) -> None:
    for number in range(AT_ONCE + 5):
        keep(store, str(number).encode())
    counted = Objects()
    assert len(list(orphans(store, counted))) == AT_ONCE + 5 == counted.held


def test_what_is_under_retention_or_named_by_now_is_not_removed(store: MemoryStore) -> None:
    held, free = keep(store, b"held"), keep(store, b"free")
    store.retain(held, until=datetime.now(UTC) + timedelta(days=1))
    paper = make_paper(make_agency(), State.KEPT, store=store, content=b"named")
    assert not remove(store, held)
    assert not remove(store, paper.received_file.key)
    assert remove(store, free)
    assert store.stat(held)
    assert store.stat(paper.received_file.key)
    assert store.stat(free) is None


def test_a_row_whose_object_is_gone_is_told(store: MemoryStore) -> None:
    agency = make_agency()
    make_paper(agency, State.KEPT, store=store, content=b"there")
    gone = make_paper(agency, State.KEPT, content=b"gone")
    counted = Objects()
    assert set(missing(store, counted)) == {gone.received_file.key}
    assert (counted.named, counted.missing) == (4, 2)  # by the file's row and the original's

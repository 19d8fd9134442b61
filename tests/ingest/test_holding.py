"""The store's own locks follow the legal holds of the records, object by object, now or with the next run."""

import io

import pytest

from accounts.models import Agency, User
from dossiers.models import Paper, Rendition
from dossiers.retention.holds import lift_hold, place_hold
from ingest.holding import apply_holds, follow_holds
from storage.adapters.memory import MemoryStore
from storage.errors import OnHold, StoreUnreachable
from storage.ports import Held
from tests.ingest.test_disposing import kept
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def keeper(agency: Agency) -> User:
    return make_user("administrator", agency, full_name="Trần Thị Giữ")


def on_hold(store: MemoryStore, paper: Paper) -> set[bool]:
    found = [store.stat(each.key) for each in paper.renditions.all()]
    return {each.on_hold for each in found if each}


def test_the_store_follows_holds(agency: Agency, keeper: User, store: MemoryStore) -> None:
    paper = kept(agency, store)
    hold = place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án")
    other = place_hold(by=keeper, paper_id=paper.pk, reason="Thanh tra")
    apply_holds(paper, store)
    assert on_hold(store, paper) == {True}
    with pytest.raises(OnHold):
        store.delete(paper.received_file.key)
    lift_hold(by=keeper, hold_id=hold.pk, reason="Xong")
    apply_holds(paper, store)
    assert on_hold(store, paper) == {True}
    lift_hold(by=keeper, hold_id=other.pk, reason="Xong")
    apply_holds(paper, store)
    assert on_hold(store, paper) == {False}


def test_what_could_not_be_held_or_released_follows_later(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store)
    hold = place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án")
    assert follow_holds(store) == (1, 0)
    # A version that was added since is held by the next run.
    more = store.put(io.BytesIO(b"renewed"), media_type="application/pdf")
    Rendition.objects.create(
        paper=paper,
        kind=Rendition.Kind.SIGNED,
        version=2,
        key=more.key,
        sha256=more.sha256,
        size_bytes=7,
        media_type="application/pdf",
    )
    assert on_hold(store, paper) == {True, False}
    assert follow_holds(store) == (1, 0)
    assert on_hold(store, paper) == {True}
    lift_hold(by=keeper, hold_id=hold.pk, reason="Xong")
    assert follow_holds(store) == (1, 0)
    assert on_hold(store, paper) == {False}
    assert follow_holds(store) == (0, 0)


class Unsteady(MemoryStore):
    """Does not answer for one key."""

    away = ""

    def hold(self, key: str) -> Held:
        if key == self.away:
            raise StoreUnreachable
        return super().hold(key)


def test_one_object_does_not_stop_the_others(agency: Agency, keeper: User) -> None:
    store = Unsteady()
    away, lost, there = (kept(agency, store) for _ in range(3))
    for paper in (away, lost, there):
        place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án")
    del store.objects[lost.received_file.key]
    store.away = away.received_file.key
    assert follow_holds(store) == (2, 1)
    assert on_hold(store, away) == {True, False}
    assert on_hold(store, there) == {True}
    store.away = ""
    assert follow_holds(store) == (3, 0)
    assert on_hold(store, away) == {True}

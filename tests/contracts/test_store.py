"""What every store promises. A new adapter joins by one more fixture parameter."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import errors
from storage.adapters.folder import FolderStore
from storage.adapters.memory import MemoryStore
from storage.keys import key_of
from storage.ports import Store
from tests.storage.buckets import fresh_store

if TYPE_CHECKING:
    from collections.abc import Callable

FAR = datetime(2999, 1, 1, tzinfo=UTC)
PAST = datetime(2001, 1, 1, tzinfo=UTC)
HOSTILE_KEYS = [
    "../../etc/passwd",
    "/etc/passwd",
    "",
    "aa/bb/" + "c" * 64,
    "aa/aa/" + "a" * 63,
    "AA/AA/" + "A" * 64,
    "aa/aa/" + "a" * 64 + "\n",
    "aa/aa/" + "a" * 64 + ".retain.json",
    "aa/aa/../" + "a" * 61,
    "ａａ/aa/" + "a" * 64,
    "\0",
]


@pytest.fixture(params=["memory", "folder", pytest.param("s3", marks=pytest.mark.service)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    made: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "folder": lambda: FolderStore(tmp_path / "store"),
        "s3": lambda: fresh_store(request.getfixturevalue("minio"), scratch=tmp_path / "scratch"),
    }
    return made[request.param]()


def put(store: Store, content: bytes, sha256: str | None = None):
    return store.put(io.BytesIO(content), media_type="application/pdf", sha256=sha256)


class BrokenSource(io.RawIOBase):
    """Gives one chunk, then breaks off as a lost connection does."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self, size: int = -1) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise ConnectionResetError("gone")
        return b"first half"


@pytest.mark.parametrize("content", [b"", b"giay khai sinh", b"x" * (3 << 20)])
def test_what_is_put_is_what_is_held(store: Store, content: bytes) -> None:
    held = put(store, content)
    assert held.sha256 == hashlib.sha256(content).hexdigest()
    assert held.key == key_of(held.sha256)
    assert (held.size_bytes, held.retain_until) == (len(content), None)
    assert store.stat(held.key) == held
    with store.open(held.key) as stream:
        assert stream.read() == content


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_come_back(store: Store, content: bytes) -> None:
    with store.open(put(store, content).key) as stream:
        assert stream.read() == content


def test_the_same_bytes_twice_are_one_object(store: Store) -> None:
    assert put(store, b"one") == put(store, b"one")
    assert len(list(store.keys())) == 1


def test_a_second_put_keeps_the_retention(store: Store) -> None:
    held = put(store, b"one")
    store.retain(held.key, until=FAR)
    assert put(store, b"one").retain_until == FAR


def test_announced_digest_is_checked(store: Store) -> None:
    right = hashlib.sha256(b"one").hexdigest()
    assert put(store, b"one", right).sha256 == right
    with pytest.raises(errors.HashMismatch):
        put(store, b"two", right)
    assert list(store.keys()) == [key_of(right)]


def test_announced_nonsense_is_refused(store: Store) -> None:
    with pytest.raises(errors.BadKey):
        put(store, b"one", "../../etc")


def test_a_source_that_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(errors.SourceUnreadable) as caught:
        store.put(BrokenSource(), media_type="application/pdf")  # type: ignore[arg-type]
    assert caught.value.retry
    assert list(store.keys()) == []


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_hostile_keys_are_refused_everywhere(store: Store, key: str, tmp_path: Path) -> None:
    for act in (
        lambda: store.open(key),
        lambda: store.stat(key),
        lambda: store.retain(key, until=FAR),
        lambda: store.hold(key),
        lambda: store.release(key),
        lambda: store.delete(key),
        lambda: store.local_copy(key, folder=tmp_path),
    ):
        with pytest.raises(errors.BadKey):
            act()


def test_what_is_not_there(store: Store, tmp_path: Path) -> None:
    key = key_of("a" * 64)
    assert store.stat(key) is None
    assert list(store.keys()) == []
    store.delete(key)
    store.release(key)
    for act in (
        lambda: store.open(key),
        lambda: store.retain(key, until=FAR),
        lambda: store.hold(key),
        lambda: store.local_copy(key, folder=tmp_path),
    ):
        with pytest.raises(errors.ObjectMissing):
            act()


def test_keys_are_all_there_in_order(store: Store) -> None:
    keys = {put(store, str(number).encode()).key for number in range(30)}
    store.retain(min(keys), until=FAR)
    assert list(store.keys()) == sorted(keys)


def test_retention_grows_and_never_shrinks(store: Store) -> None:
    key = put(store, b"one").key
    assert store.retain(key, until=FAR).retain_until == FAR
    assert store.retain(key, until=FAR - timedelta(days=1)).retain_until == FAR
    later = FAR + timedelta(days=1)
    assert store.retain(key, until=later).retain_until == later
    held = store.stat(key)
    assert held is not None
    assert held.retain_until == later


def test_retention_without_a_time_zone_is_refused(store: Store) -> None:
    key = put(store, b"one").key
    with pytest.raises(errors.BadRetention):
        store.retain(key, until=datetime(2999, 1, 1))  # noqa: DTZ001 the naive date is the point


def test_an_object_under_retention_stays(store: Store) -> None:
    key = put(store, b"one").key
    store.retain(key, until=FAR)
    with pytest.raises(errors.UnderRetention):
        store.delete(key)
    store.open(key).close()


@pytest.mark.parametrize("until", [None, PAST])
def test_an_object_whose_retention_is_over_goes(store: Store, until: datetime | None) -> None:
    key = put(store, b"one").key
    if until:
        store.retain(key, until=until)
    store.delete(key)
    assert store.stat(key) is None
    assert put(store, b"one").retain_until is None


def test_a_hold_outlasts_retention_until_it_is_released(store: Store) -> None:
    key = put(store, b"one").key
    for _ in range(2):
        held = store.hold(key)
        assert (held.on_hold, held.locked, held.retain_until) == (True, True, None)
    assert store.stat(key) == held
    with pytest.raises(errors.OnHold):
        store.delete(key)
    store.open(key).close()
    for _ in range(2):
        store.release(key)
    found = store.stat(key)
    assert found is not None
    assert not found.locked
    store.delete(key)
    assert store.stat(key) is None


def test_hold_and_retention_leave_each_other(store: Store) -> None:
    key = put(store, b"one").key
    store.hold(key)
    held = store.retain(key, until=FAR)
    assert (held.on_hold, held.retain_until) == (True, FAR)
    assert put(store, b"one").on_hold
    store.release(key)
    found = store.stat(key)
    assert found is not None
    assert (found.on_hold, found.retain_until, found.locked) == (False, FAR, True)
    with pytest.raises(errors.UnderRetention):
        store.delete(key)


def test_what_nobody_touched_has_no_faults(store: Store) -> None:
    key = put(store, b"one").key
    store.retain(key, until=FAR)
    store.hold(key)
    held = store.stat(key)
    assert held is not None
    assert held.faults == ()


def test_local_copy_is_not_the_stores_own_file(store: Store, tmp_path: Path) -> None:
    key = put(store, b"one").key
    folder = tmp_path / "copies"
    folder.mkdir()
    for _ in range(2):
        path = store.local_copy(key, folder=folder)
        assert path.read_bytes() == b"one"
        path.write_bytes(b"scribbled")
    store.open(key).close()
    assert [entry.name for entry in folder.iterdir()] == [path.name]


def test_local_copy_into_nowhere_is_our_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(errors.StoreUnreachable):
        store.local_copy(put(store, b"one").key, folder=tmp_path / "absent")

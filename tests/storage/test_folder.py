"""What only the folder store promises: files, crashes, full disks, other processes."""

import io
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import errors
from storage.adapters.folder import FolderStore

REPOSITORY = Path(__file__).parents[2]
FAR = datetime(2999, 1, 1, tzinfo=UTC)
PAST = datetime(2001, 1, 1, tzinfo=UTC)

# Each script is run by a process of its own; `store` is the store, `arguments` what follows.
PRELUDE = """
import io, sys
from pathlib import Path
from storage.adapters.folder import FolderStore
from storage.errors import StorageError
store = FolderStore(Path(sys.argv[1]))
arguments = sys.argv[2:]
"""
PUT_HALF = """
class Half(io.RawIOBase):
    reads = 0
    def read(self, size=-1):
        self.reads += 1
        if self.reads == 3:
            print("half", flush=True)
            sys.stdin.read()
        return b"x" * 700_000
store.put(Half(), media_type="text/plain")
"""
PUT_MANY = """
print("started", flush=True)
for number in range(100_000):
    store.put(io.BytesIO(str(number).encode() * 20_000), media_type="text/plain")
"""
PUT_SAME = """
for _ in range(20):
    store.put(io.BytesIO(b"same" * 100_000), media_type="text/plain")
"""
PUT_TOO_MUCH = """
import resource
if arguments == ["limited"]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
store.put(io.BytesIO(b"small"), media_type="text/plain")
try:
    store.put(io.BytesIO(b"x" * (4 << 20)), media_type="text/plain")
except StorageError as error:
    print(error.code, len(list(store.keys())), len(list(Path(sys.argv[1], "incoming").iterdir())))
"""


def command(script: str, root: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", PRELUDE + script, str(root), *arguments]


def started(script: str, root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(script, root),
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> FolderStore:
    return FolderStore(root)


def put(store: FolderStore, content: bytes) -> str:
    return store.put(io.BytesIO(content), media_type="text/plain").key


def path_of(root: Path, key: str) -> Path:
    """Where an object stands, its folder opened for who tampers with it."""
    path = root / "objects" / key
    if path.parent.is_dir():
        path.parent.chmod(0o750)
    return path


def temporary(root: Path) -> list[Path]:
    return list((root / "incoming").iterdir())


def test_objects_are_read_only_and_nothing_temporary_is_left(
    store: FolderStore, root: Path
) -> None:
    key = put(store, b"one")
    assert path_of(root, key).stat().st_mode & 0o777 == 0o440
    assert temporary(root) == []


def test_a_second_put_refreshes_nothing(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    before = path_of(root, key).stat()
    put(store, b"one")
    after = path_of(root, key).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("damage", [b"", b"onE", b"one more"])
def test_damage_is_told_before_the_first_byte(
    store: FolderStore, root: Path, damage: bytes, tmp_path: Path
) -> None:
    key = put(store, b"one")
    path_of(root, key).chmod(0o600)
    path_of(root, key).write_bytes(damage)
    with pytest.raises(errors.ObjectDamaged):
        store.open(key)
    with pytest.raises(errors.ObjectDamaged):
        store.local_copy(key, folder=tmp_path)


def test_putting_the_good_bytes_again_heals(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    path_of(root, key).chmod(0o600)
    path_of(root, key).write_bytes(b"rot")
    put(store, b"one")
    with store.open(key) as stream:
        assert stream.read() == b"one"


def test_a_link_in_the_place_of_an_object_is_not_followed(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    moved = root / "elsewhere"
    path_of(root, key).rename(moved)
    path_of(root, key).symlink_to(moved)
    with pytest.raises(errors.StoreUnreachable):
        store.open(key)


def test_a_vanished_folder_is_unreachable_and_not_missing(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    root.rename(root.with_name("unmounted"))
    for act in (
        lambda: store.open(key),
        lambda: store.stat(key),
        lambda: put(store, b"two"),
        lambda: store.retain(key, until=FAR),
        lambda: store.delete(key),
        lambda: list(store.keys()),
    ):
        with pytest.raises(errors.StoreUnreachable) as caught:
            act()
        assert caught.value.retry


def test_an_unreadable_retention_still_protects(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    for text in (
        *("", "{}", "[]", '{"retain_until": 5}', '{"retain_until": "soon"}'),
        '{"retain_until": null, "on_hold": false}',
        '{"retain_until": null, "on_hold": false, "check": ""}',
    ):
        path_of(root, key + ".retain.json").write_text(text)
        with pytest.raises(errors.ObjectDamaged):
            store.delete(key)
    store.open(key).close()


def test_an_altered_lock_is_found(store: FolderStore, root: Path) -> None:
    key, other = put(store, b"one"), put(store, b"two")
    store.retain(key, until=FAR)
    store.hold(key)
    sidecar = path_of(root, key + ".retain.json")
    sound = sidecar.read_bytes()
    for altered in (sound.replace(b"2999", b"2020"), sound.replace(b"true", b"false")):
        sidecar.chmod(0o600)
        sidecar.write_bytes(altered)
        for act in (store.stat, store.delete, store.release, store.hold):
            with pytest.raises(errors.ObjectDamaged):
                act(key)
    # Another object's lock is no better, however sound.
    path_of(root, other + ".retain.json").write_bytes(sound)
    with pytest.raises(errors.ObjectDamaged):
        store.delete(other)


def test_locks_of_the_first_releases_are_read(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    path_of(root, key + ".retain.json").write_text('{"retain_until": "2999-01-01T07:00:00+07:00"}')
    held = store.stat(key)
    assert held is not None
    assert (held.retain_until, held.on_hold) == (FAR, False)
    assert store.hold(key).retain_until == FAR


def test_folders_of_objects_are_read_only(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    folder = root / "objects" / Path(key).parent
    assert folder.stat().st_mode & 0o777 == 0o550
    for act in (
        lambda: store.retain(key, until=PAST),
        lambda: store.hold(key),
        lambda: store.release(key),
        lambda: put(store, b"one"),
        lambda: store.delete(key),
    ):
        act()
        assert folder.stat().st_mode & 0o777 == 0o550
    assert list(folder.iterdir()) == []


def test_what_was_done_around_the_store_is_told(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    path = path_of(root, key)
    path.chmod(0o640)
    assert faults(store, key) == ("mode",)
    path.chmod(0o440)
    os.link(path, root / "second-name")
    assert faults(store, key) == ("links",)
    (root / "second-name").unlink()
    assert faults(store, key) == ()
    path.rename(root / "elsewhere")
    path.symlink_to(root / "elsewhere")
    assert faults(store, key) == ("kind",)


def faults(store: FolderStore, key: str) -> tuple[str, ...]:
    held = store.stat(key)
    assert held is not None
    return held.faults


def test_retention_outlives_the_process(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    store.retain(key, until=FAR)
    held = FolderStore(root).stat(key)
    assert held is not None
    assert held.retain_until == FAR
    assert temporary(root) == []


def test_foreign_files_are_no_keys(store: FolderStore, root: Path) -> None:
    key = put(store, b"one")
    (root / "objects" / ".DS_Store").write_text("")
    path_of(root, key).with_name("notes.txt").write_text("")
    assert list(store.keys()) == [key]


def test_cleaning_spares_what_is_young(store: FolderStore, root: Path) -> None:
    old, young = root / "incoming" / "old", root / "incoming" / "young"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert store.clean_temporary(older_than=timedelta(hours=1)) == 1
    assert temporary(root) == [young]


def test_killed_in_the_middle_of_a_put(store: FolderStore, root: Path) -> None:
    process = started(PUT_HALF, root)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    killed(process)
    assert list(store.keys()) == []
    assert store.clean_temporary(older_than=timedelta(0)) == 1
    assert temporary(root) == []


@pytest.mark.parametrize("after_s", [0.02, 0.05, 0.11])
def test_killed_at_any_moment_every_name_is_whole(
    store: FolderStore, root: Path, after_s: float
) -> None:
    process = started(PUT_MANY, root)
    assert process.stdout is not None
    process.stdout.readline()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(after_s)
    killed(process)
    for key in list(store.keys()):
        store.open(key).close()
    assert len(temporary(root)) <= 1


def test_two_processes_put_the_same_bytes(store: FolderStore, root: Path) -> None:
    processes = [started(PUT_SAME, root) for _ in range(2)]
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0]
    (key,) = store.keys()
    store.open(key).close()
    assert temporary(root) == []


def test_a_size_limit_leaves_nothing_half(root: Path) -> None:
    run = subprocess.run(
        command(PUT_TOO_MUCH, root, "limited"),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["storage.full", "1", "0"]


def test_a_full_disk_leaves_nothing_half(tmp_path: Path) -> None:
    """On a real file system of 2 MiB, mounted in a name space of its own, so nothing can leak."""
    small = tmp_path / "small"
    small.mkdir()
    apart = ["unshare", "--mount", "--map-root-user"]
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)]
    if (
        not shutil.which("unshare")
        or subprocess.run([*apart, *mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("not here: this machine lets nobody mount a small disk")
    run = subprocess.run(
        [
            *apart,
            "sh",
            "-c",
            'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"',
            str(small),
            *command(PUT_TOO_MUCH, small / "store"),
        ],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["storage.full", "1", "0"]

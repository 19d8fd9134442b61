"""Objects in a folder of a local disk: the embedded store.

    <root>/objects/ab/cd/abcd…                 the bytes, mode 0440
    <root>/objects/ab/cd/abcd….retain.json     how long they are held, see folder_locks.py
    <root>/incoming/                           temporary files; a crash leaves nothing elsewhere

A name under `objects/` appears by rename after the bytes are on the disk, so it is always whole. The folders
that hold objects are read-only (0550) but for the moment of a change, so that nothing is removed by mistake.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from storage.adapters import folder_locks
from storage.adapters.folder_locks import Lock
from storage.errors import (
    BadRetention,
    HashMismatch,
    ObjectDamaged,
    ObjectMissing,
    OnHold,
    StoreUnreachable,
    UnderRetention,
)
from storage.keys import digest_of, key_of
from storage.ports import Held
from storage.streams import chunks, told, verify, write_copy

_SIDECAR = ".retain.json"


class FolderStore:
    """The store port over a folder. Processes and threads may share one folder on a local disk."""

    def __init__(self, root: Path) -> None:
        self._objects = root / "objects"
        self._incoming = root / "incoming"
        self._lock = root / ".lock"
        with _own_errors():
            for folder in (self._objects, self._incoming):
                folder.mkdir(mode=0o750, parents=True, exist_ok=True)
                _sync_folder(folder.parent)

    def put(self, source: BinaryIO, *, media_type: str, sha256: str | None = None) -> Held:  # noqa: ARG002 a folder has no place for the media type; the record knows it
        """Keep the whole stream; see the port."""
        if sha256 is not None:
            key_of(sha256)
        with self._temporary() as (file, partial):
            digest = hashlib.sha256()
            for chunk in chunks(source):
                digest.update(chunk)
                file.write(chunk)
            found = digest.hexdigest()
            if sha256 is not None and found != sha256:
                raise HashMismatch("the stream differs from its announced digest", found=found)
            size_bytes = file.tell()
            _make_durable(file, mode=0o440)
            key = key_of(found)
            self._settle(partial, key)
        lock = self._locked_by(key)
        return Held(key, found, size_bytes, lock.retain_until, on_hold=lock.on_hold)

    def open(self, key: str) -> BinaryIO:
        """The bytes, verified before the first is returned; see the port."""
        stream = self._open_unverified(key)
        try:
            with _own_errors():
                verify(stream, key)
        except BaseException:
            stream.close()
            raise
        return stream

    def stat(self, key: str) -> Held | None:
        """What is held, or None; see the port."""
        path = self._path(key)
        with _own_errors():
            try:
                facts = path.lstat()
            except FileNotFoundError:
                self._must_be_there()
                return None
        lock = self._locked_by(key)
        return Held(
            key,
            digest_of(key),
            facts.st_size,
            lock.retain_until,
            datetime.fromtimestamp(facts.st_mtime, UTC),
            lock.on_hold,
            tuple(_faults(facts)),
        )

    def retain(self, key: str, *, until: datetime) -> Held:
        """Hold the object until then; see the port."""
        if until.tzinfo is None:
            raise BadRetention("retention without a time zone", key=key)
        with self._locked():
            held = self._held(key)
            if held.retain_until is not None and held.retain_until >= until:
                return held
            self._write_lock(key, Lock(until, held.on_hold))
        return self._held(key)

    def hold(self, key: str) -> Held:
        """Put the object under a legal hold; see the port."""
        with self._locked():
            held = self._held(key)
            if not held.on_hold:
                self._write_lock(key, Lock(held.retain_until, on_hold=True))
        return self._held(key)

    def release(self, key: str) -> None:
        """Lift the legal hold; see the port."""
        with self._locked():
            lock = self._locked_by(key)
            if lock.on_hold:
                self._write_lock(key, Lock(lock.retain_until))

    def delete(self, key: str) -> None:
        """Remove an object whose retention is over; see the port. A missing object is no error."""
        with self._locked():
            path = self._path(key)
            lock = self._locked_by(key)
            if lock.on_hold:
                raise OnHold("under a legal hold", key=key)
            until = lock.retain_until
            if until is not None and until > datetime.now(UTC):
                raise UnderRetention(f"held until {until.isoformat()}", key=key, until=until)
            with _own_errors():
                if not path.parent.is_dir():
                    return
                with _writable(path.parent):
                    path.unlink(missing_ok=True)
                    self._sidecar(key).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Every key, in order; one leaf folder is read at a time."""
        with _own_errors():
            self._must_be_there()
            for first in _hex_names(self._objects, length=2):
                for second in _hex_names(self._objects / first, length=2):
                    for digest in _hex_names(self._objects / first / second, length=64):
                        yield key_of(digest)

    def local_copy(self, key: str, *, folder: Path) -> Path:
        """A verified copy in `folder`, named by its digest; see the port."""
        with self.open(key) as stream:
            return write_copy(stream, key, folder=folder)

    def link(self, key: str, *, name: str, media_type: str, expires_s: int) -> str | None:  # noqa: ARG002 a folder has no address
        """None: a folder has no address; see the port."""
        digest_of(key)
        return None

    def clean_temporary(self, *, older_than: timedelta) -> int:
        """Remove what crashes left in `incoming/`.

        Args:
            older_than: longer than the longest `put` can take; a younger file may still be written.

        Returns:
            How many files were removed.
        """
        oldest_s = time.time() - older_than.total_seconds()
        removed = 0
        with _own_errors():
            for path in self._incoming.iterdir():
                # Another sweep, or the put that owns the file, may be quicker than we are.
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime <= oldest_s:
                        path.unlink()
                        removed += 1
        return removed

    def _path(self, key: str) -> Path:
        digest_of(key)
        return self._objects / key

    def _sidecar(self, key: str) -> Path:
        path = self._path(key)
        return path.with_name(path.name + _SIDECAR)

    def _held(self, key: str) -> Held:
        held = self.stat(key)
        if held is None:
            raise ObjectMissing("nothing is held under the key", key=key)
        return held

    def _open_unverified(self, key: str) -> BinaryIO:
        path = self._path(key)
        with _own_errors():
            try:
                # A link in the place of an object is not ours: it is never followed.
                descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            except FileNotFoundError as error:
                self._must_be_there()
                raise ObjectMissing("nothing is held under the key", key=key) from error
        return os.fdopen(descriptor, "rb")

    def _must_be_there(self) -> None:
        """An unmounted disk must never read as a missing object."""
        if not self._objects.is_dir():
            raise StoreUnreachable("the folder of the store is gone", path=str(self._objects))

    def _locked_by(self, key: str) -> Lock:
        with _own_errors():
            try:
                text = self._sidecar(key).read_bytes()
            except FileNotFoundError:
                return Lock()
        return folder_locks.read(key, text)

    def _write_lock(self, key: str, lock: Lock) -> None:
        """Put the file with the lock in its place; the caller holds `_locked`."""
        sidecar = self._sidecar(key)
        with self._temporary() as (file, partial):
            file.write(folder_locks.written(key, lock))
            _make_durable(file, mode=0o440)
            with _writable(sidecar.parent):
                partial.replace(sidecar)

    def _settle(self, partial: Path, key: str) -> None:
        """Give the durable temporary file its final name, unless a sound object stands there."""
        path = self._path(key)
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        if not self._is_sound(key):
            with self._locked(), _writable(path.parent):
                partial.replace(path)
        # Also when the object was there: the process that put it may not have come this far.
        for folder in (path.parent, path.parent.parent, self._objects):
            _sync_folder(folder)

    def _is_sound(self, key: str) -> bool:
        try:
            self.open(key).close()
        except (ObjectMissing, ObjectDamaged):
            return False
        return True

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A temporary file in the store's own file system; whatever is left of it is removed."""
        with _own_errors():
            self._must_be_there()
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            partial = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    yield file, partial
            finally:
                partial.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One change below `objects/` at a time, over all processes."""
        with _own_errors():
            self._must_be_there()
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise told(error) from error


def _make_durable(file: BinaryIO, *, mode: int) -> None:
    file.flush()
    os.fchmod(file.fileno(), mode)
    os.fsync(file.fileno())


@contextlib.contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Let the folder be changed within the block, durably; the caller holds `_locked`."""
    folder.chmod(0o750)
    try:
        yield
        _sync_folder(folder)
    finally:
        folder.chmod(0o550)


def _faults(facts: os.stat_result) -> Iterator[str]:
    """What the store never does to an object: somebody else did."""
    if not stat.S_ISREG(facts.st_mode):
        yield "kind"
    elif stat.S_IMODE(facts.st_mode) & 0o222:
        yield "mode"
    if facts.st_nlink != 1 and not stat.S_ISDIR(facts.st_mode):
        yield "links"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hex_names(folder: Path, *, length: int) -> list[str]:
    """Names that are ours, in order; sidecars and what others dropped there are passed over."""
    name = re.compile(f"[0-9a-f]{{{length}}}")
    return sorted(entry.name for entry in os.scandir(folder) if name.fullmatch(entry.name))

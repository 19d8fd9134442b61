"""Objects on an S3 server with object lock: the store at scale.

The name of an object is its key; every version under it that has the key's digest is the object, and
versions that others put over it, or marks of deletion, are passed over. Plain S3 calls only, so that any
server with object lock will do. See docs/decisions/0019-s3.md.
"""

import hashlib
import math
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from storage.adapters.s3_bucket import Bucket, S3Server, Version, checksum
from storage.errors import (
    BadKey,
    BadRetention,
    HashMismatch,
    ObjectDamaged,
    ObjectMissing,
    OnHold,
    StorageError,
    StoreUnreachable,
    UnderRetention,
)
from storage.keys import digest_of, key_of
from storage.ports import Held
from storage.streams import chunks, told, verify, write_copy

# Two puts of one key that meet: the second finds the first within a round or two.
_ROUNDS = 4
_DOWNLOADS = 3


class S3Store:
    """The store port over a bucket. Threads, processes and machines may share one bucket."""

    def __init__(self, server: S3Server, *, scratch: Path) -> None:
        self._server = server
        self._bucket = Bucket(server)
        self._scratch = scratch
        self._protected = False
        self._checking = threading.Lock()
        with _disk_errors():
            scratch.mkdir(mode=0o750, parents=True, exist_ok=True)

    def put(self, source: BinaryIO, *, media_type: str, sha256: str | None = None) -> Held:
        """Keep the whole stream; see the port."""
        if sha256 is not None:
            key_of(sha256)
        self._must_protect()
        # The key is the digest, so the stream must have ended before the first byte can be sent.
        with self._temporary() as file:
            with _disk_errors():
                found = _spool(chunks(source), file)
                size_bytes = file.tell()
            if sha256 is not None and found != sha256:
                raise HashMismatch("the stream differs from its announced digest", found=found)
            for _ in range(_ROUNDS):
                key = key_of(found)
                held = self._find(key)
                if held is not None and held.is_current and self._is_sound(held, key, size_bytes):
                    return _held(key, held)
                self._bucket.send(
                    key,
                    file,
                    sha256=found,
                    media_type=media_type,
                    retain_until=self._retained_until(key) if held else None,
                    only_new=held is None,
                )
                if held is not None and any(each.on_hold for each in self._versions(key)):
                    self.hold(key)
        raise StoreUnreachable("the store does not show what was put", key=key)

    def open(self, key: str) -> BinaryIO:
        """The bytes on the local disk, verified before the first is returned; see the port."""
        held = self._must_hold(key)
        for left in reversed(range(_DOWNLOADS)):
            file = self._temporary()
            try:
                with _disk_errors():
                    _spool(self._bucket.read(key, None if held.is_current else held.id), file)
                    verify(file, key)
            except StoreUnreachable:
                file.close()
                if not left:
                    raise
            except BaseException:
                file.close()
                raise
            else:
                return file
        raise AssertionError("unreachable")

    def stat(self, key: str) -> Held | None:
        """What is held, or None; see the port."""
        digest_of(key)
        self._must_protect()
        held = self._find(key)
        return None if held is None else _held(key, held)

    def retain(self, key: str, *, until: datetime) -> Held:
        """Lock the object until then; see the port. Whoever owns the server cannot shorten it either."""
        if until.tzinfo is None:
            raise BadRetention("retention without a time zone", key=key)
        # Servers keep whole seconds: rounded up, the lock never ends early.
        until = datetime.fromtimestamp(math.ceil(until.timestamp()), UTC)
        held = self._must_hold(key)
        if not _may_be(held, key):
            raise ObjectDamaged("other bytes stand under the key", key=key)
        over = until <= datetime.now(UTC)
        if over or (held.retain_until is not None and held.retain_until >= until):
            return _held(key, held)
        try:
            self._bucket.retain(key, held.id, until=until)
        except StorageError:
            # Another process may have set a later end in between, which is never shortened.
            now = self._bucket.head(key, held.id)
            if now is None or now.retain_until is None or now.retain_until < until:
                raise
            return _held(key, now)
        return _held(key, replace(held, retain_until=until))

    def hold(self, key: str) -> Held:
        """Put the object under a legal hold; see the port."""
        held = self._must_hold(key)
        if not _may_be(held, key):
            raise ObjectDamaged("other bytes stand under the key", key=key)
        if not held.on_hold:
            self._bucket.hold(key, held.id, on=True)
        return _held(key, replace(held, on_hold=True))

    def release(self, key: str) -> None:
        """Lift the legal hold of every version; see the port."""
        digest_of(key)
        self._must_protect()
        for held in self._versions(key):
            if held.on_hold:
                self._bucket.hold(key, held.id, on=False)

    def delete(self, key: str) -> None:
        """Remove every version of an object whose retention is over; see the port."""
        digest_of(key)
        self._must_protect()
        versions = list(self._versions(key))
        if any(each.on_hold for each in versions):
            raise OnHold("under a legal hold", key=key)
        until = _latest_end(versions)
        if until is not None:
            raise UnderRetention(f"held until {until.isoformat()}", key=key, until=until)
        # Oldest first and marks last: cut short, the rest looks as it did.
        ids = list(self._bucket.versions(key))[::-1]
        for version_id, _ in sorted(ids, key=lambda each: each[1]):
            self._bucket.remove(key, version_id)

    def keys(self) -> Iterator[str]:
        """Every key, in order; names that are not ours are passed over."""
        self._must_protect()
        for name in self._bucket.names():
            try:
                digest_of(name)
            except BadKey:
                continue
            yield name

    def local_copy(self, key: str, *, folder: Path) -> Path:
        """A verified copy in `folder`, named by its digest; see the port."""
        with self.open(key) as stream:
            return write_copy(stream, key, folder=folder)

    def link(self, key: str, *, name: str, media_type: str, expires_s: int) -> str | None:
        """An address on the server's public side; see the port."""
        if not self._server.public_url:
            return None
        held = self._must_hold(key)
        if not _may_be(held, key):
            raise ObjectDamaged("other bytes stand under the key", key=key)
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "content-type": media_type,
            "cache-control": "private, no-store",
        }
        return self._bucket.link(key, held.id, expires_s=expires_s, headers=headers)

    def _must_protect(self) -> None:
        """Look once at the bucket: a missing one reads like a missing object, and nothing may be put
        where it could be altered."""
        if self._protected:
            return
        with self._checking:
            if not self._protected:
                self._bucket.must_protect()
                self._protected = True

    def _must_hold(self, key: str) -> Version:
        digest_of(key)
        self._must_protect()
        held = self._find(key)
        if held is None:
            raise ObjectMissing("nothing is held under the key", key=key)
        return held

    def _find(self, key: str) -> Version | None:
        """The newest version whose recorded checksum is the key's; else the current one, whatever it is."""
        current = self._bucket.head(key)
        if current is None or current.checksum_sha256 == checksum(digest_of(key)):
            return current
        for held in self._versions(key):
            if held.checksum_sha256 == checksum(digest_of(key)):
                return held
        return None if current.is_marker else current

    def _versions(self, key: str) -> Iterator[Version]:
        """Every version that has bytes, newest first."""
        for version_id, is_marker in self._bucket.versions(key):
            held = None if is_marker else self._bucket.head(key, version_id)
            if held is not None:
                yield held

    def _retained_until(self, key: str) -> datetime | None:
        """The end that a new version must have as well."""
        return _latest_end(self._versions(key))

    def _is_sound(self, held: Version, key: str, size_bytes: int) -> bool:
        if held.size_bytes != size_bytes or not _may_be(held, key):
            return False
        if held.checksum_sha256 is not None:
            return True
        try:
            self.open(key).close()
        except (ObjectDamaged, ObjectMissing):
            return False
        return True

    def _temporary(self) -> BinaryIO:
        """A file without a name: whatever ends the process leaves nothing behind."""
        with _disk_errors():
            return tempfile.TemporaryFile(dir=self._scratch)


def _spool(pieces: Iterator[bytes], file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        file.write(piece)
    file.flush()
    return digest.hexdigest()


def _may_be(held: Version, key: str) -> bool:
    """Whether the recorded checksum is the key's; where none is recorded only the bytes can tell."""
    return held.checksum_sha256 in {None, checksum(digest_of(key))}


def _latest_end(versions: Iterable[Version]) -> datetime | None:
    """The latest end of retention that is still to come."""
    ends = [held.retain_until for held in versions if held.retain_until]
    return max((end for end in ends if end > datetime.now(UTC)), default=None)


def _held(key: str, version: Version) -> Held:
    return Held(
        key,
        digest_of(key),
        version.size_bytes,
        version.retain_until,
        version.kept_at,
        version.on_hold,
        () if version.is_current else ("overwritten",),
    )


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise told(error) from error

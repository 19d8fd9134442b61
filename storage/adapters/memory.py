"""Objects in memory, for tests: the same rules as the real stores, nothing kept."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256 as sha256_of
from pathlib import Path
from typing import BinaryIO

from storage.errors import BadRetention, HashMismatch, ObjectMissing, OnHold, UnderRetention
from storage.keys import digest_of, key_of
from storage.ports import Held
from storage.streams import chunks, verify, write_copy


class MemoryStore:
    """The store port over a dictionary."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}  # open to tests that damage or lose an object
        self.kept_at: dict[str, datetime] = {}  # open to tests of what is older than a day
        self._retained: dict[str, datetime] = {}
        self._on_hold: set[str] = set()

    def put(self, source: BinaryIO, *, media_type: str, sha256: str | None = None) -> Held:  # noqa: ARG002 see FolderStore.put
        """Keep the whole stream; see the port."""
        if sha256 is not None:
            key_of(sha256)
        content = b"".join(chunks(source))
        found = sha256_of(content).hexdigest()
        if sha256 is not None and found != sha256:
            raise HashMismatch("the stream differs from its announced digest", found=found)
        self.objects[key_of(found)] = content
        self.kept_at.setdefault(key_of(found), datetime.now(UTC))
        return self._held(key_of(found))

    def open(self, key: str) -> BinaryIO:
        """The bytes, verified before the first is returned; see the port."""
        digest_of(key)
        if key not in self.objects:
            raise ObjectMissing("nothing is held under the key", key=key)
        stream = io.BytesIO(self.objects[key])
        verify(stream, key)
        return stream

    def stat(self, key: str) -> Held | None:
        """What is held, or None; see the port."""
        digest = digest_of(key)
        if key not in self.objects:
            return None
        size_bytes, retained = len(self.objects[key]), self._retained.get(key)
        return Held(key, digest, size_bytes, retained, self.kept_at.get(key), key in self._on_hold)

    def retain(self, key: str, *, until: datetime) -> Held:
        """Hold the object until then; see the port."""
        if until.tzinfo is None:
            raise BadRetention("retention without a time zone", key=key)
        held = self._held(key)
        if held.retain_until is None or held.retain_until < until:
            self._retained[key] = until.astimezone(UTC)
        return self._held(key)

    def hold(self, key: str) -> Held:
        """Put the object under a legal hold; see the port."""
        self._held(key)
        self._on_hold.add(key)
        return self._held(key)

    def release(self, key: str) -> None:
        """Lift the legal hold; see the port."""
        digest_of(key)
        self._on_hold.discard(key)

    def delete(self, key: str) -> None:
        """Remove an object whose retention is over; see the port. A missing object is no error."""
        digest_of(key)
        if key in self._on_hold:
            raise OnHold("under a legal hold", key=key)
        until = self._retained.get(key)
        if until is not None and until > datetime.now(UTC):
            raise UnderRetention(f"held until {until.isoformat()}", key=key, until=until)
        self.objects.pop(key, None)
        self._retained.pop(key, None)
        self.kept_at.pop(key, None)

    def keys(self) -> Iterator[str]:
        """Every key, in order."""
        yield from sorted(self.objects)

    def local_copy(self, key: str, *, folder: Path) -> Path:
        """A verified copy in `folder`, named by its digest; see the port."""
        with self.open(key) as stream:
            return write_copy(stream, key, folder=folder)

    def link(self, key: str, *, name: str, media_type: str, expires_s: int) -> str | None:  # noqa: ARG002 a dictionary has no address
        """None: a dictionary has no address; see the port."""
        digest_of(key)
        return None

    def _held(self, key: str) -> Held:
        held = self.stat(key)
        if held is None:
            raise ObjectMissing("nothing is held under the key", key=key)
        return held

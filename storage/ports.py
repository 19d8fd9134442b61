"""The store port: content-addressed objects that are written once, verified when read, never altered.

A key is `<sha256[:2]>/<sha256[2:4]>/<sha256>`, so that keys spread over prefixes and a second put of
the same bytes is harmless. Retention and hold map to S3 object lock; embedded stores keep them beside the
object. Retention ends on a day and is never shortened; a hold lasts until it is released.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds under a key."""

    key: str
    sha256: str
    size_bytes: int
    retain_until: datetime | None = None
    # Since when, where `stat` was asked and the store knows; no part of what the object is.
    kept_at: datetime | None = field(default=None, compare=False)
    # A legal hold: it may not be deleted, whatever its retention.
    on_hold: bool = False
    # What somebody did to the object around the store ("mode", "links", "kind", "overwritten"); its bytes
    # may be right all the same, which only `open` can tell.
    faults: tuple[str, ...] = field(default=(), compare=False)

    @property
    def locked(self) -> bool:
        """Whether the store refuses to delete it now."""
        return self.on_hold or (
            self.retain_until is not None and self.retain_until > datetime.now(UTC)
        )


class Store(Protocol):
    """Keeps objects under retention. All errors are `storage.errors.StorageError`."""

    def put(self, source: BinaryIO, *, media_type: str, sha256: str | None = None) -> Held:
        """Keep the whole stream; return only when it is durable.

        Args:
            source: read to its end in chunks, never whole in memory.
            media_type: kept with the object where the store can.
            sha256: expected digest in lower-case hex; a difference keeps nothing.
        Raises:
            HashMismatch: the stream is not what was announced (changed while being read).
            StoreFull: no room (retry helps once there is).
            StoreUnreachable: retry helps.
        """

    def open(self, key: str) -> BinaryIO:
        """The object's bytes, verified against the key's SHA-256 before the first is returned.

        Raises:
            ObjectMissing, ObjectDamaged, StoreUnreachable.
        """

    def stat(self, key: str) -> Held | None:
        """What is held, or None. Does not read the bytes."""

    def retain(self, key: str, *, until: datetime) -> Held:
        """Hold the object until then (aware); never shortens."""

    def hold(self, key: str) -> Held:
        """Put the object under a legal hold, beside its retention; a second call changes nothing.

        Raises:
            ObjectMissing, ObjectDamaged, StoreUnreachable.
        """

    def release(self, key: str) -> None:
        """Lift the legal hold; its retention stays. An object without hold, or none at all, is no error."""

    def delete(self, key: str) -> None:
        """Remove an object whose retention is over.

        Raises:
            UnderRetention: it is not over; nothing happened.
            OnHold: it is under a legal hold; nothing happened.
        """

    def keys(self) -> Iterator[str]:
        """Every key, for `sweep` and fixity checks only; never in normal work."""

    def local_copy(self, key: str, *, folder: Path) -> Path:
        """A verified file with these bytes, for tools that need a path; the store's own file is never lent."""

    def link(self, key: str, *, name: str, media_type: str, expires_s: int) -> str | None:
        """An address from which a browser may save the object until it expires; None where there is none.

        Args:
            name: what the saved file is called.
            expires_s: whoever holds the address within this time gets the bytes.
        Raises:
            ObjectMissing, ObjectDamaged, StoreUnreachable: there is nothing to give out.
        """

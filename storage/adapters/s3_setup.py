"""Makes the bucket ready and proves, before the first paper, that it protects what is put."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256

from storage.adapters.s3_bucket import Bucket, S3Server, Version
from storage.errors import (
    EncryptionUnavailable,
    ObjectDamaged,
    StorageError,
    StoreRefused,
    StoreUnprotected,
    StoreUnreachable,
)

_HELD_FOR = timedelta(minutes=5)
_SEALED_AS = {"none": None, "s3": "AES256", "kms": "aws:kms"}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was done and found."""

    bucket: str
    made: bool
    encryption: str
    # Whether this user removes what no lock holds; the deployment's own policy refuses it.
    may_delete: bool


def set_up(server: S3Server) -> Readiness:
    """Make the bucket where it is missing, then write, read, lock and try to delete one small object.

    May run at any time and as often as one likes; the object is no paper and is passed over by `keys`.

    Raises:
        StoreUnprotected: no object lock, no versions, or a lock that the server does not honour.
        EncryptionUnavailable: what was written is not encrypted as told.
        StoreRefused: a right is missing.
        storage.errors.StorageError: as the store.
    """
    bucket = Bucket(server)
    made = bucket.make()
    bucket.must_protect()
    content = f"Motlan store check: {server.encryption} {server.kms_key}".encode()
    name, found = _written(bucket, content)
    if found is None or b"".join(bucket.read(name, None)) != content:
        raise ObjectDamaged("the store gives back other bytes than were put", key=name)
    if _SEALED_AS[server.encryption] not in {found.encryption, None}:
        raise EncryptionUnavailable(f"written with {found.encryption}", asked=server.encryption)
    _prove_lock(bucket, name, found)
    return Readiness(server.bucket, made, server.encryption, _may_delete(bucket))


def _written(bucket: Bucket, content: bytes) -> tuple[str, Version | None]:
    digest = sha256(content).hexdigest()
    name = f"motlan-check/{digest}"
    bucket.send(name, io.BytesIO(content), sha256=digest, media_type="text/plain", only_new=True)
    return name, bucket.head(name)


def _may_delete(bucket: Bucket) -> bool:
    """Whether an object that nothing holds goes when we ask for it."""
    name, found = _written(bucket, b"Motlan store check: free to go")
    if found is None:
        return False
    try:
        bucket.remove(name, found.id)
    except StoreUnreachable:
        raise
    except StorageError:
        return False
    return True


def _prove_lock(bucket: Bucket, name: str, found: Version) -> None:
    bucket.retain(name, found.id, until=datetime.now(UTC) + _HELD_FOR)
    locked = bucket.head(name, found.id)
    if locked is None or locked.retain_until is None:
        raise StoreRefused("the end of a lock cannot be read: s3:GetObjectRetention is missing")
    sooner = datetime.now(UTC) + _HELD_FOR / 2
    for attempt in (
        partial(bucket.remove, name, found.id),
        partial(bucket.retain, name, found.id, until=sooner),
    ):
        try:
            attempt()
        except StoreUnreachable:
            raise
        except StorageError:
            continue  # refused, as it must be
        # Servers that accept a lock and do not honour it are known.
        raise StoreUnprotected("the server gives up what is locked", bucket=bucket.name)

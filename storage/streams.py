"""Streams: hashed, copied, never whole in memory. Shared by the adapters."""

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from storage.errors import (
    ObjectDamaged,
    SourceUnreadable,
    StorageError,
    StoreFull,
    StoreUnreachable,
)
from storage.keys import digest_of

CHUNK_BYTES = 1 << 20
# EFBIG is a limit of the file system or of the process: more room is the remedy as well.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def chunks(source: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces of at most 1 MiB.

    Raises:
        SourceUnreadable: the stream cannot be read to its end; told apart from faults of the store.
    """
    while True:
        try:
            chunk = source.read(CHUNK_BYTES)
        except (OSError, ValueError) as error:
            raise SourceUnreadable(str(error)) from error
        if not chunk:
            return
        yield chunk


def verify(stream: BinaryIO, key: str) -> None:
    """Read the stream to its end, compare with the digest in the key, and wind it back.

    Raises:
        ObjectDamaged: the bytes are not what was put.
    """
    stream.seek(0)
    found = hashlib.sha256()
    while chunk := stream.read(CHUNK_BYTES):
        found.update(chunk)
    if found.hexdigest() != digest_of(key):
        raise ObjectDamaged("the bytes differ from the key", key=key, found=found.hexdigest())
    stream.seek(0)


def write_copy(stream: BinaryIO, key: str, *, folder: Path) -> Path:
    """Write the verified stream to `folder/<sha256>`; the name appears only when the file is whole.

    Raises:
        StoreFull, StoreUnreachable: the folder cannot take it.
    """
    target = folder / digest_of(key)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".copy-", delete=False) as copy:
            partial = Path(copy.name)
            try:
                shutil.copyfileobj(stream, copy, CHUNK_BYTES)
                copy.flush()
                partial.replace(target)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise told(error) from error
    return target


def told(error: OSError) -> StorageError:
    """The operating system's error as one of ours."""
    kind = StoreFull if error.errno in _NO_ROOM else StoreUnreachable
    return kind(error.strerror or str(error), errno=error.errno, path=str(error.filename or ""))

"""Reads statements that may come from anywhere."""

import json
from typing import Any

from ingest.log.statement import FORMAT
from storage.keys import key_of
from storage.ports import Store

# A hundred thousand chains take less.
MOST_BYTES = 32 << 20


def read_statement(store: Store, sha256: str) -> dict[str, Any]:
    """The statement of this digest, from the store.

    Raises:
        ValueError: it is none.
        storage.errors.StorageError: it is not there, or cannot be read.
    """
    with store.open(key_of(sha256)) as stream:
        return parse_statement(stream.read(MOST_BYTES + 1))


def parse_statement(data: bytes) -> dict[str, Any]:
    """What a statement says.

    Raises:
        ValueError: it is none.
    """
    if len(data) > MOST_BYTES:
        raise ValueError("too large for a statement")
    told = json.loads(data)
    match told:
        case {"format": format_, "number": int(), "prev": str()} if format_ == FORMAT:
            return dict(told)
        case _:
            raise ValueError("no statement of an anchor")

"""One look at one object: is it there, is it what was put, is it locked? Nothing is changed, and no row is read."""

import hashlib

from ingest.archive_rows import Named
from storage.errors import BadKey, ObjectDamaged, ObjectMissing, StorageError
from storage.keys import digest_of, key_of
from storage.ports import Held, Store

MISSING = "archive.missing"
DAMAGED = "archive.damaged"
WRONG_SIZE = "archive.wrong_size"
WRONG_RECORD = "archive.wrong_record"
UNREADABLE = "archive.unreadable"
TOUCHED = "archive.touched"
LOCK_SHORT = "archive.lock_short"
HOLD_MISSING = "archive.hold_missing"
LOCK_UNREADABLE = "archive.lock_unreadable"
SIGNATURE_INVALID = "archive.signature_invalid"
NOT_VERIFIED = "archive.not_verified"
# The bytes that the row names are not to be had.
LOST = frozenset({MISSING, DAMAGED, WRONG_SIZE, UNREADABLE})

# Nobody keeps these bytes: a store that can say so works.
_NOTHING = key_of(hashlib.sha256(b"motlan: does the store answer?").hexdigest())


def look(named: Named, store: Store) -> tuple[str, ...]:
    """What is wrong with an object, by stable codes; nothing when it is sound.

    Its bytes are read in pieces, never whole. May run in any thread.

    Raises:
        storage.errors.StorageError: the store does not answer, which says nothing about the object.
    """
    try:
        if digest_of(named.key) != named.sha256:
            return (WRONG_RECORD,)
    except BadKey:
        return (WRONG_RECORD,)
    about, held = _stat(named, store)
    if held is None:
        return about if UNREADABLE in about or MISSING in about else (*_bytes(named, store), *about)
    if held.size_bytes != named.size_bytes:
        return (WRONG_SIZE, *about)
    return (*_bytes(named, store), *about)


def must_answer(store: Store) -> None:
    """Ask the store for what nobody keeps.

    Raises:
        storage.errors.StorageError: it does not answer.
    """
    store.stat(_NOTHING)


def _stat(named: Named, store: Store) -> tuple[tuple[str, ...], Held | None]:
    """What the store says of the object without its bytes, and what is wrong with that."""
    try:
        held = store.stat(named.key)
    except ObjectDamaged:
        return (LOCK_UNREADABLE,), None
    except StorageError:
        must_answer(store)
        return (UNREADABLE,), None
    if held is None:
        return (MISSING,), None
    lock_ends = held.retain_until
    is_short = named.until is not None and (lock_ends is None or lock_ends < named.until)
    wrong = (
        (LOCK_SHORT, is_short),
        (HOLD_MISSING, named.on_hold and not held.on_hold),
        (TOUCHED, bool(held.faults)),
    )
    return tuple(code for code, so in wrong if so), held


def _bytes(named: Named, store: Store) -> tuple[str, ...]:
    try:
        store.open(named.key).close()
    except ObjectMissing:
        return (MISSING,)
    except ObjectDamaged:
        return (DAMAGED,)
    except StorageError:
        must_answer(store)
        return (UNREADABLE,)
    return ()

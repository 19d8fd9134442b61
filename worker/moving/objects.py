"""Moves the objects: what the target lacks is put there, verified on both sides, and held as long."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

from dossiers.models import IssuedForm, ReceivedFile, Rendition
from storage.errors import ObjectDamaged, ObjectMissing
from storage.keys import digest_of
from storage.ports import Store
from worker.moving.source import ALIAS

# An object waits mostly for the answers of the server.
_AT_ONCE = 8
_BATCH = 400


def move(source: Store, target: Store) -> Iterator[tuple[str, str]]:
    """Bring every object over; yields each key with the code of what is wrong with it, or "".

    May be stopped at any time and run again: what is there already is read and verified instead.

    Raises:
        storage.errors.StorageError: one of the stores fails as a whole.
    """
    keys = source.keys()
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        while batch := list(islice(keys, _BATCH)):
            types = _media_types(batch)
            one = partial(_move_one, source, target, types)
            yield from zip(batch, threads.map(one, batch), strict=True)


def _move_one(source: Store, target: Store, types: dict[str, str], key: str) -> str:
    try:
        with source.open(key) as stream:
            if not _is_there(target, key):
                media_type = types.get(key) or "application/octet-stream"
                target.put(stream, media_type=media_type, sha256=digest_of(key))
        held = source.stat(key)
    except (ObjectDamaged, ObjectMissing) as error:
        return error.code
    if held is not None and held.retain_until is not None:
        target.retain(key, until=held.retain_until)
    if held is not None and held.on_hold:
        target.hold(key)
    return ""


def _is_there(target: Store, key: str) -> bool:
    try:
        target.open(key).close()
    except (ObjectMissing, ObjectDamaged):
        return False
    return True


def _media_types(keys: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for model in (ReceivedFile, Rendition):
        rows = model._default_manager.using(ALIAS).filter(key__in=keys)  # noqa: SLF001 - Django's own name
        found |= dict(rows.values_list("key", "media_type"))
    forms = IssuedForm.objects.using(ALIAS).filter(key__in=keys).values_list("key", flat=True)
    return found | dict.fromkeys(forms, "application/pdf")

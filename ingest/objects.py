"""Compares what the store holds with what the records name; bounded in memory, whatever the number.

Nothing is noted on the way: a run that was stopped is begun anew, and finds the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db.models import Model
from django.utils import timezone

from dossiers.models import IssuedForm, ReceivedFile, Rendition
from storage.errors import UnderRetention
from storage.ports import Store

# Bytes come before rows: what is younger may be named in a moment.
YOUNG = timedelta(days=1)
AT_ONCE = 400  # below the number of values that SQLite lets one query name
NAMING: tuple[type[Model], ...] = (ReceivedFile, Rendition, IssuedForm)


@dataclass(slots=True)
class Objects:
    """What was counted so far."""

    held: int = 0
    orphans: int = 0
    removed: int = 0
    named: int = 0
    missing: int = 0


def orphans(store: Store, counted: Objects) -> Iterator[str]:
    """The keys of objects that no row names, held for longer than a day."""
    keys = store.keys()
    while batch := list(islice(keys, AT_ONCE)):
        counted.held += len(batch)
        for key in sorted(set(batch) - _named(batch)):
            if _is_old(store, key):
                counted.orphans += 1
                yield key


def remove(store: Store, key: str) -> bool:
    """Remove an orphan; False when a row names it by now, or its retention is not over."""
    if _named([key]):
        return False
    try:
        store.delete(key)
    except UnderRetention:
        return False
    return True


def missing(store: Store, counted: Objects) -> Iterator[str]:
    """The keys that rows name and the store does not hold; one that several rows name may come again."""
    for model in NAMING:
        rows = model._default_manager.exclude(key="").order_by("pk")  # noqa: SLF001 - Django's own name
        for key in rows.values_list("key", flat=True).iterator(chunk_size=AT_ONCE):
            counted.named += 1
            if store.stat(key) is None:
                counted.missing += 1
                yield key


def _named(keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for model in NAMING:
        rows = model._default_manager.filter(key__in=keys)  # noqa: SLF001 - as above
        found |= set(rows.values_list("key", flat=True))
    return found


def _is_old(store: Store, key: str) -> bool:
    held = store.stat(key)
    return held is not None and held.kept_at is not None and held.kept_at < timezone.now() - YOUNG

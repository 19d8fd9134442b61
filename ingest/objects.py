"""Compares what the store holds with what the records name; bounded in memory, whatever the number.

Nothing is noted on the way: a run that was stopped is begun anew, and finds the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dossiers.models import Anchor, IssuedForm, Paper, ReceivedFile, Rendition
from dossiers.states import State
from storage.errors import UnderRetention
from storage.ports import Store

# Bytes come before rows: what is younger may be named in a moment.
YOUNG = timedelta(days=1)
AT_ONCE = 400  # below the number of values that SQLite lets one query name


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
        for key in sorted(set(batch) - named(batch)):
            if _is_old(store, key):
                counted.orphans += 1
                yield key


def remove(store: Store, key: str) -> bool:
    """Remove an orphan; False when a row names it by now, or its retention is not over."""
    if named([key]):
        return False
    try:
        store.delete(key)
    except UnderRetention:
        return False
    return True


def missing(store: Store, counted: Objects) -> Iterator[str]:
    """The keys that rows name and the store does not hold; one that several rows name may come again."""
    for rows, column in _naming():
        keys = rows.exclude(**{column: ""}).order_by("pk").values_list(column, flat=True)
        for key in keys.iterator(chunk_size=AT_ONCE):
            counted.named += 1
            if store.stat(key) is None:
                counted.missing += 1
                yield key


def named(keys: Iterable[str], *, besides: Paper | None = None) -> set[str]:
    """Which of these keys a row names whose bytes are to be there.

    Args:
        besides: a paper that does not count, as if it were disposed of.
    """
    found: set[str] = set()
    for rows, column in _naming(besides):
        found |= set(rows.filter(**{f"{column}__in": keys}).values_list(column, flat=True))
    return found


def is_last_of_its_file(paper: Paper) -> bool:
    """Whether the file as it came shows no other paper that is there."""
    others = Paper.objects.filter(received_file=paper.received_file_id).exclude(pk=paper.pk)
    return not others.exclude(state__in=(State.DISPOSED, State.DISSOLVED)).exists()


def _naming(besides: Paper | None = None) -> tuple[tuple[QuerySet[Any], str], ...]:
    """The rows that name objects, and by which column; what was disposed of on purpose names none any more."""
    files = ReceivedFile.objects.filter(disposed_at=None)
    renditions = Rendition.objects.filter(disposed_at=None)
    if besides is not None:
        renditions = renditions.exclude(paper=besides)
        if is_last_of_its_file(besides):
            files = files.exclude(pk=besides.received_file_id)
            # The others were dissolved into it, and still have a row of the same original.
            renditions = renditions.exclude(paper__received_file=besides.received_file_id)
    anchors = Anchor.objects.all()
    return (
        *((rows, "key") for rows in (files, renditions, IssuedForm.objects.all())),
        *((anchors, column) for column in ("key", "rows_key", "token_key")),
    )


def _is_old(store: Store, key: str) -> bool:
    held = store.stat(key)
    return held is not None and held.kept_at is not None and held.kept_at < timezone.now() - YOUNG

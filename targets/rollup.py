"""Keeps the sums in step with the events of each agency, read by cursor in the order of `seq`.

An event only says which records to count again; what they add now is compared with what they added
before, and the difference goes into the sums in the same transaction as the cursor. Reading an event
again therefore changes nothing.
"""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models import ChainHead, Event
from targets.counting.again import count_again, count_everything
from targets.counting.learning import learn
from targets.counting.touching import touched_by
from targets.counting.writing import beside, without_jit
from targets.models import Cursor

EVENTS_AT_ONCE = 500
# An installation that has counted nothing yet counts its records, rather than read all that ever happened.
FROM_THE_RECORDS = 20_000


def follow(*, within_s: float = math.inf) -> int:
    """Read every new event; the number that was read. Safe to run at any time, and twice at once.

    Args:
        within_s: begin no further piece after that; while many work, new events never end.
    """
    until, read = time.monotonic() + within_s, 0
    # Looked at before a transaction is begun, which on SQLite keeps all others from writing.
    while _behind() and (now := _follow_some()) > 0:
        read += now
        if time.monotonic() >= until:
            break
    return read


def rebuild() -> None:
    """Count everything anew from the records, as if no event had been read before."""
    heads = _heads()
    # Kept before the rest is begun, so that a second connection sees it.
    with unchanged():
        learn()
    with beside() as finders, transaction.atomic():
        _lock_cursors()
        _count_up_to(heads, finders)


@contextmanager
def unchanged() -> Iterator[None]:
    """What is counted stays as it is until the block ends; what is recorded meanwhile is counted after it."""
    with transaction.atomic():
        _lock_cursors()
        yield


@contextmanager
def holding_still() -> Iterator[None]:
    """Everything that is recorded is counted, and what is counted does not change until the block ends."""
    follow()
    with unchanged():
        while _behind():
            _follow_some()
        yield


def _heads() -> dict[int, int]:
    """The last event of each agency; what is recorded from now on has its events after these."""
    return dict(ChainHead.objects.order_by().values_list("agency", "seq"))


def _count_up_to(heads: dict[int, int], finders: Sequence[BaseDatabaseWrapper] = ()) -> None:
    """Count everything, learned of all that happened up to these events: those after them are read again."""
    for agency, seq in heads.items():
        Cursor.objects.filter(agency=agency).update(seq=seq)
    count_everything(finders)


def _behind() -> dict[int, int]:
    """The agencies with events that were not read, and the last event that was."""
    new = Q(agency__counted_up_to__isnull=True) | Q(seq__gt=F("agency__counted_up_to__seq"))
    rows = ChainHead.objects.filter(new).order_by("agency")
    return {
        agency: seq or 0 for agency, seq in rows.values_list("agency", "agency__counted_up_to__seq")
    }


def _follow_some() -> int:
    with transaction.atomic():
        _lock_cursors()
        is_new = not Cursor.objects.filter(seq__gt=0).exists()
        if is_new and Event.objects.count() > FROM_THE_RECORDS:
            heads = _heads()
            learn()
            _count_up_to(heads)
            return Event.objects.count()
        events = _some_events()
        count_again(touched_by(events))
        # The last of an agency's events counts, since they come in the order of `seq`.
        for agency, seq in {event.agency_id: event.seq for event in events}.items():
            Cursor.objects.filter(agency=agency).update(seq=seq)
    return len(events)


def _some_events() -> list[Event]:
    """The next events of one agency after another; one that tells of a part of a file weighs as many others."""
    events: list[Event] = []
    left = EVENTS_AT_ONCE
    for agency, seq in _behind().items():
        for event in Event.objects.filter(agency=agency, seq__gt=seq).order_by("seq")[:left]:
            events.append(event)
            left -= EVENTS_AT_ONCE if event.object_type == "importpart" else 1
            if left <= 0:
                return events
    return events


def _lock_cursors() -> None:
    """Make every agency a cursor that has none; whoever comes second waits here."""
    without_jit()
    without = Agency.objects.exclude(pk__in=Cursor.objects.values("agency"))
    Cursor.objects.bulk_create([Cursor(agency=agency) for agency in without], ignore_conflicts=True)
    list(Cursor.objects.select_for_update(no_key=True).order_by("agency").values_list("agency"))

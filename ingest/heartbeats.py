"""Which processes work now: each writes every few seconds that it is alive.

A lease says who holds a paper; a worker that waits for papers holds none, and would look like no worker.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import Error, connection
from django.utils import timezone

from ingest.leases import is_dead, owner_name
from ingest.models import Heartbeat

log = logging.getLogger(__name__)

Kind = Heartbeat.Kind
BEAT_S = 10.0
# Three beats may be missed: the records may be busy.
SILENT = timedelta(seconds=4 * BEAT_S)
# Rows of processes that could not say good-bye are kept this long, so that a person sees who is missing.
FORGET = timedelta(hours=1)
# The good-bye of a process must not hold up its end when the records do not answer.
LEAVE_WITHIN_S = 2.0


@contextmanager
def beating(kind: Kind, *, jobs: int = 1) -> Iterator[None]:
    """Say every BEAT_S that this process is alive, from a thread of its own, until the block ends.

    Records that cannot be written are no reason to stop working: the beat is left out and logged.
    """
    stop = threading.Event()
    heart = threading.Thread(
        target=_beat_until, args=(stop, kind, jobs), name="heartbeat", daemon=True
    )
    heart.start()
    try:
        yield
    finally:
        stop.set()
        heart.join(LEAVE_WITHIN_S)


def beat(kind: Kind, *, jobs: int = 1) -> None:
    """Write that this process is alive now."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(
        owner=owner_name(),
        kind=kind,
        defaults={"jobs": jobs, "seen_at": now},
        create_defaults={"jobs": jobs, "seen_at": now, "started_at": now},
    )
    Heartbeat.objects.filter(seen_at__lt=now - FORGET).delete()


def leave(kind: Kind) -> None:
    """Take this process off the list: it ends in order."""
    Heartbeat.objects.filter(owner=owner_name(), kind=kind).delete()


def alive(kind: Kind) -> list[Heartbeat]:
    """The processes of this kind that work now."""
    fresh = Heartbeat.objects.filter(kind=kind, seen_at__gte=timezone.now() - SILENT)
    return [each for each in fresh if not is_dead(each.owner)]


def _beat_until(stop: threading.Event, kind: Kind, jobs: int) -> None:
    try:
        while True:
            try:
                beat(kind, jobs=jobs)
            except Error as error:
                log.warning("no heartbeat written: %s", error)
                connection.close()  # a connection that broke is not used again
            if stop.wait(BEAT_S):
                break
        with suppress(Error):
            leave(kind)
    finally:
        connection.close()

"""Anchors the log by itself, beside the work of a worker or an indexer: a time-stamp may take minutes."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection

from config import wiring
from ingest.log.anchoring import anchor_all, due
from ingest.measures import count_error
from ingest.records import records_trouble
from signing.errors import SigningError
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOOK_S = 60.0
# After a time-stamp or the store failed.
TROUBLED_S = 600.0
JOIN_S = 5.0
ACTOR = "worker"


@contextmanager
def anchoring() -> Iterator[None]:
    """Until the block ends, what has waited long enough is anchored; a lease lets one process do it."""
    if wiring.anchor_every() is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop,), name="anchors", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        # An authority may take its time; what it answers after the end is dropped, and asked for anew.
        thread.join(JOIN_S)


def _run(stop: threading.Event) -> None:
    wait = LOOK_S
    while not stop.wait(wait):
        wait = look()
    connection.close()


def look() -> float:
    """Anchor what is due; the seconds until the next look. No trouble ends the thread."""
    every = wiring.anchor_every()
    try:
        if every is not None and due(every=every):
            for _ in anchor_all(wiring.anchor_desk(), by=ACTOR):
                pass
    except (SigningError, StorageError) as error:
        count_error(error.code)
        log.warning("the anchor of the log waits: %s", error.code)
        return TROUBLED_S
    except (DatabaseError, InterfaceError) as error:
        count_error(records_trouble(error))
        connection.close()
        return TROUBLED_S
    return LOOK_S

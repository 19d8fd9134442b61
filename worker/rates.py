"""The sums of the rates follow the records, beside the work of a worker or an indexer.

An accepted paper shows within a second, however long the paper after it takes.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection

from ingest.measures import count_error
from ingest.records import records_trouble
from targets.rollup import follow

log = logging.getLogger(__name__)

LOOK_S = 0.25
# Until the records are tried again after they could not be read or written.
TROUBLED_S = 5.0
# Events never end while many work; after that long a stop is noticed.
TURN_S = 2.0
JOIN_S = 10.0
UNEXPECTED = "ingest.unexpected"


@contextmanager
def following_rates() -> Iterator[None]:
    """Until the block ends, new events are counted; of several processes one does it at a time."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop,), name="rates", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(JOIN_S)


def _run(stop: threading.Event) -> None:
    wait = LOOK_S
    while not stop.wait(wait):
        wait = look()
    connection.close()


def look() -> float:
    """Count what is new; the seconds until the next look. No trouble of the records ends the thread."""
    try:
        follow(within_s=TURN_S)
    except (DatabaseError, InterfaceError) as error:
        code = records_trouble(error)
        count_error(code)
        log.warning("the rates wait: %s", code)
        connection.close()
        return TROUBLED_S
    except Exception:
        # A fault of ours: told with its trace and tried again, else nothing would be counted any more.
        count_error(UNEXPECTED)
        log.exception("the rates wait: %s", UNEXPECTED)
        connection.close()
        return TROUBLED_S
    return LOOK_S

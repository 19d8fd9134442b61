"""One look at each part, as it is used in normal work; `report` looks at all of them at once."""

import hashlib
import logging
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config import wiring
from dossiers.models import Event, Paper
from ingest.archive_figures import archive_state
from ingest.figures import INDEX, waiting
from ingest.heartbeats import Kind, alive
from ingest.log.anchoring import waiting as anchors_waiting
from ingest.measures import count_error
from ingest.records import records_trouble
from storage.keys import key_of
from vietnamese.dates import format_number
from web.health.asking import Question
from web.health.certificates import certificates
from web.health.findings import PARTS, Finding, Report, Word
from web.health.trust import trust

log = logging.getLogger(__name__)

WITHIN_S = 2.5
FRESH_S = 5.0
INDEX_BEHIND = timedelta(minutes=5)
CLOCK_OFF = timedelta(minutes=1)
# A time-stamping service that is away for an hour is nobody's alarm.
ANCHOR_LATE = timedelta(hours=2)
ARCHIVE_UNCHECKED = timedelta(days=8)
GIB = 1024**3
DISK_FULL_BYTES, DISK_LOW_BYTES, DISK_LOW_SHARE = GIB // 2, 20 * GIB, 0.1
# Nobody keeps these bytes; a store that can say so works.
NO_OBJECT = key_of(hashlib.sha256(b"motlan: is the store there?").hexdigest())

type_of_look = Callable[[], tuple[Word, str, str] | None]
GOOD: tuple[Word, str, str] = (Word.GOOD, "health.good", "")


def records() -> tuple[Word, str, str]:
    """Reachable, and of the form that this program expects."""
    Paper.objects.order_by().values_list("pk").first()
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Word.DOWN, "records.not_ready", f"thiếu {len(missing)} bước chuẩn bị"
    return GOOD


def store() -> tuple[Word, str, str]:
    """Answers whether it holds an object."""
    wiring.store().stat(NO_OBJECT)
    return GOOD


def index() -> tuple[Word, str, str]:
    """Answers how much it holds."""
    held = wiring.index().count()
    return Word.GOOD, "health.good", f"{format_number(held)} giấy tờ trong chỉ mục"


def broker() -> tuple[Word, str, str] | None:
    """Lets this process in; None where no broker is used."""
    app = wiring.broker()
    if app is None:
        return None
    try:
        with app.connection_for_write() as connected:
            connected.ensure_connection(max_retries=1, timeout=1)
    except Exception as error:  # noqa: BLE001 - client and sockets raise classes of many libraries
        # Not the error's own words: they may quote the address with its password.
        return Word.DEGRADED, "broker.unreachable", type(error).__name__
    return GOOD


def indexer() -> tuple[Word, str, str]:
    """The index is not minutes behind the records; with a broker a process of its own writes it."""
    if wiring.broker() is not None and not alive(Kind.INDEXER):
        return Word.DEGRADED, "health.no_indexer", ""
    (due,) = (each for each in waiting(Paper.objects.all()) if each.queue == INDEX)
    if due.oldest > INDEX_BEHIND:
        return Word.DEGRADED, "health.index_behind", f"{format_number(due.papers)} giấy tờ chờ ghi"
    return GOOD


def workers() -> tuple[Word, str, str]:
    """Somebody moves papers on."""
    found = alive(Kind.WORKER)
    return GOOD if found else (Word.DEGRADED, "health.no_worker", "")


def keys() -> tuple[Word, str, str]:
    """No certificate ends soon; the worst one counts."""
    known = certificates(within_s=WITHIN_S)
    for code, word in (
        ("health.certificate_expired", Word.DEGRADED),
        ("signing.certificate_revoked", Word.DEGRADED),
        ("signing.certificate_of_another", Word.DEGRADED),
        ("signing.certificate_unfit", Word.DEGRADED),
        ("signing.key_unreadable", Word.DEGRADED),
        ("signing.key_unavailable", Word.DEGRADED),
        ("signing.trust_unreadable", Word.DEGRADED),
        ("health.certificate_ends_soon", Word.ATTENTION),
        ("health.certificate_ends", Word.ATTENTION),
    ):
        named = [each.agency.code for each in known if each.trouble == code]
        if named:
            return word, code, ", ".join(named)
    return GOOD


def archive() -> tuple[Word, str, str] | None:
    """The last check of the store was not long ago, and left nothing; None where it was never checked."""
    state = archive_state()
    if state.findings:
        return Word.ATTENTION, "archive.has_findings", ", ".join(sorted(state.findings))
    if state.checked_at is None:
        return None
    if timezone.now() - state.checked_at > ARCHIVE_UNCHECKED:
        return Word.ATTENTION, "archive.not_checked", ""
    return GOOD


def disk() -> tuple[Word, str, str]:
    """Room for what comes in."""
    home = wiring.home()
    usage = shutil.disk_usage(home)
    told = f"còn {_gib(usage.free)} trong {_gib(usage.total)} GiB ({home})"
    if usage.free < DISK_FULL_BYTES:
        return Word.DEGRADED, "health.disk_full", told
    if usage.free < min(DISK_LOW_BYTES, usage.total * DISK_LOW_SHARE):
        return Word.ATTENTION, "health.disk_low", told
    return Word.GOOD, "health.good", told


def _gib(size_bytes: int) -> str:
    return format_number(round(Decimal(size_bytes) / GIB, 1))


def clock() -> tuple[Word, str, str]:
    """Not behind what has been recorded already, by this machine or another."""
    newest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is not None and newest > timezone.now() + CLOCK_OFF:
        return Word.ATTENTION, "health.clock_wrong", newest.isoformat()
    return GOOD


def log_anchors() -> tuple[Word, str, str] | None:
    """No event waits for an anchor for much longer than it should; None where none are made by themselves."""
    every = wiring.anchor_every()
    if every is None:
        return None
    found = anchors_waiting()
    if found.oldest is not None and found.oldest < timezone.now() - every - ANCHOR_LATE:
        return Word.ATTENTION, "health.log_waits", f"{format_number(found.events)} sự kiện chờ"
    return GOOD


LOOKS: dict[str, type_of_look] = {
    "records": records,
    "store": store,
    "index": index,
    "broker": broker,
    "indexer": indexer,
    "workers": workers,
    "certificates": keys,
    "trust": trust,
    "archive": archive,
    "disk": disk,
    "clock": clock,
    "log": log_anchors,
}
# These ask the records; without them there is nothing to say about these parts.
FROM_RECORDS = frozenset({"indexer", "workers", "certificates", "archive", "clock", "log"})


def look(key: str) -> Finding | None:
    """One look, whatever it meets; None where the part is not used here."""
    part = PARTS[key]
    try:
        found = LOOKS[key]()
    except TimeoutError:
        return Finding(part, part.at_worst, "health.no_answer")
    except Error as error:
        return Finding(part, part.at_worst, records_trouble(error), str(error))
    except Exception as error:
        code = getattr(error, "code", "health.failed")
        if code == "health.failed":
            log.warning("look at %s failed", key, exc_info=error)
        count_error(code)
        return Finding(part, part.at_worst, code, f"{type(error).__name__}: {error}")
    return None if found is None else Finding(part, *found)


QUESTIONS = {key: Question(partial(look, key), fresh_s=FRESH_S) for key in PARTS}


def report() -> Report:
    """Look at every part at the same time; whatever has not answered after WITHIN_S counts as not there."""
    until = time.monotonic() + WITHIN_S
    for question in QUESTIONS.values():
        question.begin()
    found = {key: _found(key, until) for key in QUESTIONS}
    known = {key: each for key, each in found.items() if each is not None}
    if known["records"].word is Word.DOWN:
        known = {key: each for key, each in known.items() if key not in FROM_RECORDS}
    return Report(tuple(known.values()))


def _found(key: str, until: float) -> Finding | None:
    try:
        return QUESTIONS[key].answer(until=until)
    except TimeoutError:
        return Finding(PARTS[key], PARTS[key].at_worst, "health.no_answer")

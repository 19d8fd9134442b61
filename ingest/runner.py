"""Moves papers through LIFE: claims one under a lease, runs its step, and alone writes what is true next.

A lease is taken on a locked row, so that any number of runners share the work. What a step made
outside the records is content-addressed, so that a step that runs twice does no harm. A runner that
was killed leaves a lease; it ends by time, or at once when its process is seen to be dead on this host.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from django.db import Error, connection, transaction
from django.db.models import Q
from django.utils import timezone

from dossiers import events
from dossiers.models import Paper, PaperQuerySet
from dossiers.states import READABLE, State, check_move
from ingest.errors import NoTimestamper, SignatureLost, TrustMissing
from ingest.leases import LEASE_S, owner_name, release_dead
from ingest.log_facts import log_facts
from ingest.measures import count_error, count_step, step_timed
from ingest.pipeline import LIFE, MACHINE_STATES, type_of_step
from ingest.records import PASSING, records_trouble
from ingest.signing import waits_for_a_person
from ingest.tools import Done, Tools
from signing.errors import SigningError
from storage.errors import StorageError
from vietnamese.text import storable

log = logging.getLogger(__name__)

# Seconds to wait before a retryable error is tried again; after the last one the paper has FAILED.
BACK_OFF_S = (5, 30, 120, 600, 1800)
# A store, key or time-stamp service that is away is no fault of the paper: the last wait is repeated, for
# ten days or so. After an outage of a night papers go on by themselves.
MOST_TRIES_AWAY = 480
AWAY = (StorageError, SigningError, TrustMissing, SignatureLost, NoTimestamper)
WORKER = "worker"
# Seconds that steps under way may still take once a stop is asked for.
STOP_WITHIN_S = 10.0


def due() -> Q:
    """Papers that a step can work on now."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
    return Q(state__in=MACHINE_STATES) & free & ready & ~waits_for_a_person()


def claim(owner: str, *, named: int | None = None) -> Paper | None:
    """Take a lease on the next due paper: those of a waiting dossier before the backlog.

    Args:
        named: of the backlog take this paper only (of a waiting dossier still any).
    """
    at_counter = Q(dossier__isnull=False)
    return _claim_first(owner, at_counter) or _claim_first(
        owner, ~at_counter if named is None else Q(pk=named)
    )


def _claim_first(owner: str, among: Q) -> Paper | None:
    papers = Paper.objects.filter(due(), among)
    if not papers.exists():  # where nothing is due, nothing is locked
        return None
    until = timezone.now() + timedelta(seconds=LEASE_S)
    with transaction.atomic():
        # Rows that another runner claims at this moment are passed over. SQLite knows no such
        # rows: there one transaction that writes is under way at a time.
        free = papers.select_for_update(skip_locked=True, no_key=True).order_by("id")
        candidate = free.values_list("pk", flat=True).first()
        if candidate is None:
            return None
        Paper.objects.filter(pk=candidate).update(lease_owner=owner, lease_until=until)
    return _for_a_step().get(pk=candidate)


def _for_a_step() -> PaperQuerySet:
    return Paper.objects.select_related(
        "received_file", "agency", "dossier__procedure", "paper_type"
    )


def advance(paper: Paper, tools: Tools, *, owner: str) -> State:
    """Run the step of the paper's state and write the outcome; the new state is returned."""
    before = State(paper.state)
    step = LIFE[before].step
    if step is None:
        return before
    with log_facts(paper=paper.pk, state=before.value), step_timed(before.value):
        return _run(step, paper, tools, owner=owner)


def _run(step: type_of_step, paper: Paper, tools: Tools, *, owner: str) -> State:
    try:
        done = step(paper, tools)
        return _commit(paper, done, owner=owner)
    except Error as error:
        # Records that are full, locked or out of reach are no fault of the paper: it stays in its state.
        if records_trouble(error) in PASSING:
            raise
        return _fail(paper, error, owner=owner)
    except Exception as error:  # noqa: BLE001 - a step may meet anything in a hostile file; the paper says what
        return _fail(paper, error, owner=owner)


def _commit(paper: Paper, done: Done, *, owner: str) -> State:
    check_move(paper.state, done.state)
    with transaction.atomic():
        current = _still_ours(paper, owner)
        if current is None:
            return State(paper.state)
        done.save(current)
        _move(current, done.state)
        events.record(
            agency=current.agency,
            actor=WORKER,
            verb=f"paper.{done.state.value}",
            about=current,
            facts=done.facts,
        )
    count_step(paper.state, "done")
    return done.state


def _fail(paper: Paper, error: Exception, *, owner: str) -> State:
    code = getattr(error, "code", "ingest.unexpected")
    retry = bool(getattr(error, "retry", False))
    # Below its sentence a database may cite the row, names and all; administrators read this.
    told = str(error).partition("\nDETAIL:")[0]
    detail = storable(f"{type(error).__name__}: {told}")[:500]
    count_error(code)
    if code == "ingest.unexpected":
        log.error("paper %s failed in state %s", paper.pk, paper.state, exc_info=error)
    with transaction.atomic():
        current = _still_ours(paper, owner)
        if current is None:
            return State(paper.state)
        is_away = isinstance(error, AWAY)
        if retry and current.attempts < (MOST_TRIES_AWAY if is_away else len(BACK_OFF_S)):
            wait_s = BACK_OFF_S[min(current.attempts, len(BACK_OFF_S) - 1)]
            current.not_before = timezone.now() + timedelta(seconds=wait_s)
            current.attempts += 1
            current.failure_code, current.failure_detail = code, detail
            _release(current)
            current.save()
            count_step(paper.state, "retry")
            return State(current.state)
        current.failed_from = current.state
        _move(current, State.FAILED)
        current.failure_code, current.failure_detail = code, detail
        current.save()
        events.record(
            agency=current.agency,
            actor=WORKER,
            verb="paper.failed",
            about=current,
            facts={"code": code},
        )
    count_step(paper.state, "failed")
    return State.FAILED


def _still_ours(paper: Paper, owner: str) -> Paper | None:
    """The row, locked, unless the lease was lost; then whoever has it now does the work again."""
    return (
        Paper.objects.select_for_update(of=("self",), no_key=True)
        .select_related("received_file", "agency", "dossier__procedure", "paper_type")
        .filter(pk=paper.pk, state=paper.state, lease_owner=owner)
        .first()
    )


def _move(paper: Paper, state: State) -> None:
    paper.state = state
    paper.state_since = timezone.now()
    paper.attempts, paper.not_before = 0, None
    paper.failure_code = paper.failure_detail = ""
    _release(paper)
    # What has failed leaves the index, as it does when the index is made anew.
    if state in READABLE or state is State.FAILED:
        paper.version += 1
    if state is not State.FAILED:
        paper.failed_from = ""
        paper.save()


def _release(paper: Paper) -> None:
    paper.lease_owner, paper.lease_until = "", None


def keep_leases(owner: str, papers: Collection[int]) -> None:
    """Prolong the leases on these papers, whose steps are under way."""
    until = timezone.now() + timedelta(seconds=LEASE_S)
    Paper.objects.filter(lease_owner=owner, pk__in=papers).update(lease_until=until)


def give_back(owner: str, papers: Collection[int]) -> None:
    """End the leases on these papers: what their steps still bring is dropped, and done again by the next."""
    mine = Paper.objects.filter(lease_owner=owner, pk__in=papers)
    mine.update(lease_owner="", lease_until=None)


def drain(
    tools: Tools,
    *,
    jobs: int,
    stop: threading.Event | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Work until nothing is due, in `jobs` threads; the pixels are done in the sandbox's processes.

    Args:
        stop: set by a signal handler; the steps under way have STOP_WITHIN_S to finish, then their
            papers are given back and the caller closes the sandbox.
        meanwhile: called at least once a second in the calling thread (progress, index).
    Raises:
        django.db.Error: the records cannot be read or written now; the steps under way have ended, and
            their papers are due again when their leases end.
    """
    release_dead()
    owner, renewed, stop = owner_name(), time.monotonic(), stop or threading.Event()
    leave_at: float | None = None
    running: dict[Future[State], int] = {}
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="step")
    try:
        while True:
            while len(running) < jobs and not stop.is_set() and (paper := claim(owner)):
                running[pool.submit(_advance_in_thread, paper, tools, owner)] = paper.pk
            if not running:
                return
            for each in wait(running, timeout=1.0, return_when=FIRST_COMPLETED).done:
                del running[each]
                each.result()
            if time.monotonic() - renewed > LEASE_S / 4:
                keep_leases(owner, running.values())
                renewed = time.monotonic()
            if meanwhile is not None:
                meanwhile()
            if stop.is_set():
                leave_at = leave_at or time.monotonic() + STOP_WITHIN_S
                if time.monotonic() > leave_at:
                    give_back(owner, running.values())
                    running.clear()
    finally:
        # Whoever waits for nothing has given its papers back; else the threads are waited for.
        pool.shutdown(wait=bool(running))


def _advance_in_thread(paper: Paper, tools: Tools, owner: str) -> State:
    try:
        return advance(paper, tools, owner=owner)
    finally:
        connection.close()


def run_one(
    paper: Paper, tools: Tools, *, on_state: Callable[[Paper], None] | None = None
) -> Paper:
    """Take one paper as far as it goes by itself, for `motlan walk` and for tests."""
    owner = owner_name()
    while True:
        if on_state is not None:
            on_state(paper)
        until = timezone.now() + timedelta(seconds=LEASE_S)
        if not Paper.objects.filter(due(), pk=paper.pk).update(
            lease_owner=owner, lease_until=until
        ):
            return paper
        advance(_for_a_step().get(pk=paper.pk), tools, owner=owner)
        paper = _for_a_step().get(pk=paper.pk)

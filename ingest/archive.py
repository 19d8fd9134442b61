"""The check of the archive: every object that a row names is looked at, in the order of the rows.

A run is a row with a cursor. It writes what it found and how far it is in one transaction a batch, so that a
run that was killed goes on behind its last batch. One run at a time: the lease `archive`.
"""

import math
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import ReceivedFile, Rendition, Verification
from dossiers.states import State, WrongMove
from ingest.archive_findings import OF_SIGNATURES, answered, end, known_of, write
from ingest.archive_looks import LOST, NOT_VERIFIED, SIGNATURE_INVALID, look
from ingest.archive_restoring import restore
from ingest.archive_rows import TABLES, Named, again, batch, count
from ingest.errors import ArchiveBusy, IngestError
from ingest.leases import LEASE_S, keep_lease, lease
from ingest.measures import count_error
from ingest.models import ArchiveFinding, ArchiveRun
from ingest.pacing import Pace
from ingest.tools import Tools
from ingest.verifying import VALID, verify_again
from ocr.errors import OcrError
from signing.errors import SigningError
from storage.errors import StorageError

LEASE = "archive"
# More than this is no damage of single objects: a person looks before anything is made anew.
MOST_RESTORED = 100

type_of_look = tuple[Named, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be checked, and how."""

    by: str  # who asked for it, for the events
    agency: Agency | None = None  # with all below it; None: everything
    sample: str = ""  # so many objects (500), or such a share of them (5%); empty: every one
    jobs: int = 2  # objects at once
    pace: Pace = field(default_factory=Pace)
    verified_within: timedelta = timedelta(days=30)  # a verdict that is younger is relied on
    restores: bool = True


def verify_archive(
    wanted: Wanted,
    tools: Tools,
    *,
    stop: threading.Event | None = None,
    on_finding: Callable[[ArchiveFinding], None] = lambda _: None,
    meanwhile: Callable[[ArchiveRun], None] = lambda _: None,
) -> ArchiveRun:
    """Check the archive, or go on with the check of the same objects that was stopped.

    Args:
        stop: set by a signal handler; the run is left after the batch under way, and gone on with later.
        on_finding: told of each finding that stands, new or not, once it is written.
        meanwhile: told after each batch how far the run is.
    Raises:
        ArchiveBusy: another run is under way, or took over since this one stood still for too long.
        storage.errors.StorageError: the store does not answer; the run is gone on with later.
    """
    stop = stop or threading.Event()
    with lease(LEASE) as held:
        if not held:
            raise ArchiveBusy
        run = _begun(wanted)
        with ThreadPoolExecutor(wanted.jobs, thread_name_prefix="archive") as pool:
            for rows in _batches(run, wanted):
                looked = _looked(_chosen(run, rows), tools, wanted.pace, pool, stop)
                if stop.is_set():
                    return run
                for finding in _settled(run, rows[-1], looked, tools, wanted):
                    on_finding(finding)
                meanwhile(run)
        run.ended_at = timezone.now()
        run.save()
    return run


def _begun(wanted: Wanted) -> ArchiveRun:
    """The run of the same objects that was not finished, else a new one."""
    open_runs = ArchiveRun.objects.filter(ended_at__isnull=True, agency=wanted.agency)
    run = open_runs.filter(sample=wanted.sample).order_by("-pk").first()
    if run is not None:
        return run
    rows = count(wanted.agency)
    return ArchiveRun.objects.create(
        agency=wanted.agency, sample=wanted.sample, rows=rows, wanted=_share(wanted.sample, rows)
    )


def _share(sample: str, rows: int) -> int:
    if not sample:
        return rows
    if sample.endswith("%"):
        return math.ceil(rows * float(sample[:-1]) / 100)
    return min(rows, int(sample))


def _batches(run: ArchiveRun, wanted: Wanted) -> Iterator[list[Named]]:
    """What is left; the cursor is moved by who has settled a batch."""
    while run.table < len(TABLES):
        rows = batch(run.table, after=run.last_row, agency=wanted.agency)
        if rows:
            yield rows
        else:
            run.table, run.last_row = run.table + 1, 0


def _chosen(run: ArchiveRun, rows: list[Named]) -> list[Named]:
    """The objects of the sample among these: as many in all as are wanted, each as likely as any other.

    Source: Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S.
    """
    chosen: list[Named] = []
    for named in rows:
        left = run.rows - run.seen
        # Rows that came while the run was under way are all looked at where everything is.
        missing = run.wanted - run.objects_checked - len(chosen)
        if not run.sample or random.SystemRandom().random() * max(left, 1) < missing:
            chosen.append(named)
        run.seen += 1
    return chosen


def _looked(
    chosen: Sequence[Named],
    tools: Tools,
    pace: Pace,
    pool: ThreadPoolExecutor,
    stop: threading.Event,
) -> list[type_of_look]:
    """What the looks at these objects say, in their order; the lease is kept meanwhile."""
    asked: list[Future[tuple[str, ...]]] = []
    renewed = time.monotonic()
    try:
        for named in chosen:
            pace.wait(named.size_bytes, stop)
            if stop.is_set():
                break
            asked.append(pool.submit(look, named, tools.store))
            renewed = _kept(renewed)
        while wait(asked, timeout=LEASE_S / 8).not_done and not stop.is_set():
            renewed = _kept(renewed)
        return (
            [] if stop.is_set() else [(n, a.result()) for n, a in zip(chosen, asked, strict=True)]
        )
    finally:
        for each in asked:
            each.cancel()


def _kept(renewed: float) -> float:
    if time.monotonic() - renewed < LEASE_S / 8:
        return renewed
    if not keep_lease(LEASE):
        raise ArchiveBusy
    return time.monotonic()


def _settled(
    run: ArchiveRun, last: Named, looked: list[type_of_look], tools: Tools, wanted: Wanted
) -> list[ArchiveFinding]:
    """Write what a batch brought, then restore what can be; the findings that stand, as they are then."""
    known = known_of(named for named, _ in looked)
    judged = _judged(run, looked, tools, wanted)
    found: list[tuple[Named, ArchiveFinding]] = []
    if not keep_lease(LEASE):
        raise ArchiveBusy
    with transaction.atomic():
        for named, codes, verified in judged:
            found += [(named, f) for f in write(run, named, codes, known=known, by=wanted.by)]
            if verified:
                gone = (known.get((named.table, named.row.pk, code)) for code in OF_SIGNATURES)
                end([each for each in gone if each and each.code not in codes], named, by=wanted.by)
            run.objects_checked += 1
            run.bytes_checked += named.size_bytes
            run.wrong += bool(codes)
        run.last_row = last.row.pk
        run.save()
    for named, finding in found:
        if wanted.restores and not finding.answer and run.restored < MOST_RESTORED:
            _restore(run, named, finding, tools, by=wanted.by)
    return [finding for _, finding in found]


def _restore(
    run: ArchiveRun, named: Named, finding: ArchiveFinding, tools: Tools, *, by: str
) -> None:
    answer = restore(named, finding.code, tools, by=by)
    if answer:
        with transaction.atomic():
            run.restored += 1
            run.save()
            answered(finding, named, answer, by=by)


def _judged(
    run: ArchiveRun, looked: list[type_of_look], tools: Tools, wanted: Wanted
) -> list[tuple[Named, tuple[str, ...], bool]]:
    """The looks, with what a signature that is due to be verified again says; and whether it was asked."""
    young = timezone.now() - wanted.verified_within
    papers = [paper.pk for named, _ in looked for paper in named.papers]
    fresh = set(
        Verification.objects.filter(paper__in=papers, verified_at__gte=young)
        .order_by()
        .values_list("paper", flat=True)
        .distinct()
    )
    judged: list[tuple[Named, tuple[str, ...], bool]] = []
    for named, codes in looked:
        if codes and again(named.row) is None:  # disposed of since the row was read
            judged.append((named, (), False))
            continue
        due = [] if LOST & set(codes) else [p for p in _signed(named) if p not in fresh]
        if not due:
            judged.append((named, codes, False))
            continue
        verdicts = [_signature(named, paper, tools, by=wanted.by) for paper in due]
        run.signatures += len(due)
        fresh.update(due)
        judged.append((named, (*codes, *sorted({v for v in verdicts if v})), True))
    return judged


def _signed(named: Named) -> list[int]:
    """The papers in use whose evidence this object is."""
    row = named.row
    in_use = [paper for paper in named.papers if paper.state == State.AVAILABLE]
    if isinstance(row, ReceivedFile):
        return [paper.pk for paper in in_use if paper.arrived_signed]
    is_evidence = isinstance(row, Rendition) and row.kind == Rendition.Kind.SIGNED
    return [paper.pk for paper in in_use] if is_evidence else []


def _signature(named: Named, paper_id: int, tools: Tools, *, by: str) -> str:
    """The code of what is wrong with a signature; "" where it is what it was."""
    (paper,) = (each for each in named.papers if each.pk == paper_id)
    before = paper.verifications.order_by("-pk").values_list("outcome", flat=True).first()
    if not keep_lease(LEASE):
        raise ArchiveBusy
    try:
        verdict = verify_again(paper, tools, by=by)
    except (StorageError, IngestError, OcrError, SigningError) as error:
        count_error(error.code)
        return NOT_VERIFIED
    except WrongMove:  # a person moved it on meanwhile
        return ""
    was_better = before in {None, VALID} or not paper.arrived_signed
    return SIGNATURE_INVALID if verdict.outcome != VALID and was_better else ""

"""The index follows the records: whoever holds the `indexer` lease writes what is due, in batches."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from dossiers.models import Paper
from dossiers.states import READABLE, State
from ingest.leases import LEASE_S, keep_lease, lease
from search.errors import IndexBusy
from search.ports import Change, Entry, Index, Removal

INDEXER = "indexer"
WAIT_S = 0.2  # between two looks whether the lease is free
BATCH = 500
# A paper with thousands of pages still makes one entry of bounded size.
TEXT_LIMIT = 2_000_000


def follow(index: Index, *, within_s: float = math.inf) -> int:
    """Bring the index up to the records; the number of papers written. Another holder does it: 0.

    Args:
        within_s: begin no batch after that. While workers are busy something is always due, and who
            has more to do than this would never come back to it.
    """
    until = time.monotonic() + within_s
    with lease(INDEXER) as held:
        return _write_due(index, until) if held else 0


def notice_loss(index: Index) -> bool:
    """Whether the index was empty though papers were written to it: then all of them are due again.

    A server or folder that was lost is made anew by the next batch; without this it would hold that
    batch alone, and answer for all the others that there are no such papers.
    """
    with lease(INDEXER) as held:
        written = Paper.objects.filter(indexed_version__gt=0)
        if not held or not written.filter(state__in=READABLE).exists() or index.count():
            return False
        written.update(indexed_version=0)
        return True


def rebuild(
    index: Index, *, wait_s: float = LEASE_S, told: Callable[[int], None] = lambda _: None
) -> int:
    """Write every paper into a new index, which then takes the old one's place; the papers written.

    A paper that changes meanwhile stays due and is written again. When this stops half-way, the old
    index is as it was.

    Args:
        wait_s: how long to wait for the lease.
        told: is given the number of papers read so far, now and then.
    Raises:
        search.errors.IndexBusy: another process kept the lease for `wait_s`, or took it after this
            one had stood still for too long; nothing was changed.
    """
    until = time.monotonic() + wait_s
    while True:
        with lease(INDEXER) as held:
            if held:
                return _write_all(index, told)
        if time.monotonic() >= until:
            raise IndexBusy
        time.sleep(WAIT_S)


@dataclass(frozen=True, slots=True)
class Differences:
    """Where index and records do not agree on what is written; what is due is no difference."""

    missing: tuple[str, ...]  # readable papers that the index does not hold
    left_over: tuple[str, ...]  # held, and no readable paper
    behind: tuple[str, ...]  # held in another version than was written

    def __bool__(self) -> bool:
        return bool(self.missing or self.left_over or self.behind)


def differences(index: Index) -> Differences:
    """Compare the index with the records, all of both: seconds for each hundred thousand papers."""
    held = dict(index.versions())
    missing: list[str] = []
    behind: list[str] = []
    papers = Paper.objects.order_by("id")
    rows = papers.values_list("pk", "state", "version", "indexed_version")
    for pk, state, version, indexed_version in rows.iterator(chunk_size=BATCH):
        held_version = held.get(str(pk))
        if indexed_version < version:
            held.pop(str(pk), None)
        elif state in READABLE:
            held.pop(str(pk), None)
            if held_version is None:
                missing.append(str(pk))
            elif held_version != version:
                behind.append(str(pk))
    return Differences(tuple(missing), tuple(held), tuple(behind))


def _write_due(index: Index, until: float) -> int:
    written = 0
    while (batch := _due()) and keep_lease(INDEXER):
        index.apply([_change(paper) for paper in batch])
        if not _mark(batch):
            break
        written += len(batch)
        if time.monotonic() >= until:
            break
    return written


def _write_all(index: Index, told: Callable[[int], None]) -> int:
    read = 0

    def changes() -> Iterator[Change]:
        nonlocal read
        last = 0
        while batch := list(_whole().filter(pk__gt=last)[:BATCH]):
            _keep()
            yield from map(_change, batch)
            last, read = batch[-1].pk, read + len(batch)
            told(read)
        # The index may take a while to put the last pieces in order.
        _keep()

    index.rebuild(changes())
    if not keep_lease(INDEXER):
        # Somebody else may have written to the index that is now gone, and marked it as written.
        Paper.objects.filter(indexed_version__gt=0).update(indexed_version=0)
    return read


def _keep() -> None:
    if not keep_lease(INDEXER):
        raise IndexBusy


def _due() -> list[Paper]:
    return list(_whole().filter(indexed_version__lt=F("version"))[:BATCH])


def _whole() -> QuerySet[Paper]:
    """Papers with all that search sees of them, by id."""
    papers = Paper.objects.select_related("holder").prefetch_related("page_texts")
    return papers.order_by("id")


@transaction.atomic
def _mark(batch: Iterable[Paper]) -> bool:
    """Note what was written; False when the lease was lost meanwhile.

    Then another process may have put a new index, made of older rows, in the place of the one that
    was written: the papers stay due.
    """
    if not keep_lease(INDEXER):
        return False
    for paper in batch:
        # Only as far as what was written: a change in between stays due.
        Paper.objects.filter(pk=paper.pk, indexed_version__lt=paper.version).update(
            indexed_version=paper.version
        )
    return True


def _change(paper: Paper) -> Change:
    """The paper as it is to stand in the index; what nobody may find is remembered as removed."""
    if paper.state in READABLE:
        return entry(paper)
    return Removal(str(paper.pk), paper.version)


def entry(paper: Paper) -> Entry:
    """The paper as search sees it; the file's name is not part of it."""
    text = "\n".join(page.text for page in paper.page_texts.all())
    return Entry(
        paper=str(paper.pk),
        version=paper.version,
        agency=str(paper.agency_id),
        available=paper.state == State.AVAILABLE,
        paper_type=paper.paper_type_id or "",
        title=paper.title,
        number=paper.number,
        issuer=paper.issuer,
        holder_name=paper.holder.name if paper.holder else "",
        text=text[:TEXT_LIMIT],
        issued_on=paper.issued_on,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
    )

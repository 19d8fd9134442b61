"""The index follows the records: whoever holds the `indexer` lease writes what is due, in batches."""

import time
from collections.abc import Iterable

from django.db.models import F

from dossiers.models import Paper
from dossiers.states import READABLE, State
from ingest.leases import LEASE_S, keep_lease, lease
from search.errors import IndexBusy
from search.ports import Entry, Index

INDEXER = "indexer"
WAIT_S = 0.2  # between two looks whether the lease is free
BATCH = 500
# A paper with thousands of pages still makes one entry of bounded size.
TEXT_LIMIT = 2_000_000


def follow(index: Index) -> int:
    """Bring the index up to the records; the number of papers written. Another holder does it: 0."""
    with lease(INDEXER) as held:
        return _write_due(index) if held else 0


def rebuild(index: Index, *, wait_s: float = LEASE_S) -> int:
    """Empty the index and write every paper anew from the records.

    Under the lease: a batch that another process had read before the index was emptied would else be
    marked as written after it was gone.

    Raises:
        search.errors.IndexBusy: another process kept the lease for `wait_s`; nothing was changed.
    """
    until = time.monotonic() + wait_s
    while True:
        with lease(INDEXER) as held:
            if held:
                # Due before it is emptied, so that a stop in between loses nothing.
                Paper.objects.filter(indexed_version__gt=0).update(indexed_version=0)
                index.clear()
                return _write_due(index)
        if time.monotonic() >= until:
            raise IndexBusy
        time.sleep(WAIT_S)


def _write_due(index: Index) -> int:
    written = 0
    while (batch := _due()) and keep_lease(INDEXER):
        readable = [paper for paper in batch if paper.state in READABLE]
        gone = [str(paper.pk) for paper in batch if paper.state not in READABLE]
        index.apply([entry(paper) for paper in readable], gone)
        _mark(batch)
        written += len(batch)
    return written


def _due() -> list[Paper]:
    due = Paper.objects.filter(indexed_version__lt=F("version")).select_related("holder")
    return list(due.prefetch_related("page_texts").order_by("id")[:BATCH])


def _mark(batch: Iterable[Paper]) -> None:
    for paper in batch:
        # Only as far as what was written: a change in between stays due.
        Paper.objects.filter(pk=paper.pk, indexed_version__lt=paper.version).update(
            indexed_version=paper.version
        )


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

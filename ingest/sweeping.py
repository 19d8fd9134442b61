"""Finds what got lost on the way: leases of dead workers, papers that nobody was told of."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiers.models import Paper
from ingest.leases import release_dead
from ingest.runner import due
from ingest.waking import Waker, waker

# A paper that has been due for so long was probably not heard of.
FORGOTTEN = timedelta(seconds=10)
# As many wakes keep all workers busy until the next sweep; a queue that is as long gets none.
MOST_WOKEN = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found and did."""

    released: int  # leases that were ended
    forgotten: int  # papers due for longer than FORGOTTEN, counted up to MOST_WOKEN
    woken: int


def sweep(*, dry_run: bool = False) -> Swept:
    """End the leases of who is dead or silent, and wake workers for papers that stand still.

    A message more does no harm, but a sweep every few seconds over a long backlog would fill the
    queues: each queue gets no more than it has too few for the papers that wait.
    """
    released = _expired().count() if dry_run else release_dead() + _release_expired()
    forgotten = {at_counter: _forgotten(at_counter) for at_counter in (True, False)}
    found = {at_counter: len(papers) for at_counter, papers in forgotten.items()}
    wired, woken = waker(), 0
    if wired is not None and not dry_run:
        woken = sum(
            _wake(wired, papers, at_counter=at_counter) for at_counter, papers in forgotten.items()
        )
    return Swept(released, sum(found.values()), woken)


def _wake(wired: Waker, papers: list[int], *, at_counter: bool) -> int:
    waiting = wired.waiting(at_counter=at_counter) if papers else None
    if waiting is None:  # nothing to do, or the broker is away
        return 0
    missing = papers[: max(0, len(papers) - waiting)]
    for paper in missing:
        wired.tell(paper, at_counter=at_counter)
    return len(missing)


def _forgotten(at_counter: bool) -> list[int]:  # noqa: FBT001 - the key of a dict of two
    before = timezone.now() - FORGOTTEN
    long_due = Q(state_since__lt=before) & (Q(not_before__isnull=True) | Q(not_before__lt=before))
    papers = Paper.objects.filter(due(), long_due, dossier__isnull=not at_counter)
    return list(papers.order_by("id").values_list("pk", flat=True)[:MOST_WOKEN])


def _expired() -> QuerySet[Paper]:
    # That there is an owner is said for the index: else all papers would be read every few seconds.
    return Paper.objects.exclude(lease_owner="").filter(lease_until__lt=timezone.now())


def _release_expired() -> int:
    return _expired().update(lease_owner="", lease_until=None)

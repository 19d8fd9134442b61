"""Brings the store's locks to what the records say of legal holds. Every act may run twice, and be cut short."""

from django.db.models import Q

from dossiers.models import LegalHold, Paper
from storage.errors import StorageError
from storage.ports import Store

# Two people who hold and lift at one moment: the last look is always after the last act.
_ROUNDS = 5


def apply_holds(paper: Paper, store: Store) -> None:
    """Hold every object of the paper where it, or another paper with the same bytes, is on hold; else release.

    Raises:
        storage.errors.StorageError: some may be done; what is not follows when this runs again.
    """
    as_seen = list(paper.legal_holds.filter(in_store=False).values_list("pk", "lifted_at"))
    for key in sorted({each.key for each in paper.renditions.filter(disposed_at=None)}):
        _apply(key, store)
    for pk, lifted_at in as_seen:
        # One that was lifted meanwhile is for who lifted it.
        LegalHold.objects.filter(pk=pk, lifted_at=lifted_at).update(in_store=True)


def follow_holds(store: Store) -> tuple[int, int]:
    """Apply every hold that stands, and what was lifted and is still locked; how many papers did and did not follow."""
    unsettled = Q(lifted_at=None) | Q(in_store=False)
    holds = LegalHold.objects.filter(unsettled)
    followed = failed = 0
    for paper in Paper.objects.filter(pk__in=holds.values("paper")).iterator():
        try:
            apply_holds(paper, store)
            followed += 1
        except StorageError:
            # The next run tries again; the records refuse meanwhile.
            failed += 1
    return followed, failed


def _apply(key: str, store: Store) -> None:
    wanted = _is_on_hold(key)
    for _ in range(_ROUNDS):
        if wanted:
            store.hold(key)
        else:
            store.release(key)
        before, wanted = wanted, _is_on_hold(key)
        if wanted == before:
            return


def _is_on_hold(key: str) -> bool:
    return LegalHold.objects.filter(lifted_at=None, paper__renditions__key=key).exists()

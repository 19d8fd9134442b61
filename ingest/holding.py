"""Brings the store's locks to what the records say of legal holds. Every act may run twice, and be cut short."""

from django.db.models import Q

from dossiers.models import LegalHold, Paper
from storage.errors import ObjectMissing, StorageError
from storage.ports import Store

# Two people who hold and lift at one moment: the last look is always after the last act.
_ROUNDS = 5
# Open ones are looked at again and again, since a paper may get new versions.
UNSETTLED = Q(lifted_at=None) | Q(in_store=False)


def apply_holds(paper: Paper, store: Store) -> None:
    """Hold every object of the paper where it, or another paper with the same bytes, is on hold; else release.

    A paper that never was on hold costs one query, and the store is not asked.

    Raises:
        storage.errors.StorageError: of an object that did not follow; the others did. It follows when this
            runs again.
    """
    as_seen = list(paper.legal_holds.filter(UNSETTLED).values_list("pk", "lifted_at"))
    if not as_seen:
        return
    trouble: StorageError | None = None
    for key in sorted({each.key for each in paper.renditions.filter(disposed_at=None)}):
        try:
            apply_to(key, store)
        except ObjectMissing:
            continue  # nothing is there to be held; the check of the archive tells of it
        except StorageError as error:
            trouble = error
    if trouble is not None:
        raise trouble
    for pk, lifted_at in as_seen:
        # One that was lifted meanwhile is for who lifted it.
        LegalHold.objects.filter(pk=pk, lifted_at=lifted_at).update(in_store=True)


def follow_holds(store: Store) -> tuple[int, int]:
    """Apply every hold that stands, and what was lifted and is still locked; how many papers did and did not follow."""
    holds = LegalHold.objects.filter(UNSETTLED)
    followed = failed = 0
    for paper in Paper.objects.filter(pk__in=holds.values("paper")).iterator():
        try:
            apply_holds(paper, store)
            followed += 1
        except StorageError:
            # The next run tries again; the records refuse meanwhile.
            failed += 1
    return followed, failed


def apply_to(key: str, store: Store) -> None:
    """Hold or release one object, by what the records say of every paper that has it."""
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

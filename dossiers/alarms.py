"""A paper that dossiers used is no longer what it was: every such dossier is marked, and its officers are told."""

from itertools import groupby

from dossiers.models import Paper
from dossiers.notices import officers_of, tell


def raise_alarm(paper: Paper, *, code: str, instead: Paper | None = None) -> list[int]:
    """Mark every dossier that uses the paper and tell its officers, inside the caller's transaction.

    What was settled for an earlier alarm is open again. For one version of the paper each officer is told
    once, however often this runs.

    Args:
        paper: locked by the caller, so that no reuse is recorded meanwhile.
        code: one of dossiers.notices.SENTENCES.
        instead: the paper that took its place, which the notification then shows.
    Returns:
        The ids of the dossiers, in order.
    """
    used = paper.reuses.filter(revoked_at__isnull=True)
    used.update(alarm=code, settled_at=None, settled_reason="")
    rows = used.select_related("dossier__officer").order_by("dossier_id")
    marked = []
    for pk, found in groupby(rows, key=lambda each: each.dossier_id):
        reuses = list(found)
        dossier = reuses[0].dossier
        tell(
            officers_of(dossier, also=[each.officer for each in reuses]),
            kind=code,
            key=f"{code}:paper:{paper.pk}:{paper.version}:dossier:{pk}",
            dossier=dossier,
            paper=instead or paper,
        )
        marked.append(pk)
    return marked

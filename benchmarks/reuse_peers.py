"""Plainer ways to the answer of a check, called in this process: no HTTP, no page."""

from collections.abc import Callable, Mapping

from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks.reuse_asking import Case
from dossiers.models import Paper
from dossiers.states import State

ROWS_OF_AN_ANSWER = """
    SELECT p.id, p.paper_type_id, p.state, p.issued_on, p.valid_to, p.revoked_at, v.outcome
    FROM dossiers_paper p LEFT JOIN dossiers_verification v
        ON v.id = (SELECT max(id) FROM dossiers_verification WHERE paper_id = p.id)
    WHERE p.holder_id = %s AND p.paper_type_id IN (
        SELECT a.paper_type_id FROM dossiers_acceptedpaper a
        JOIN dossiers_component c ON c.id = a.component_id WHERE c.version_id = %s)
"""


def walk(user: User, case: Case) -> list[str]:
    """What one writes first: for each component, each type and each paper ask the records anew."""
    usable, today = [], timezone.localdate()
    for component in case.dossier.version.components.all():
        for accepted in component.accepted.all():
            papers = Paper.objects.visible_to(user).filter(
                holder=case.dossier.holder_id, paper_type=accepted.paper_type, state=State.AVAILABLE
            )
            for paper in papers:
                verdict = paper.verifications.first()
                ended = paper.valid_to is not None and paper.valid_to < today
                if verdict is not None and verdict.outcome == "valid" and not ended:
                    usable.append(component.code)
    return usable


def plain_sql(_: User, case: Case) -> int:
    """The rows that an answer rests on, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_OF_AN_ANSWER, [case.dossier.holder_id, case.dossier.version_id])
        return len(cursor.fetchall())


PEERS: Mapping[str, Callable[[User, Case], object]] = {
    "peer, paper by paper": walk,
    "floor, one statement of SQL": plain_sql,
}

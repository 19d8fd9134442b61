"""What was done for a dossier so far, by row ids, in one statement: most dossiers have nothing of it yet.

What there is nothing of is not asked for again by whoever shows it.
"""

from dataclasses import dataclass

from django.db import connection

from dossiers.models import Dossier

_DONE = """
SELECT 'came', 0, id FROM dossiers_paper WHERE dossier_id = %(dossier)s
UNION ALL SELECT 'refused', component_id, paper_id FROM dossiers_paperrefusal
    WHERE dossier_id = %(dossier)s AND revoked_at IS NULL
UNION ALL SELECT 'used', component_id, id FROM dossiers_reuse
    WHERE dossier_id = %(dossier)s AND revoked_at IS NULL
UNION ALL SELECT 'asked', component_id, id FROM dossiers_paperrequest
    WHERE dossier_id = %(dossier)s
"""


@dataclass(frozen=True, slots=True)
class Done:
    """Row ids.

    Args:
        came: papers that were handed in with the dossier.
        refused: (component, paper) that an officer has looked at and will not use.
        used: whether something was reused.
        asked: whether a held paper was asked for all the same.
    """

    came: frozenset[int]
    refused: frozenset[tuple[int, int]]
    used: bool
    asked: bool


def done_for(dossier: Dossier) -> Done:
    """What was done for this dossier and stands. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, {"dossier": dossier.pk})
        rows = cursor.fetchall()
    kinds = {kind for kind, _, _ in rows}
    return Done(
        came=frozenset(row for kind, _, row in rows if kind == "came"),
        refused=frozenset((component, row) for kind, component, row in rows if kind == "refused"),
        used="used" in kinds,
        asked="asked" in kinds,
    )

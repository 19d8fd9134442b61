"""The only moves between the statuses of a dossier; what is done in each stands in the services."""

from typing import Final

from dossiers.models import DossierStatus

Status = DossierStatus
_CLOSED: Final = frozenset({Status.WITHDRAWN, Status.STOPPED})

MOVES: Final[dict[DossierStatus, frozenset[DossierStatus]]] = {
    Status.REGISTERED: frozenset({Status.RECEIVED, Status.NOT_RECEIVED, Status.WITHDRAWN}),
    Status.RECEIVED: _CLOSED
    | {Status.NOT_RECEIVED, Status.PROCESSING, Status.SUPPLEMENT_ASKED, Status.RESOLVED},
    Status.PROCESSING: _CLOSED | {Status.SUPPLEMENT_ASKED, Status.RESOLVED},
    # The clock stands still; only what was asked for, or the end, moves it on.
    Status.SUPPLEMENT_ASKED: _CLOSED | {Status.PROCESSING},
    Status.OBLIGATION_ASKED: _CLOSED | {Status.PROCESSING, Status.RESOLVED},
    Status.RESOLVED: frozenset({Status.RETURNED}),
    Status.NOT_RECEIVED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.STOPPED: frozenset(),
    Status.RETURNED: frozenset(),
}


def may_move(before: int, after: DossierStatus) -> bool:
    """Whether the table has the move."""
    return after in MOVES[DossierStatus(before)]

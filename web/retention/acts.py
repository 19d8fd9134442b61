"""Holds as the pages place and lift them: recorded first, then told to the store, which may not answer."""

from accounts.models import User
from config import wiring
from dossiers.administration.errors import NotYours
from dossiers.models import LegalHold
from dossiers.retention.errors import RetentionRefused
from dossiers.retention.holds import lift_hold, place_hold
from ingest.holding import apply_holds
from ingest.measures import count_error
from storage.errors import StorageError


def place(*, by: User, paper_id: int, reason: str) -> LegalHold:
    """Hold a paper, here and in the store.

    Raises:
        RetentionRefused: there is nothing to hold.
    """
    try:
        made = place_hold(by=by, paper_id=paper_id, reason=reason)
    except NotYours as error:
        raise RetentionRefused("hold.paper_unknown") from error
    _tell_store(made)
    return made


def lift(*, by: User, hold_id: int, reason: str) -> LegalHold:
    """Lift a hold, here and in the store.

    Raises:
        RetentionRefused, NotYours.
    """
    lifted = lift_hold(by=by, hold_id=hold_id, reason=reason)
    _tell_store(lifted)
    return lifted


def _tell_store(hold: LegalHold) -> None:
    # What the store does not answer to is done by the next run of `motlan dispose`; the page says so.
    try:
        apply_holds(hold.paper, wiring.store())
    except StorageError as error:
        count_error(error.code)

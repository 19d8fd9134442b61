"""A reuse is taken back, or an alarm about its paper is looked at and the reuse stands."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.models import Reuse
from reuse.acts.holding import facts_of_reuse, held_reuse, told
from reuse.answers import Refused
from reuse.measures import counted


@counted("revoke")
def revoke_reuse(*, reuse_id: int, reason: str, officer: User) -> Reuse | Refused:
    """Take a reuse back, with the reason; the row and both events stay. A second call changes nothing."""
    if not reason.strip():
        return Refused("reuse.reason_needed")
    with transaction.atomic():
        reuse = held_reuse(reuse_id, officer)
        if reuse is None:
            return Refused("reuse.unknown")
        if reuse.revoked_at is None:
            reuse.revoked_at = timezone.now()
            reuse.save(update_fields=["revoked_at"])
            _tell(reuse, "reuse.revoked", reason, officer)
    return reuse


@counted("settle_alarm")
def settle_alarm(*, reuse_id: int, reason: str, officer: User) -> Reuse | Refused:
    """Let a reuse stand although its paper was withdrawn since, with the reason.

    A second call changes nothing; a new alarm opens it again.
    """
    if not reason.strip():
        return Refused("reuse.reason_needed")
    with transaction.atomic():
        reuse = held_reuse(reuse_id, officer)
        if reuse is None or reuse.revoked_at is not None:
            return Refused("reuse.unknown")
        if not reuse.alarm:
            return Refused("reuse.no_alarm")
        if reuse.settled_at is None:
            reuse.settled_at, reuse.settled_reason = timezone.now(), told(reason)
            reuse.save(update_fields=["settled_at", "settled_reason"])
            _tell(reuse, "reuse.alarm_settled", reason, officer)
    return reuse


def _tell(reuse: Reuse, verb: str, reason: str, officer: User) -> None:
    events.record(
        agency=reuse.dossier.deciding_agency,
        actor=actor(officer),
        verb=verb,
        about=reuse,
        purpose=told(reason),
        facts=facts_of_reuse(reuse),
    )

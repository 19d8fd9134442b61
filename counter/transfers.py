"""A dossier is handed on from agency to agency: where to, by what medium, when it came (indicator M8)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from counter.holding import hold, record
from counter.results import Refused
from dossiers.models import OPEN_STATUSES, Dossier, DossierStatus, Medium, Transfer

# What is decided goes back to where it is fetched.
MAY_BE_SENT = frozenset({*OPEN_STATUSES, DossierStatus.RESOLVED})


@dataclass(frozen=True, slots=True)
class Sending:
    """What is written down of a dossier that is handed on."""

    receiver: Agency
    medium: Medium


def place_of(dossier: Dossier) -> Agency:
    """Where the dossier is: with whom it was sent to last, else where it was taken in."""
    last = _last(dossier)
    return last.receiver if last else dossier.place_of_intake


def receivers(dossier: Dossier) -> QuerySet[Agency]:
    """The agencies that the dossier can be sent to: those of the same province or ministry, save where it is."""
    root = dossier.deciding_agency.path.split("/")[0]
    today = Agency.objects.valid_on(timezone.localdate())
    return today.filter(path__startswith=f"{root}/").exclude(pk=place_of(dossier).pk)


def send(*, dossier_id: int, sending: Sending, by: User) -> Transfer | Refused:
    """Write down that the dossier is handed on. The same call again returns what is on its way."""
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        last = _last(dossier)
        if last is not None and last.received_at is None:
            same = (last.receiver_id, last.medium) == (sending.receiver.pk, sending.medium)
            return last if same else Refused("counter.on_its_way", (last.receiver.name,))
        if dossier.status not in MAY_BE_SENT:
            return Refused("counter.wrong_status", (dossier.get_status_display(),))
        if not receivers(dossier).filter(pk=sending.receiver.pk).exists():
            return Refused("counter.not_a_receiver")
        sent = Transfer.objects.create(
            dossier=dossier,
            sender=place_of(dossier),
            receiver=sending.receiver,
            medium=sending.medium,
            sent_at=timezone.now(),
            by=actor(by),
        )
        _tell(sent, dossier, "dossier.sent_on", by)
    return sent


def receive(*, dossier_id: int, by: User) -> Transfer | Refused:
    """Write down that what was on its way has come; a second call changes nothing."""
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        last = _last(dossier)
        if last is None:
            return Refused("counter.nothing_on_its_way")
        if last.received_at is None:
            last.received_at = timezone.now()
            last.save(update_fields=["received_at"])
            _tell(last, dossier, "dossier.arrived", by)
    return last


def take_back(*, dossier_id: int, transfer_id: int, why: str, by: User) -> Dossier | Refused:
    """Strike out the last sending, which was written down by mistake; gone already, it stays so."""
    if not why.strip():
        return Refused("counter.text_needed")
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        struck = dossier.transfers.filter(pk=transfer_id).first()
        if struck is None:
            return dossier
        if struck != _last(dossier):
            return Refused("counter.not_the_last_transfer")
        # The event keeps what was struck out; counts are made from the rows that stand.
        _tell(struck, dossier, "dossier.sending_struck", by, purpose=why.strip())
        struck.delete()
    return dossier


def _last(dossier: Dossier) -> Transfer | None:
    rows = dossier.transfers.select_related("receiver")
    return rows.order_by("-sent_at", "-id").first()


def _tell(row: Transfer, dossier: Dossier, verb: str, by: User, *, purpose: str = "") -> None:
    facts = {
        "transfer": row.pk,
        "sender": row.sender_id,
        "receiver": row.receiver_id,
        "medium": str(row.medium),
        "sent_at": row.sent_at.isoformat(),
    }
    record(dossier, verb, by=by, purpose=purpose, facts=facts)

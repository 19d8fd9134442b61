"""The receipt with an appointment: what was handed in, what was held already, when to come again."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from counter.calendar import end_of, local_day, office_days
from counter.holding import hold, move, record
from counter.issuing import issue
from counter.letters import handed_in, reused
from counter.results import Refused
from dossiers.models import Dossier, DossierStatus, FormKind, IssuedForm
from dossiers.selectors import components_of, names_components

BEFORE_THE_END = (
    DossierStatus.REGISTERED,
    DossierStatus.RECEIVED,
    DossierStatus.PROCESSING,
    DossierStatus.SUPPLEMENT_ASKED,
    DossierStatus.OBLIGATION_ASKED,
)


def issue_receipt(
    *, dossier_id: int, by: User, components: Collection[int] = (), due_on: date | None = None
) -> IssuedForm | Refused:
    """Give the receipt. There is one for a dossier: a second call returns it as it was given.

    Args:
        components: ids of those handed in on paper and not scanned yet; papers of the dossier, and reuses,
            stand on the receipt without being named here.
        due_on: the appointment, needed where the procedure has no time limit of its own.
    """
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        given = dossier.forms.filter(kind=FormKind.RECEIPT).first()
        if given is not None:
            return given
        if dossier.status not in BEFORE_THE_END:
            return Refused("counter.wrong_status", (dossier.get_status_display(),))
        if dossier.status == DossierStatus.REGISTERED and dossier.received_at is None:
            _take_in(dossier)
        if dossier.due_at is None:
            if due_on is None or (dossier.received_at and due_on < local_day(dossier.received_at)):
                return Refused("counter.appointment_needed")
            dossier.due_at = end_of(due_on)
        dossier.save(update_fields=["received_at", "version", "due_at"])
        if dossier.status == DossierStatus.REGISTERED:
            move(dossier, DossierStatus.RECEIVED)
        ticked = [each for each in components_of(dossier.version) if each.pk in set(components)]
        said = {"handed_in": handed_in(dossier, ticked), "reused": reused(dossier)}
        form = issue(dossier, FormKind.RECEIPT, by=by, said=said)
        if isinstance(form, Refused):
            transaction.set_rollback(True)
            return form
        record(
            dossier,
            "dossier.receipt_issued",
            by=by,
            facts={
                "form": form.pk,
                "handed_in": len(said["handed_in"]),
                "reused": len(said["reused"]),
            },
        )
    return form


def _take_in(dossier: Dossier) -> None:
    """What was registered only is taken in now: by the version of today, unless something rests on its own.

    Changes the object; the caller saves it. Without a day of intake no rate would count the dossier.
    """
    dossier.received_at = timezone.now()
    today = local_day(dossier.received_at)
    version = dossier.procedure.version_on(today)
    if version is not None and not names_components(dossier):
        dossier.version = version
    if dossier.due_at is None and dossier.version.processing_days is not None:
        dossier.due_at = end_of(office_days().after(today, dossier.version.processing_days))

"""Who handles a dossier, and the slip that goes with it through the office."""

from django.db import transaction

from accounts.models import Role, User
from counter.holding import hold, move, record
from counter.intake import not_an_officer_there
from counter.issuing import issue
from counter.letters import steps_of
from counter.results import Refused
from dossiers.models import OPEN_STATUSES, Dossier, DossierStatus, FormKind, IssuedForm


def assign_officer(*, dossier_id: int, officer: User, by: User) -> Dossier | Refused:
    """Give the dossier to an officer, who begins to work on it; to the same one again changes nothing."""
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        if dossier.status not in OPEN_STATUSES:
            return Refused("counter.wrong_status", (dossier.get_status_display(),))
        refused = not_an_officer_there(officer, dossier.deciding_agency)
        if refused is not None:
            return refused
        if dossier.officer == officer and dossier.status != DossierStatus.RECEIVED:
            return dossier
        before, dossier.officer = dossier.officer_id, officer
        dossier.save(update_fields=["officer"])
        if dossier.status == DossierStatus.RECEIVED:
            move(dossier, DossierStatus.PROCESSING)
        facts = {"officer": officer.pk, "before": before}
        record(dossier, "dossier.assigned", by=by, facts=facts)
    return dossier


def issue_control_slip(*, dossier_id: int, by: User) -> IssuedForm | Refused:
    """The steps until now, on the slip that goes with the dossier; without a new step, the slip of before."""
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        steps = steps_of(dossier)
        newest = dossier.forms.filter(kind=FormKind.CONTROL).first()
        if newest is not None and newest.facts.get("steps") == steps:
            return newest
        form = issue(dossier, FormKind.CONTROL, by=by, said={"steps": steps})
        if isinstance(form, Refused):
            return form
        record(dossier, "dossier.control_printed", by=by, facts={"form": form.pk})
    return form

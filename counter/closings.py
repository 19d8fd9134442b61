"""How a dossier ends: refused, stopped, withdrawn, decided, its result returned. Each with its cause."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from counter.calendar import local_day
from counter.holding import TEXT_LENGTH, cannot_move, hold, move, record
from counter.issuing import issue
from counter.obstacles import obstacles
from counter.results import Refused
from dossiers.models import Cause, Dossier, DossierStatus, FormKind, IssuedForm

REFUSAL_CAUSES = (Cause.APPLICANT, Cause.NOT_ELIGIBLE, Cause.WRONG_AGENCY)
STOP_CAUSES = (
    Cause.APPLICANT,
    Cause.CLERK,
    Cause.SPECIALIST,
    Cause.NOT_ELIGIBLE,
    Cause.WRONG_AGENCY,
)
WITHDRAWAL_CAUSES = (Cause.OWN_WISH, Cause.CLERK, Cause.SPECIALIST)


def refuse(*, dossier_id: int, cause: str, text: str, by: User) -> IssuedForm | Refused:
    """Do not take the dossier in (status 3), with the reason on the form; not once work has begun."""
    if cause not in REFUSAL_CAUSES:
        return Refused("counter.cause_needed")
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        return _close(
            dossier, FormKind.REFUSAL, DossierStatus.NOT_RECEIVED, by=by, why=(cause, text)
        )


def stop(*, dossier_id: int, cause: str, text: str, by: User) -> IssuedForm | Refused:
    """Stop what was begun (status 8), with the reason on the form."""
    if cause not in STOP_CAUSES:
        return Refused("counter.cause_needed")
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        return _close(dossier, FormKind.STOP, DossierStatus.STOPPED, by=by, why=(cause, text))


def withdraw(*, dossier_id: int, cause: str, text: str, by: User) -> Dossier | Refused:
    """The applicant takes the dossier back (status 7); a second call changes nothing.

    Args:
        cause: what made them do it; OWN_WISH where nobody did.
    """
    if cause not in WITHDRAWAL_CAUSES:
        return Refused("counter.cause_needed")
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused) or dossier.status == DossierStatus.WITHDRAWN:
            return dossier
        refused = cannot_move(dossier, DossierStatus.WITHDRAWN)
        if refused is not None:
            return refused
        move(dossier, DossierStatus.WITHDRAWN, cause=cause)
        record(dossier, "dossier.withdrawn", by=by, purpose=text.strip(), facts={"cause": cause})
    return dossier


def finish(*, dossier_id: int, by: User) -> Dossier | Refused:
    """The case is decided (status 9). Not while what it rests on does not hold; a second call changes nothing."""
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.OFFICER)
        if isinstance(dossier, Refused) or dossier.status == DossierStatus.RESOLVED:
            return dossier
        refused = cannot_move(dossier, DossierStatus.RESOLVED) or obstacles(
            dossier, on=timezone.localdate()
        )
        if refused is not None:
            return refused
        move(dossier, DossierStatus.RESOLVED)
        record(dossier, "dossier.finished", by=by, facts={})
    return dossier


def return_result(*, dossier_id: int, by: User) -> Dossier | Refused:
    """The result goes to the applicant (status 10). Not while a paper used for it stands in doubt.

    Papers count as they were on the day of the decision: one that ended afterwards was valid when it mattered.
    """
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused) or dossier.status == DossierStatus.RETURNED:
            return dossier
        decided = local_day(dossier.finished_at) if dossier.finished_at else timezone.localdate()
        refused = cannot_move(dossier, DossierStatus.RETURNED) or obstacles(dossier, on=decided)
        if refused is not None:
            return refused
        move(dossier, DossierStatus.RETURNED)
        record(dossier, "dossier.returned", by=by, facts={})
    return dossier


def _close(
    dossier: Dossier, kind: FormKind, status: DossierStatus, *, by: User, why: tuple[str, str]
) -> IssuedForm | Refused:
    """With the form; the same end a second time returns the form of the first."""
    cause, text = why[0], why[1].strip()[:TEXT_LENGTH]
    given = dossier.forms.filter(kind=kind).first()
    if given is not None and dossier.status == status:
        return given
    refused = cannot_move(dossier, status)
    if refused is not None:
        return refused
    if not text:
        return Refused("counter.text_needed")
    said = {"text": text, "cause": Cause(cause).label}
    form = issue(dossier, kind, by=by, said=said, cause=cause)
    if isinstance(form, Refused):
        return form
    move(dossier, status, cause=cause)
    verb = "dossier.refused" if kind == FormKind.REFUSAL else "dossier.stopped"
    record(dossier, verb, by=by, facts={"form": form.pk, "cause": cause})
    return form

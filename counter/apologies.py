"""Form 04: an apology with a new date, when a dossier is late or about to be."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from counter.calendar import end_of, local_day, office_days
from counter.holding import TEXT_LENGTH, hold, record
from counter.issuing import issue
from counter.letters import day
from counter.results import Refused
from dossiers.models import OPEN_STATUSES, Dossier, DossierStatus, FormKind, IssuedForm

# Working days before the due date from which on it may be said that it will be missed.
ABOUT_TO_BE_LATE_DAYS = 2
# The draft proposes so many working days from today; the officer changes it.
PROPOSED_DAYS = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A prefilled apology."""

    new_due_on: date
    text: str


def promised(dossier: Dossier) -> date | None:
    """The day that the applicant was told last: of the newest apology, else the due date."""
    dates = dossier.forms.filter(kind=FormKind.APOLOGY).order_by("-issued_at", "-id")
    newest = dates.values_list("new_due_at", flat=True).first()
    moment = newest or dossier.due_at
    return local_day(moment) if moment else None


def may_apologise(dossier: Dossier) -> bool:
    """Whether the dossier is open, its clock runs, and the promised day is past or near."""
    if dossier.status not in OPEN_STATUSES or dossier.status == DossierStatus.SUPPLEMENT_ASKED:
        return False
    until = promised(dossier)
    return (
        until is not None
        and office_days().between(timezone.localdate(), until) <= ABOUT_TO_BE_LATE_DAYS
    )


def draft(dossier: Dossier) -> Draft:
    """What the form is filled with before the officer has written anything."""
    today = timezone.localdate()
    until = promised(dossier) or today
    return Draft(
        new_due_on=office_days().after(max(today, until), PROPOSED_DAYS),
        text="Cơ quan cần thêm thời gian thẩm tra, xác minh hồ sơ.",
    )


def apologise(*, dossier_id: int, new_due_on: date, text: str, by: User) -> IssuedForm | Refused:
    """Apologise and promise a new day. The due date of the law stays: the dossier is late all the same.

    The same call again returns the apology that was made.
    """
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        made = dossier.forms.filter(kind=FormKind.APOLOGY, new_due_at=end_of(new_due_on)).first()
        if made is not None:
            return made
        refused = _refusal(dossier, new_due_on, text)
        if refused is not None:
            return refused
        said = {"text": text.strip()[:TEXT_LENGTH], "new_due": day(new_due_on)}
        form = issue(dossier, FormKind.APOLOGY, by=by, said=said, new_due_at=end_of(new_due_on))
        if isinstance(form, Refused):
            return form
        facts = {"form": form.pk, "new_due": new_due_on.isoformat()}
        record(dossier, "dossier.apologised", by=by, facts=facts)
    return form


def _refusal(dossier: Dossier, new_due_on: date, text: str) -> Refused | None:
    if not may_apologise(dossier):
        return Refused("counter.not_late")
    until = promised(dossier)
    if new_due_on < timezone.localdate() or (until is not None and new_due_on <= until):
        return Refused("counter.new_date_too_early")
    if not office_days().works(new_due_on):
        return Refused("counter.not_a_working_day")
    return None if text.strip() else Refused("counter.text_needed")

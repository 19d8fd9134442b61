"""One request for supplements: everything at once, each thing with its cause. The clock stands meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from counter.calendar import local_day, office_days
from counter.holding import TEXT_LENGTH, cannot_move, hold, move, open_request, record
from counter.issuing import issue
from counter.results import Refused
from counter.selectors import reasons_now
from dossiers.models import (
    Cause,
    Dossier,
    DossierStatus,
    FormKind,
    IssuedForm,
    Pause,
    SupplementItem,
    SupplementReason,
)
from dossiers.notices import officers_of, tell
from dossiers.selectors import components_of

# Whose doing a supplement can be; the other causes close a dossier.
CAUSES = (Cause.APPLICANT, Cause.CLERK, Cause.SPECIALIST)
MOST_ITEMS = 50
ANSWERED = "dossier.supplement_received"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for.

    Args:
        component: its row id, None for something that is no component.
        text: what to hand in or to put right, so that the applicant understands it.
    """

    cause: str
    text: str
    component: int | None = None


def request_supplement(
    *, dossier_id: int, items: Sequence[Item], by: User, reason: str = ""
) -> IssuedForm | Refused:
    """Ask for supplements, all at once. The same call again returns the request that waits.

    Args:
        reason: code of a SupplementReason, without which there is no second request.
    """
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        asked = open_request(dossier)
        if asked is not None:
            return asked if _same(asked, items) else Refused("counter.supplement_waits")
        refused = cannot_move(dossier, DossierStatus.SUPPLEMENT_ASKED) or _wrong(dossier, items)
        if refused is not None:
            return refused
        before = dossier.forms.filter(kind=FormKind.SUPPLEMENT).count()
        lawful = next((each for each in reasons_now() if each.pk == reason), None)
        if before and lawful is None:
            return Refused("counter.supplement_once")
        return _ask(dossier, items, by, lawful if before else None)


def supplement_received(*, dossier_id: int, by: User) -> IssuedForm | Refused:
    """All that was asked for is there: the clock runs on, the due date moves by the days of waiting.

    A second call returns the request that was answered.
    """
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        asked = open_request(dossier)
        if asked is None:
            answered = dossier.forms.filter(kind=FormKind.SUPPLEMENT).first()
            return answered or Refused("counter.nothing_asked")
        refused = cannot_move(dossier, DossierStatus.PROCESSING)
        if refused is not None:
            return refused
        move(dossier, DossierStatus.PROCESSING)
        asked.answered_at = timezone.now()
        asked.save(update_fields=["answered_at"])
        waited = office_days().between(local_day(asked.issued_at), local_day(asked.answered_at))
        record(
            dossier,
            "dossier.supplement_received",
            by=by,
            facts={"form": asked.pk, "waited_days": waited},
        )
        others = [each for each in officers_of(dossier) if each != by]
        tell(others, kind=ANSWERED, key=f"{ANSWERED}:form:{asked.pk}", dossier=dossier)
    return asked


def _wrong(dossier: Dossier, items: Sequence[Item]) -> Refused | None:
    if not items or not all(each.text.strip() for each in items):
        return Refused("counter.items_needed")
    if len(items) > MOST_ITEMS:
        return Refused("counter.too_many_items")
    if not all(each.cause in CAUSES for each in items):
        return Refused("counter.cause_needed")
    known = {each.pk for each in components_of(dossier.version)}
    if not {each.component for each in items} <= known | {None}:
        return Refused("counter.other_procedure")
    return None


def _same(asked: IssuedForm, items: Sequence[Item]) -> bool:
    before = sorted((each.component_id or 0, each.text) for each in asked.items.all())
    return before == sorted((each.component or 0, _cut(each.text)) for each in items)


def _ask(
    dossier: Dossier, items: Sequence[Item], by: User, lawful: SupplementReason | None
) -> IssuedForm | Refused:
    names = {each.pk: each.name for each in components_of(dossier.version)}
    said = {
        "items": [
            {
                "component": names.get(each.component or 0, ""),
                "text": _cut(each.text),
                "cause": Cause(each.cause).label,
            }
            for each in items
        ],
        "reason": f"{lawful.name} ({lawful.legal_basis})" if lawful else "",
    }
    # The first thing's cause stands for the whole where one word is asked for; each keeps its own.
    form = issue(
        dossier, FormKind.SUPPLEMENT, by=by, said=said, cause=items[0].cause, reason=lawful
    )
    if isinstance(form, Refused):
        return form
    rows = [
        SupplementItem(
            form=form, component_id=each.component, cause=each.cause, text=_cut(each.text)
        )
        for each in items
    ]
    SupplementItem.objects.bulk_create(rows)
    # One that another system told of, and whose end it never told, ends where the next begins.
    dossier.pauses.filter(completed_at__isnull=True).update(completed_at=form.issued_at)
    Pause.objects.create(dossier=dossier, asked_at=form.issued_at, form=form)
    move(dossier, DossierStatus.SUPPLEMENT_ASKED)
    facts = {
        "form": form.pk,
        "items": len(rows),
        "causes": sorted({each.cause for each in rows}),
        "reason": lawful.code if lawful else "",
    }
    record(dossier, "dossier.supplement_asked", by=by, facts=facts)
    return form


def _cut(text: str) -> str:
    return text.strip()[:TEXT_LENGTH]

"""The request for supplements: prefilled with what the checklist still needs, sent once for everything."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from counter.results import Refused
from counter.selectors import reasons_now
from counter.supplements import Item, request_supplement, supplement_received
from dossiers.models import Cause, Dossier, FormKind, IssuedForm
from reuse.checklist import Line, Standing, checklist
from reuse.reasons import sentence
from web.access import OfficeRequest, for_roles
from web.checklist.needs import still_needed
from web.counter.acts import back
from web.counter.forms import AgainForm, ItemFormSet
from web.counter.views import AT_COUNTER, dossier_of

# What an applicant is told of the paper that is held; the rest is the office's own matter.
TOLD = frozenset(
    {
        "reuse.expired",
        "reuse.revoked",
        "reuse.replaced",
        "reuse.too_old",
        "reuse.copy_kind_not_accepted",
    }
)


@for_roles(*AT_COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Ask for everything at once."""
    dossier = dossier_of(request.user, dossier_id)
    again = dossier.forms.filter(kind=FormKind.SUPPLEMENT).exists()
    data = request.POST or None
    prefilled = _prefilled(dossier, request.user)
    items = ItemFormSet(data, initial=prefilled)
    why = AgainForm(data, reasons=reasons_now()) if again else None
    if data and items.is_valid() and (why is None or why.is_valid()):
        asked, reason = _asked(items), why.cleaned_data["reason"].pk if why else ""
        done: IssuedForm | Refused = Refused("counter.held_meanwhile")
        if _none_is_held(asked, prefilled):
            done = request_supplement(
                dossier_id=dossier.pk, items=asked, by=request.user, reason=reason
            )
        return back(request, dossier_id, done, "Đã lập phiếu yêu cầu bổ sung.")
    context = {"dossier": dossier, "items": items, "why": why}
    response = render(request, "counter/supplement.html", context, status=422 if data else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@for_roles(*AT_COUNTER)
@require_POST
def received(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """All that was asked for is there."""
    dossier_of(request.user, dossier_id)
    done = supplement_received(dossier_id=dossier_id, by=request.user)
    return back(request, dossier_id, done, "Đã ghi nhận bổ sung; thời hạn tính tiếp.")


def _asked(items: Any) -> Sequence[Item]:
    return [found for each in items if (found := each.item()) is not None]


def _none_is_held(asked: Sequence[Item], offered: Sequence[Mapping[str, object]]) -> bool:
    """A held paper is asked for with a reason code only, on the checklist, which makes it one of those offered."""
    return {each.component for each in asked} <= {None, *(each["component"] for each in offered)}


def _prefilled(dossier: Dossier, viewer: User) -> list[dict[str, object]]:
    """What the citizen still has to hand in, ticked; a held paper that may be used is never among it.

    What the receipt says is there on paper is not ticked, and a held paper that an officer wants
    all the same is not the applicant's doing.
    """
    lines = checklist(dossier, viewer=viewer, on=timezone.localdate())
    receipt = dossier.forms.filter(kind=FormKind.RECEIPT).first()
    there = {each["name"] for each in receipt.facts.get("handed_in", ())} if receipt else set()
    return [
        {
            "component": each.check.component.pk,
            "label": each.check.component.name,
            "ask": each.check.component.name not in there,
            "cause": Cause.SPECIALIST if each.standing is Standing.ASKED else Cause.APPLICANT,
            "text": _text(each),
        }
        for each in lines
        if each.still_needed
    ]


def _text(line: Line) -> str:
    """What to hand in, and why what is held does not do."""
    needed = still_needed(line) or line.check.component.name
    why = " ".join(sentence(each) for each in line.check.decision.reasons if each.code in TOLD)
    return f"Nộp: {needed}." + (f" Bản đang giữ: {why[0].lower()}{why[1:]}" if why else "")

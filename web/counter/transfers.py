"""Luân chuyển: from whom to whom a dossier went and by what medium; the next step is written down here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from counter import transfers
from counter.results import Refused
from dossiers.models import Dossier
from web.access import OfficeRequest, for_roles
from web.counter.course import course_of
from web.counter.course_forms import SendForm, StrikeForm
from web.counter.forms import told
from web.counter.views import AT_COUNTER, dossier_of


@for_roles(*AT_COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """The way of the dossier; sent, it is handed on."""
    dossier = dossier_of(request.user, dossier_id)
    form = SendForm(request.POST or None, dossier=dossier)
    if not form.is_valid():
        return _page(request, dossier, form=form)
    sending = form.sending()
    done = transfers.send(dossier_id=dossier_id, sending=sending, by=request.user)
    return _back(request, dossier_id, done, f"Đã ghi chuyển hồ sơ đến {sending.receiver}.")


@for_roles(*AT_COUNTER)
@require_POST
def received(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """What was on its way has come."""
    dossier_of(request.user, dossier_id)
    done = transfers.receive(dossier_id=dossier_id, by=request.user)
    return _back(request, dossier_id, done, "Đã ghi nhận hồ sơ chuyển đến.")


@for_roles(*AT_COUNTER)
@require_POST
def strike(request: OfficeRequest, dossier_id: int, transfer_id: int) -> HttpResponse:
    """The last transfer was written down by mistake."""
    dossier = dossier_of(request.user, dossier_id)
    form = StrikeForm(request.POST)
    if not form.is_valid():
        return _page(request, dossier, form=SendForm(dossier=dossier), strike=form)
    done = transfers.take_back(
        dossier_id=dossier_id,
        transfer_id=transfer_id,
        why=form.cleaned_data["why"],
        by=request.user,
    )
    return _back(request, dossier_id, done, "Đã bỏ lần chuyển ghi nhầm.")


def _page(
    request: OfficeRequest, dossier: Dossier, *, form: SendForm, strike: StrikeForm | None = None
) -> HttpResponse:
    context = {
        "dossier": dossier,
        "course": course_of(dossier),
        "form": form,
        "strike": strike or StrikeForm(),
    }
    status = 422 if request.method == "POST" else 200
    response = render(request, "counter/transfers.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _back(request: OfficeRequest, dossier_id: int, done: object, sentence: str) -> HttpResponse:
    if isinstance(done, Refused):
        messages.error(request, told(done.code, done.details))
    else:
        messages.success(request, sentence)
    return redirect("dossier_transfers", dossier_id)

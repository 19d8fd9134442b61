"""Views of Hồ sơ: choosing a procedure, opening a dossier, its page, its forms as files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role, User
from config import wiring
from counter.intake import Places, Request, open_dossier
from counter.press import keep
from counter.results import Refused
from dossiers.access import dossiers_open_to
from dossiers.models import Channel, Dossier, IssuedForm, Procedure
from printing.errors import PrintingError
from storage.errors import StorageError
from web.access import OfficeRequest, for_roles
from web.counter.board import board_of
from web.counter.course import course_of
from web.counter.forms import OpenForm, told
from web.counter.picker import offered, posted_limit
from web.streams import file_to_save

AT_COUNTER = (Role.Kind.CLERK, Role.Kind.OFFICER)
# Codes that a person may confirm by having compared the card.
DOUBTS = frozenset({"holder.birth_year_differs", "holder.sex_differs", "holder.not_certain"})
RELATED = (
    "procedure",
    "version",
    "holder",
    "officer",
    "place_of_intake",
    "place_of_support",
    "deciding_agency",
)


@for_roles(*AT_COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: OfficeRequest) -> HttpResponse:
    """Choose a procedure; then say who asks, and the dossier is opened."""
    code = request.GET.get("thu_tuc", "").replace("\0", "")
    if not code:
        return render(request, "counter/choose.html", _choice(request))
    procedure = get_object_or_404(Procedure.objects.select_related("level"), code=code)
    form = OpenForm(request.POST or None, user=request.user, procedure=procedure)
    opened = _open(form, procedure, request.user) if form.is_valid() else None
    if opened is not None:
        messages.success(request, f"Đã mở hồ sơ {opened.number}.")
        query = urlencode({"ho_so": opened.number})
        return HttpResponseRedirect(f"{reverse('checklist')}?{query}")
    version = procedure.version_on(timezone.localdate())
    context = {
        "form": form,
        "procedure": procedure,
        "version": version,
        "limit": posted_limit(version),
    }
    return _private(
        render(request, "counter/open.html", context, status=422 if form.is_bound else 200)
    )


@for_roles(*AT_COUNTER)
@require_safe
def procedures(request: OfficeRequest) -> HttpResponse:
    """The procedures that hold the words, while they are typed."""
    return render(request, "counter/_procedures.html", _choice(request))


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """The time limits as they are posted, for everybody: nothing here is about a person."""
    return render(request, "counter/limits.html", _choice(request))


@for_roles(*AT_COUNTER)
@require_safe
def dossier(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Where the dossier stands, what may be done, what was done."""
    return board_page(request, dossier_id)


@for_roles(*AT_COUNTER)
@require_safe
def form_file(request: OfficeRequest, form_id: int) -> HttpResponseBase:
    """The form as it was issued; printed now where printing failed before."""
    form = get_object_or_404(
        IssuedForm.objects.select_related("edition", "dossier"),
        pk=form_id,
        dossier__in=dossiers_open_to(request.user),
    )
    try:
        kept = keep(form, press=wiring.press())
        return file_to_save(
            wiring.store(),
            kept.key,
            name=f"{form.dossier.number}-{form.kind}-{form.serial}.pdf",
            size_bytes=kept.size_bytes,
            media_type="application/pdf",
        )
    except (PrintingError, StorageError) as error:
        messages.error(request, told(error.code))
        return redirect("dossier", form.dossier_id)


def dossier_of(user: User, dossier_id: int, *kinds: Role.Kind) -> Dossier:
    """The dossier, where it is open to this person; else not found."""
    rows = dossiers_open_to(user, *kinds).select_related(*RELATED)
    return get_object_or_404(rows, pk=dossier_id)


def board_page(request: OfficeRequest, dossier_id: int, **more: Any) -> HttpResponse:
    """The page of the dossier.

    Args:
        more: `wrong` (the name of the act whose form is not right) and `form`, that form.
    """
    found = dossier_of(request.user, dossier_id)
    board = board_of(found, user=request.user)
    course = course_of(found)
    context = {
        "board": board,
        "course": course,
        "dossier": found,
        "wrong": "",
        "form": None,
        **more,
    }
    status = 422 if more else 200
    return _private(render(request, "counter/dossier.html", context, status=status))


def _open(form: OpenForm, procedure: Procedure, user: User) -> Dossier | None:
    asked = form.cleaned_data
    opened = open_dossier(
        request=Request(
            procedure=procedure,
            applicant=form.claim(),
            channel=Channel(asked["channel"]),
            confirmed=asked["confirmed"],
            key=asked["key"],
        ),
        places=Places(intake=asked["intake"], deciding=asked["deciding"]),
        by=user,
        officer=user if asked["mine"] else None,
    )
    if isinstance(opened, Refused):
        form.doubted = opened.code in DOUBTS
        form.add_error(None, told(opened.code, opened.details))
        return None
    return opened


def _choice(request: HttpRequest) -> dict[str, Any]:
    words = request.GET.get("tim", "")[:100]
    if "\0" in words:
        raise Http404
    return {"words": words, "offered": offered(words)}


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response

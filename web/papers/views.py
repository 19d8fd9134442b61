"""Views of one paper: look at it, open its ids, save a rendition, take it out of use."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor
from accounts.models import Role
from config import wiring
from config.fresh import NotGivenOut, page_tools
from config.messages import message
from dossiers.models import Paper
from dossiers.states import WrongMove
from ingest.errors import IngestError
from ingest.measures import count_error
from ingest.review import replace, withdraw
from ingest.verifying import verify_again
from ocr.errors import OcrError
from signing.errors import SigningError
from storage.errors import StorageError
from web.access import OfficeRequest, for_roles
from web.papers.downloads import hand_out
from web.papers.forms import DownloadForm, OpenForm, ReplaceForm, WithdrawForm
from web.papers.looks import note_look
from web.papers.opening import ids_open, open_ids
from web.papers.selectors import (
    paper_page,
    papers_to_show,
    renditions_of,
    roles_in,
    successors_of,
)
from web.papers.sheets import viewer_of

NOT_VERIFIED = (StorageError, IngestError, OcrError, SigningError, WrongMove)

readers = for_roles(Role.Kind.OFFICER, Role.Kind.CLERK, Role.Kind.AUDITOR)


@readers
@require_safe
def paper(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """One paper; that somebody of the staff looks at it is recorded, once a session."""
    found = _found(request, paper_id)
    note_look(request.session, paper=found, by=actor(request.user))
    return _show(request, found)


@readers
@require_POST
def open_number(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Show the ids of the paper for a while, once the purpose is recorded."""
    found = _found(request, paper_id)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, open_form=form)
    purpose = form.cleaned_data["purpose"]
    open_ids(request.session, paper=found, by=actor(request.user), purpose=purpose)
    return redirect("paper", paper_id)


@readers
@require_POST
def download(request: OfficeRequest, paper_id: int) -> HttpResponseBase:
    """Save one rendition, once the purpose is recorded."""
    found = _found(request, paper_id)
    form = DownloadForm(request.POST, renditions=renditions_of(found, user=request.user))
    if not form.is_valid():
        return _show(request, found, status=422, download_form=form)
    rendition, purpose = form.cleaned_data["rendition"], form.cleaned_data["purpose"]
    by, store = actor(request.user), wiring.store()
    try:
        return hand_out(rendition, paper=found, by=by, purpose=purpose, store=store)
    except (StorageError, NotGivenOut) as error:
        count_error(error.code)
        form.add_error(None, " ".join(_told(error.code)))
        status = 503 if error.retry else 422
        return _show(request, found, status=status, download_form=form)


@readers
@require_POST
def stop_use(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Take the paper out of use; for clerks and officers over the agency that keeps it."""
    found = _found(request, paper_id)
    if not any(roles_in(found, request.user)):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, withdraw_form=form)
    reason, revoked = form.cleaned_data["reason"], form.cleaned_data["kind"] == form.REVOKED
    try:
        withdraw(paper_id, reason=reason, by=actor(request.user), revoked=revoked)
        messages.success(request, "Giấy tờ đã ngừng dùng; các hồ sơ đã dùng nó được báo.")
    except WrongMove as error:
        messages.error(request, " ".join(_told(error.code)))
    return redirect("paper", paper_id)


@readers
@require_POST
def take_over(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Say which newer paper took this one's place; for clerks and officers over its agency."""
    found = _found(request, paper_id)
    if not any(roles_in(found, request.user)):
        raise PermissionDenied
    form = ReplaceForm(request.POST, successors=successors_of(found, user=request.user))
    if not form.is_valid():
        return _show(request, found, status=422, replace_form=form)
    try:
        problem = replace(
            paper_id, by_paper=form.cleaned_data["by_paper"].pk, by=actor(request.user)
        )
    except WrongMove as error:
        messages.error(request, " ".join(_told(error.code)))
        return redirect("paper", paper_id)
    if problem is not None:
        messages.error(request, " ".join(_told(problem.code)))
    else:
        messages.success(request, "Đã ghi giấy tờ thay thế; các hồ sơ đã dùng được báo.")
    return redirect("paper", paper_id)


@for_roles(Role.Kind.OFFICER, Role.Kind.CLERK)
@require_POST
def verify(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Verify the signature anew; where it cannot be done now, the verdict that stands stays."""
    found = _found(request, paper_id)
    try:
        verdict = verify_again(found, page_tools(), by=actor(request.user))
        messages.success(request, f"Đã kiểm tra lại chữ ký số. {verdict.message}")
    except NOT_VERIFIED as error:
        count_error(error.code)
        messages.error(request, " ".join(_told(error.code)))
    return redirect("paper", paper_id)


def _found(request: OfficeRequest, paper_id: int) -> Paper:
    return get_object_or_404(papers_to_show(request.user), pk=paper_id)


def _show(request: OfficeRequest, found: Paper, *, status: int = 200, **forms: Any) -> HttpResponse:
    are_open = ids_open(request.session, found)
    page = paper_page(found, user=request.user, day=timezone.localdate(), ids_open=are_open)
    context = {
        "page": page,
        "paper": found,
        "ids_open": are_open,
        "viewer": viewer_of(found, request.GET.get("trang", "1")),
        "open_form": OpenForm(),
        "download_form": DownloadForm(renditions=page.renditions),
        "withdraw_form": WithdrawForm(),
        "replace_form": ReplaceForm(successors=page.successors),
        **forms,
    }
    response = render(request, "papers/paper.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _told(code: str) -> tuple[str, str]:
    told = message(code)
    return told.sentence, told.remedy

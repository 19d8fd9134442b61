"""Views of Tách lô: a clerk says which pages of a file make which paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.actors import actor
from accounts.models import Role
from config.messages import message
from config.pictures import NOT_SHOWN, page_picture, picture_tag
from dossiers.answers import Refused
from dossiers.models import ReceivedFile
from ingest.splitting import accept_split
from web.access import OfficeRequest, for_roles
from web.scan.batches import clerk_batches
from web.scan.forms import SplitForm
from web.scan.splitting import Stack, clerk_dossiers

clerks_only = for_roles(Role.Kind.CLERK)


@clerks_only
def split(request: OfficeRequest, batch_id: int, file_id: int) -> HttpResponse:
    """The pages of a file with its boundaries; a post accepts them, a get with boundaries shows what they make."""
    stack = Stack.of(_file(request, batch_id, file_id))
    form = SplitForm(request.POST if request.method == "POST" else request.GET)
    starts = stack.allowed(form.starts() if form.is_asked() else stack.proposed())
    if request.method == "POST" and form.is_valid() and _accepted(request, stack, form, starts):
        return redirect("scan_batch", batch_id)
    context = {
        "stack": stack,
        "file": stack.file,
        "parts": stack.parts(starts, user=request.user),
    }
    if getattr(request, "htmx", False):
        return render(request, "scan/_parts.html", context)
    context["cards"] = stack.cards(starts)
    status = 422 if request.method == "POST" else 200
    return render(request, "scan/split.html", context, status=status)


def _accepted(request: OfficeRequest, stack: Stack, form: SplitForm, starts: set[int]) -> bool:
    refused = accept_split(
        stack.file.pk,
        starts=starts,
        by=actor(request.user),
        dossiers=clerk_dossiers(request.user),
        seen=form.cleaned_data["seen"],
    )
    if isinstance(refused, Refused):
        told = message(refused.code)
        messages.error(request, f"{told.sentence} {told.remedy}")
        return False
    messages.success(
        request, "Đã tách lô. Các giấy tờ được đề xuất loại và thông tin rồi chờ đối soát."
    )
    return True


@clerks_only
@require_safe
def picture(request: OfficeRequest, batch_id: int, file_id: int, number: int) -> HttpResponse:
    """The picture of a page that belongs to no paper: a separator sheet or its back."""
    stack = Stack.of(_file(request, batch_id, file_id))
    if not any(card.number == number and card.is_sheet for card in stack.cards(stack.seen)):
        raise Http404
    etag = picture_tag(stack.file, number)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return HttpResponse(status=304)
    try:
        shown = page_picture(stack.file, number)
    except NOT_SHOWN as error:
        told = message(str(getattr(error, "code", "")))
        return HttpResponse(told.sentence, status=422, content_type="text/plain; charset=utf-8")
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return HttpResponse(shown, content_type="image/jpeg", headers=headers)


def _file(request: OfficeRequest, batch_id: int, file_id: int) -> ReceivedFile:
    files = ReceivedFile.objects.filter(
        batch__in=clerk_batches(request.user), outcome=ReceivedFile.Outcome.KEPT
    )
    return get_object_or_404(
        files.select_related("batch__dossier", "agency"), pk=file_id, batch=batch_id
    )

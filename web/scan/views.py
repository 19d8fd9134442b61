"""Views of Quét. Everything is bound to the agencies where the person is a clerk."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor
from accounts.models import Role
from config import wiring
from config.messages import message
from ingest.intake import open_batch
from printing.errors import PrintingError
from web.access import OfficeRequest, for_roles
from web.scan.batches import (
    MOST_STACKS,
    clerk_batches,
    files_of,
    recent_batches,
    stacks_to_split,
    tally,
)
from web.scan.forms import HandInForm, UploadForm
from web.scan.live import live_lines, may_watch
from web.scan.pace import Pace
from web.scan.sheets import SheetsForm, print_sheets
from web.scan.uploads import Refused, take_all_in, take_in

clerks_only = for_roles(Role.Kind.CLERK)


@clerks_only
def scan(request: OfficeRequest) -> HttpResponse:
    """The form to hand files in, and the batches before; a post without script brings all files at once."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _take_files(request, form)
    page, batches = recent_batches(request.user, after=request.GET.get("sau", ""))
    context = {
        "form": form,
        "page": page,
        "batches": batches,
        "to_split": stacks_to_split(request.user)[:MOST_STACKS],
        "limit_mib": wiring.limits().max_bytes // 1024**2,
    }
    return render(request, "scan/scan.html", context, status=422 if form.is_bound else 200)


def _take_files(request: OfficeRequest, form: UploadForm) -> HttpResponse:
    batch = open_batch(
        agency=form.cleaned_data["agency"],
        dossier=form.cleaned_data["dossier"],
        created_by=actor(request.user),
    )
    taken, refused = take_all_in(form.cleaned_data["uploads"], batch=batch)
    for each in refused:
        told = message(each.code)
        messages.error(request, f"{each.name}: chưa được nhận. {told.sentence} {told.remedy}")
    if taken:
        messages.success(request, f"Đã nhận {taken} tệp.")
    return redirect("scan_batch", batch.pk)


@clerks_only
@require_POST
def open_new_batch(request: OfficeRequest) -> JsonResponse:
    """Open a batch for a page that sends its files one by one: where to send them, or what is wrong."""
    form = HandInForm(request.POST, user=request.user)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    batch = open_batch(
        agency=form.cleaned_data["agency"],
        dossier=form.cleaned_data["dossier"],
        created_by=actor(request.user),
    )
    addresses = {
        "batch": reverse("scan_batch", args=[batch.pk]),
        "upload": reverse("scan_upload", args=[batch.pk]),
    }
    return JsonResponse(addresses, status=201)


@clerks_only
@require_POST
def upload(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """Take one file into a batch; 201 only when its bytes are durable and its record is written."""
    batch = get_object_or_404(clerk_batches(request.user), pk=batch_id)
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"error": "Không có tệp nào được gửi."}, status=400)
    answer = take_in(sent, batch=batch)
    if isinstance(answer, Refused):
        told = message(answer.code)
        body = {"error": f"{told.sentence} {told.remedy}", "retry": answer.retry}
        return JsonResponse(body, status=503 if answer.retry else 422)
    return render(request, "scan/_file_cells.html", {"file": answer}, status=201)


@clerks_only
@require_safe
def batch(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """One batch: a line per file, live while anything moves."""
    found = get_object_or_404(clerk_batches(request.user), pk=batch_id)
    after = request.GET.get("sau", "")
    page = files_of(found, request.user, after=after)
    counted = tally([found])[found.pk]
    context = {
        "batch": found,
        "page": page,
        "after": after,
        "tally": counted,
        "pace": Pace(counted),
    }
    return render(request, "scan/batch.html", context)


@clerks_only
@require_safe
def watch(request: OfficeRequest, batch_id: int) -> HttpResponseBase:
    """The live lines of a batch; 429 with too many open at once: the page can still be loaded again."""
    found = get_object_or_404(clerk_batches(request.user), pk=batch_id)
    if not may_watch(request.user):
        return HttpResponse(status=429)
    lines = live_lines(found, request.user, after=request.GET.get("sau", ""))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(lines, content_type="text/event-stream", headers=headers)


@clerks_only
def sheets(request: OfficeRequest) -> HttpResponse:
    """Separator sheets to print and to lay into a stack before it is scanned."""
    form = SheetsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = print_sheets(form.cleaned_data["sheets"])
        except PrintingError as error:
            told = message(error.code)
            form.add_error(None, f"{told.sentence} {told.remedy}")
        else:
            headers = {"Content-Disposition": 'attachment; filename="to-phan-cach.pdf"'}
            return HttpResponse(made, content_type="application/pdf", headers=headers)
    return render(request, "scan/sheets.html", {"form": form}, status=422 if form.is_bound else 200)

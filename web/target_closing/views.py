"""Views of Chốt kỳ: the list, one closing beside what is known now, and its file as it was hashed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from targets.closing import READERS, closable_by, close, closings_seen_by
from targets.models import PeriodClosing
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, posted, status_of
from web.paging import page_of
from web.reports.choice import address_of
from web.target_closing.forms import AgainForm, CloseForm
from web.target_closing.lines import closing_lines, page_of_closing

readers = for_roles(*READERS)
# The button of the form that shows the figures and closes nothing.
LOOK_FIRST = "xem"


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def closings(request: OfficeRequest) -> HttpResponse:
    """Every closing, the newest first; posted, one more, or the report of the period before it is closed."""
    agencies = closable_by(request.user)
    form = CloseForm(posted(request), agencies=agencies, today=timezone.localdate())
    if LOOK_FIRST in request.POST and form.is_valid():
        wanted = form.wanted()
        return redirect(address_of(form.cleaned_data["agency"], wanted.kind, wanted.begin))
    made = attempt(form, lambda: close(by=request.user, wanted=form.wanted()))
    if made:
        return _done(request, made)
    rows = closings_seen_by(request.user).defer("content")
    page = page_of(rows, keys=("-id",), after=request.GET.get("sau", ""))
    context = {
        "page": page,
        "lines": closing_lines(page.rows),
        "form": form,
        "may_close": agencies.exists(),
    }
    return render(request, "target_closing/closings.html", context, status=status_of(form))


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: OfficeRequest, closing_id: int) -> HttpResponse:
    """One closing beside what is known now; posted, the same period once more."""
    found = get_object_or_404(closings_seen_by(request.user), pk=closing_id)
    form = AgainForm(posted(request))
    made = attempt(form, lambda: close(by=request.user, wanted=form.wanted(found)))
    if made:
        return _done(request, made)
    context = {
        "closing": found,
        "told": page_of_closing(found, request.user),
        "form": form,
        "may_close": closable_by(request.user).filter(pk=found.agency_id).exists(),
    }
    return render(request, "target_closing/closing.html", context, status=status_of(form))


@readers
@require_safe
def closing_file(request: OfficeRequest, closing_id: int) -> HttpResponse:
    """The frozen content byte for byte: its SHA-256 is the closing's hash."""
    found = get_object_or_404(closings_seen_by(request.user), pk=closing_id)
    answer = HttpResponse(found.content.encode(), content_type="application/json")
    name = f"chot-ky-{found.agency.code}-{found.begin}-{found.end}-lan-{found.version}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _done(request: OfficeRequest, made: PeriodClosing) -> HttpResponse:
    messages.success(
        request, f"Đã chốt lần {made.version}; số liệu của lần chốt này không đổi nữa."
    )
    return redirect("closing", made.pk)

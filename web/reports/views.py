"""Views of Báo cáo."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from printing.errors import PrintingError
from targets.models import ReportKind
from targets.reports.access import KINDS, reported_agencies, schedules_seen_by
from targets.reports.content import report_of
from targets.reports.document import Document
from targets.reports.scheduling import end_schedule, schedule_report
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, attempt_at_once, posted, status_of, told
from web.paging import page_of
from web.reports.choice import choice_of, period_of
from web.reports.files import FILES, report_file
from web.reports.forms import ScheduleForm
from web.reports.lines import schedule_lines
from web.targets.place import Place, place_of

readers = for_roles(*KINDS)


def place_asked(request: OfficeRequest) -> Place:
    """The agency and period that the address names."""
    choice = choice_of(request.GET, today=timezone.localdate())
    return place_of(choice, visible=reported_agencies(request.user))


def report_at(place: Place) -> Document:
    """The report of a place."""
    period, today = period_of(place.choice), place.choice.today
    return report_of(place.agency, period, today=today, reading=place.reading)


@readers
@require_safe
def reports(request: OfficeRequest) -> HttpResponse:
    """A report as a page, with the agencies below to go on to."""
    place = place_asked(request)
    context = {
        "place": place,
        "report": report_at(place),
        "below": place.tree.children(place.agency),
        "parts": place.choice.parts,
        "endings": list(FILES),
    }
    response = render(request, "reports/report.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@readers
@require_safe
def report_download(request: OfficeRequest, ending: str) -> HttpResponse:
    """The same report as a file."""
    if ending not in FILES:
        raise Http404
    place = place_asked(request)
    try:
        return report_file(report_at(place), ending=ending, user=request.user)
    except PrintingError as error:
        messages.error(request, told(error.code))
        return redirect(f"{request.path.rpartition('tai/')[0]}{place.choice.query()}")


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def report_schedules(request: OfficeRequest) -> HttpResponse:
    """To whom reports are mailed, and what became of it; posted, one schedule more."""
    form = ScheduleForm(posted(request), user=request.user)
    made = attempt(form, lambda: _schedule(form, request))
    if made:
        messages.success(request, "Đã đặt lịch gửi; báo cáo đầu tiên là của kỳ đang chạy.")
        return redirect("report_schedules")
    page = page_of(schedules_seen_by(request.user), keys=("-id",), after=request.GET.get("sau", ""))
    context = {"form": form, "page": page, "lines": schedule_lines(page.rows)}
    return render(request, "reports/schedules.html", context, status=status_of(form))


@readers
@require_POST
def report_schedule_end(request: OfficeRequest, schedule_id: int) -> HttpResponse:
    """Send it no more."""
    found = get_object_or_404(schedules_seen_by(request.user), pk=schedule_id)
    attempt_at_once(
        request, lambda: end_schedule(found, by=request.user), done="Đã dừng lịch gửi này."
    )
    return redirect("report_schedules")


def _schedule(form: ScheduleForm, request: OfficeRequest) -> object:
    given = form.cleaned_data
    return schedule_report(
        given["co_quan"],
        to=given["nguoi_nhan"],
        kind=ReportKind(given["ky"]),
        day_of_month=given["ngay"],
        by=request.user,
    )

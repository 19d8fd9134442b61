"""The view of the report."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.selectors import agencies_of
from reuse.asked import asked_anyway
from web.access import OfficeRequest, for_roles
from web.once_only_report.forms import PeriodForm
from web.once_only_report.report import as_csv, by_cause, record_taken, report_of

KINDS = (Role.Kind.MANAGER, Role.Kind.AUDITOR)


@for_roles(*KINDS)
@require_safe
def once_only_report(request: OfficeRequest) -> HttpResponse:
    """What was asked for although it is held, in the person's agencies; as a table with ?dang=csv."""
    form = PeriodForm.of(request.GET.dict(), today=timezone.localdate())
    if not form.is_valid():
        context: dict[str, object] = {"form": form, "report": None}
        return render(request, "once_only_report/report.html", context, status=422)
    since, until = form.cleaned_data["tu"], form.cleaned_data["den"]
    agencies = agencies_of(request.user, *KINDS)
    rows = asked_anyway(agencies, since=since, until=until)
    if request.GET.get("dang") == "csv":
        record_taken(request.user, since=since, until=until)
        name = f"hoi-lai-{since:%Y%m%d}-{until:%Y%m%d}.csv"
        answer = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    report = report_of(rows)
    causes = by_cause(agencies, since=since, until=until)
    lists = (report.asked, report.refused)
    context = {"form": form, "report": report, "reason_lists": lists, "causes": causes}
    return render(request, "once_only_report/report.html", context)

"""Views of Nhập liệu: to who administers elsewhere, a run does not exist."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from dossiers.models import ImportRun
from web.access import OfficeRequest, for_roles
from web.import_runs.lines import run_lines
from web.paging import page_of

administrators_only = for_roles(Role.Kind.ADMINISTRATOR)


@administrators_only
@require_safe
def import_runs(request: OfficeRequest) -> HttpResponse:
    """The runs told in the chains of the agencies that the person administers, the newest first."""
    page = page_of(
        ImportRun.objects.visible_to(request.user),
        keys=("-started_at", "-id"),
        after=request.GET.get("sau", ""),
        size=20,
    )
    context = {"page": page, "lines": run_lines(page.rows, now=timezone.now())}
    response = render(request, "import_runs/runs.html", context)
    response["Cache-Control"] = "private, no-store"
    return response

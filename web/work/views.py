"""The view of Việc của tôi."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from web.access import OfficeRequest, for_roles
from web.paging import page_of
from web.scan.batches import MOST_STACKS, stacks_to_split
from web.signing.listing import left_in_words
from web.work.listing import SCOPES, STATUSES, Choice, dossiers_of, tasks

ROWS = 30


@for_roles(Role.Kind.OFFICER, Role.Kind.CLERK)
@require_safe
def work(request: OfficeRequest) -> HttpResponse:
    """Open dossiers, the first due first."""
    choice = Choice.of(request.GET, user=request.user)
    keys = ("id",) if choice.without_due_date else ("due_at", "id")
    rows = dossiers_of(choice, user=request.user)
    page = page_of(rows, keys=keys, after=request.GET.get("sau", ""), size=ROWS)
    context = {
        "choice": choice,
        "scopes": SCOPES,
        "statuses": STATUSES,
        "page": page,
        "tasks": tasks(page.rows),
        "to_split": stacks_to_split(request.user)[:MOST_STACKS],
        "to_sign": left_in_words(request.user),
    }
    response = render(request, "work/work.html", context)
    response["Cache-Control"] = "private, no-store"
    return response

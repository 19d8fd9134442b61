"""The view of Chỉ tiêu."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.selectors import agencies_of
from web.access import OfficeRequest, for_roles
from web.targets.board import board_of
from web.targets.forms import Choice

KINDS = (Role.Kind.MANAGER, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)


@for_roles(*KINDS)
@require_safe
def targets(request: OfficeRequest) -> HttpResponse:
    """Rates of one agency's subtree, and the ranking of the agencies below it."""
    choice = Choice.of(request.GET, today=timezone.localdate())
    board = board_of(choice, visible=agencies_of(request.user, *KINDS))
    response = render(request, "targets/targets.html", {"board": board})
    response["Cache-Control"] = "private, no-store"
    return response

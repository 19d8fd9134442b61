"""The first address: on to the person's own area."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from web.areas import first_area
from web.context import office_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the first area of the person's role; without a role, say whom to ask."""
    kinds = office_of(request.user).kinds if isinstance(request.user, User) else ()
    area = first_area(kinds)
    return redirect(area) if area else render(request, "home/no_role.html")

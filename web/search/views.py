"""The view of Tra cứu."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from config import wiring
from web.access import OfficeRequest, actor, for_roles
from web.search.address import address_without_id, asked
from web.search.forms import MOST, STEP, SearchForm, limit_of
from web.search.lookup import agencies_to_search, look_up


@for_roles(Role.Kind.OFFICER, Role.Kind.CLERK, Role.Kind.AUDITOR)
@require_safe
def search(request: OfficeRequest) -> HttpResponse:
    """The box, the filters and what was found; nothing is searched without words."""
    if (elsewhere := address_without_id(request)) is not None:
        return redirect(elsewhere)
    form = SearchForm(asked(request), agencies=agencies_to_search(request.user))
    limit, day = limit_of(request.GET.get("so", "")), timezone.localdate()
    answer = None
    if form.is_valid() and form.cleaned_data["q"]:
        wanted, by = form.wanted(day=day, limit=limit), actor(request.user)
        answer = look_up(request.user, wanted, day=day, by=by, index=wiring.index())
    next_limit = limit + STEP if answer and answer.more and limit < MOST else None
    context = {"form": form, "answer": answer, "next_limit": next_limit, "most": MOST}
    response = render(request, "search/search.html", context)
    response["Cache-Control"] = "private, no-store"
    return response

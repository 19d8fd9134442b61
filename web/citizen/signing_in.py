"""Views of signing in and out as a citizen."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from config import wiring
from dossiers.citizens.own import standing_for
from dossiers.citizens.sessions import end_session, open_session, session_of
from dossiers.models import CitizenSession
from web.citizen.access import COOKIE, let_in, let_out, staff_here
from web.citizen.forms import SlipForm


@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    """Personal id and the code of a slip; who is signed in goes on to their papers."""
    if request.user.is_authenticated:
        return staff_here(request)
    if request.method != "POST":
        if session_of(request.COOKIES.get(COOKIE, "")):
            return redirect("citizen")
        return render(request, "citizen/sign_in.html", _context(SlipForm()))
    form = SlipForm(request.POST, address=request.META.get("REMOTE_ADDR", ""))
    if not form.is_valid():
        return render(request, "citizen/sign_in.html", _context(form), status=422)
    slip = form.cleaned_data["slip"]
    key = open_session(
        holder=standing_for(slip.holder), way=CitizenSession.Way.SLIP, agency=slip.agency
    )
    rotate_token(request)
    return let_in(redirect("citizen"), key, secure=request.is_secure())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and in the records."""
    end_session(request.COOKIES.get(COOKIE, ""))
    return let_out(redirect("citizen_sign_in"))


def _context(form: SlipForm) -> dict[str, object]:
    return {"form": form, "by_identity": wiring.identity_provider() is not None}

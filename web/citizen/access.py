"""Who may open the citizen's pages: a person who has signed in here, in a browser without a staff session.

The two kinds of session know nothing of each other: the citizen's stands in a cookie of its own that the
browser sends to these pages only.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from dossiers.citizens.own import standing_for
from dossiers.citizens.sessions import LONGEST, session_of
from dossiers.models import Holder

P = ParamSpec("P")
COOKIE = "motlan_citizen"


class CitizenRequest(HttpRequest):
    """A request of a person who has signed in as a citizen."""

    citizen: Holder


def for_citizens(
    view: Callable[Concatenate[CitizenRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for citizens only: strangers are sent to sign in, staff are told to sign out first."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return staff_here(request)
        session = session_of(request.COOKIES.get(COOKIE, ""))
        if session is None:
            return redirect("citizen_sign_in")
        request.citizen = standing_for(session.holder)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", checked)


def staff_here(request: HttpRequest) -> HttpResponse:
    """Somebody of the staff is signed in here: nothing of a citizen is shown in this browser."""
    return render(request, "citizen/staff_here.html", status=403)


def let_in(response: HttpResponse, key: str, *, secure: bool) -> HttpResponse:
    """The answer with the cookie of a session that was just opened; always a new key, so none can be planted."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(LONGEST.total_seconds()),
        path=reverse("citizen"),
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def let_out(response: HttpResponse) -> HttpResponse:
    """The answer without the cookie."""
    response.delete_cookie(COOKIE, path=reverse("citizen"), samesite="Lax")
    return response

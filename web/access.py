"""Who may open an area, and whose papers a clerk may act on. What may be seen stays a queryset."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Role, User
from accounts.selectors import agencies_of, has_role
from dossiers.models import Paper

P = ParamSpec("P")
type_of_view = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class OfficeRequest(HttpRequest):
    """A request of a person who has signed in."""

    user: User


def for_roles(
    *kinds: Role.Kind,
) -> Callable[[Callable[Concatenate[OfficeRequest, P], HttpResponseBase]], type_of_view[P]]:
    """A view for these roles only: strangers are sent to sign in, others are told that they may not."""

    def decorate(
        view: Callable[Concatenate[OfficeRequest, P], HttpResponseBase],
    ) -> type_of_view[P]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not has_role(request.user, *kinds):
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return login_required(cast("type_of_view[P]", checked))

    return decorate


def clerk_papers(user: User) -> QuerySet[Paper]:
    """The papers that this person works on as a clerk: seen, and of an agency where they are one."""
    return Paper.objects.visible_to(user).filter(agency__in=agencies_of(user, Role.Kind.CLERK))

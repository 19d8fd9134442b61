"""Who sees the catalogues, and who changes them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.models import Role
from accounts.selectors import catalogue_agency
from web.access import OfficeRequest, for_roles

P = ParamSpec("P")
administrators_only = for_roles(Role.Kind.ADMINISTRATOR)


def keepers_only(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """A view for administrators of a whole province or ministry, since the catalogues hold for all of it."""

    @wraps(view)
    def checked(request: OfficeRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if catalogue_agency(request.user) is None:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[OfficeRequest, P], HttpResponse]", checked)

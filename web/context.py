"""What every page knows: the person's agency and which areas their roles open."""

from typing import Any

from django.http import HttpRequest

from accounts.models import Role
from accounts.selectors import has_role, home_agency


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of the page frame."""
    user = request.user
    return {
        "home_agency": home_agency(user),
        "is_clerk": has_role(user, Role.Kind.CLERK),
        "is_officer": has_role(user, Role.Kind.OFFICER),
        "is_manager": has_role(user, Role.Kind.MANAGER),
        "is_administrator": has_role(user, Role.Kind.ADMINISTRATOR),
    }

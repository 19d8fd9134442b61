"""What the frame of every page knows: the person's agency and role, the areas open to them, trial or not."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest

from accounts.models import Agency, Role, User
from config import wiring
from web.areas import Area, areas_for
from web.notifications.inbox import unread_count


@dataclass(frozen=True, slots=True)
class Office:
    """Who sits here and where; all empty for a person who has not signed in."""

    agency: Agency | None = None
    kinds: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()

    @property
    def role_names(self) -> str:
        """The roles as a person reads them."""
        return ", ".join(Role.Kind(kind).label for kind in self.kinds)


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of the page frame; two queries for a person, none for a stranger."""
    # An error page may be drawn before the person is known.
    user = getattr(request, "user", None)
    return {
        "office": office_of(user) if isinstance(user, User) else Office(),
        # Asked for only where the bar is drawn: fragments have none.
        "unread": partial(unread_count, user) if isinstance(user, User) else "",
        "trial": wiring.is_trial(),
    }


def office_of(user: User) -> Office:
    """The topmost agency of the person's roles, and what these open."""
    roles = user.roles_held
    kinds = tuple(dict.fromkeys(role.kind for role in roles))
    return Office(
        agency=roles[0].agency if roles else None,
        kinds=kinds,
        areas=tuple(areas_for(kinds)),
    )

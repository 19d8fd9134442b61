"""Signing in and out of the staff, told in the chain of events.

It stands in the chain of the topmost agency in which the person has a role. Who has none, and names that
nobody has, are told in the chain of the installation's first agency; what was typed is written nowhere, it
may be a password.
"""

from typing import Final

from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from dossiers import events

# Nobody knows who tried.
STRANGER: Final = "unknown"


def note_signed_in(user: User) -> None:
    """Record that a person has signed in; call it before they are let in."""
    _record(user, actor(user), "user.signed_in")


def note_signed_out(user: User) -> None:
    """Record that a person has signed out."""
    _record(user, actor(user), "user.signed_out")


def note_refused(username: str, *, closed: bool) -> None:
    """Record a try with a wrong name or password.

    Args:
        closed: whether further tries of this name from there are refused now, and recorded no more.
    """
    user = User.objects.filter(username=username).first()
    facts = {"closed": closed}
    if user is not None:
        _record(user, STRANGER, "user.sign_in_refused", facts)
        return
    agency = _first()
    if agency is not None:
        events.record(
            agency=agency, actor=STRANGER, verb="user.sign_in_refused", about=agency, facts=facts
        )


def _record(user: User, by: str, verb: str, facts: dict[str, bool] | None = None) -> None:
    agency = _agency_of(user)
    if agency is not None:
        events.record(agency=agency, actor=by, verb=verb, about=user, facts=facts)


def _agency_of(user: User) -> Agency | None:
    roles = Role.objects.filter(user=user).select_related("agency").order_by("agency__path", "pk")
    role = roles.in_force(timezone.localdate()).first() or roles.first()
    return role.agency if role else _first()


def _first() -> Agency | None:
    return Agency.objects.order_by("pk").first()

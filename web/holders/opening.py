"""Looks at a person are recorded: found, seen, and their ids opened for a purpose for a quarter of an hour."""

from collections.abc import MutableMapping
from typing import Any

from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.models import Holder
from web.papers.opening import OPEN_FOR_S

OPENED = "opened_holders"  # holder id → moment (seconds since 1970) at which it is masked again
SEEN = "seen_holders"
MOST = 300


def record_search(user: User, found: Holder | None) -> None:
    """That a person was looked for; about whom, where somebody was determined whom the user may see."""
    events.record(
        agency=_agency(user), actor=actor(user), verb="search.person", about=found or user
    )


def note_look(session: MutableMapping[str, Any], *, holder: Holder, user: User) -> None:
    """That staff looked at what is held of a person; once a session."""
    seen: list[int] = session.get(SEEN, [])
    if holder.pk not in seen:
        events.record(agency=_agency(user), actor=actor(user), verb="holder.viewed", about=holder)
        session[SEEN] = [*seen, holder.pk][-MOST:]


def open_ids(
    session: MutableMapping[str, Any], *, holder: Holder, user: User, purpose: str
) -> None:
    """Record who opens the ids and why; then remember it."""
    events.record(
        agency=_agency(user),
        actor=actor(user),
        verb="holder.opened",
        about=holder,
        purpose=purpose,
    )
    now = timezone.now().timestamp()
    still = {key: until for key, until in session.get(OPENED, {}).items() if until > now}
    session[OPENED] = {**still, str(holder.pk): now + OPEN_FOR_S}


def ids_open(session: MutableMapping[str, Any], holder: Holder) -> bool:
    """Whether this session has opened the person's ids within the last quarter of an hour."""
    until = session.get(OPENED, {}).get(str(holder.pk), 0)
    return bool(until > timezone.now().timestamp())


def _agency(user: User) -> Agency:
    agency = home_agency(user)
    assert agency is not None  # noqa: S101 - the views are open to roles only, and a role has an agency
    return agency

"""Opens the masked ids of a paper for a stated purpose: recorded first, then shown for a quarter of an hour."""

from collections.abc import MutableMapping
from typing import Any

from django.utils import timezone

from dossiers import events
from dossiers.models import Paper

SESSION_KEY = "opened_papers"  # paper id → moment (seconds since 1970) at which it is masked again
OPEN_FOR_S = 15 * 60


def open_ids(session: MutableMapping[str, Any], *, paper: Paper, by: str, purpose: str) -> None:
    """Record who opens the ids and why, in the chain of the paper's agency; then remember it."""
    events.record(agency=paper.agency, actor=by, verb="paper.opened", about=paper, purpose=purpose)
    now = timezone.now().timestamp()
    still = {key: until for key, until in session.get(SESSION_KEY, {}).items() if until > now}
    session[SESSION_KEY] = {**still, str(paper.pk): now + OPEN_FOR_S}


def ids_open(session: MutableMapping[str, Any], paper: Paper) -> bool:
    """Whether this session has opened the paper within the last quarter of an hour."""
    until = session.get(SESSION_KEY, {}).get(str(paper.pk), 0)
    return bool(until > timezone.now().timestamp())

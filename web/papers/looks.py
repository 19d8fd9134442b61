"""Remembers what a person has looked at: each look is recorded once a session, and asked for before a use."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from dossiers import events
from dossiers.models import Paper

SESSION_KEY = "looked_at"
# A working day's looks; a session lives in the database and is read with every page.
MOST = 300


def note_look(
    session: MutableMapping[str, Any],
    *,
    paper: Paper,
    by: str,
    verb: str = "paper.viewed",
    purpose: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Record that somebody looks at the paper as it is now, for its holder to be told; once a session.

    Args:
        facts: ids of what it was looked at for, such as the dossier; another one is another look.
    """
    key = look_key(paper, verb=verb, facts=facts)
    seen: list[str] = session.get(SESSION_KEY, [])
    if key in seen:
        return
    events.record(
        agency=paper.agency, actor=by, verb=verb, about=paper, purpose=purpose, facts=facts
    )
    session[SESSION_KEY] = [*seen, key][-MOST:]


def note_pictures(session: MutableMapping[str, Any], *, paper: Paper, by: str) -> None:
    """Record a look by the pictures alone, past the pages that show them and record it themselves.

    Of a paper that nobody has accepted yet, no holder is certain who could be told.
    """
    begins = f":{paper.pk}:{paper.version}:"
    if paper.accepted_at is not None and not any(
        begins in key for key in session.get(SESSION_KEY, [])
    ):
        note_look(session, paper=paper, by=by)


def has_looked(
    session: Mapping[str, Any], *, paper: Paper, verb: str, facts: Mapping[str, Any]
) -> bool:
    """Whether this session has looked at the paper, in the version that it has now, for the same thing."""
    return look_key(paper, verb=verb, facts=facts) in session.get(SESSION_KEY, [])


def look_key(paper: Paper, *, verb: str, facts: Mapping[str, Any] | None) -> str:
    """Names a look; holds row ids only."""
    about = ",".join(f"{name}={value}" for name, value in sorted((facts or {}).items()))
    return f"{verb}:{paper.pk}:{paper.version}:{about}"

"""Appends to the chain of events, which `dossiers.chain` checks.

Source: RFC 8785 (canonical JSON), FIPS 180-4 (SHA-256).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import rfc8785
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import Event
from search.words import hide_ids

GENESIS = "0" * 64
_FIELDS = [field for field in Event._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
_END = "SELECT seq, hash FROM dossiers_event WHERE agency_id = %s ORDER BY seq DESC LIMIT 1"
_ADD = (
    f"INSERT INTO dossiers_event ({', '.join(str(field.column) for field in _FIELDS)})"  # noqa: S608 - our own names
    f" VALUES ({', '.join(['%s'] * len(_FIELDS))})"
    " ON CONFLICT (agency_id, seq) DO NOTHING RETURNING id"
)


def record(
    *,
    agency: Agency,
    actor: str,
    verb: str,
    about: models.Model,
    purpose: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event, inside the caller's transaction where there is one.

    Args:
        about: the row that the event is about; its id is recorded, never its content.
        purpose: in a person's own words; personal ids in it are masked, since the chain is kept for ever.
        facts: ids, codes and numbers only; no names, no personal ids.
    """
    event = Event(
        agency=agency,
        actor=actor,
        verb=verb,
        # By its model, not its class: a view may hand in a lazy user.
        object_type=str(about._meta.model_name),  # noqa: SLF001 - Django's documented Meta API
        object_id=about.pk,
        purpose=hide_ids(purpose),
        facts=dict(facts or {}),
        at=timezone.now(),
    )
    with connection.cursor() as cursor:
        while event.pk is None:
            _append(event, cursor)
    return event


def _append(event: Event, cursor: CursorWrapper) -> None:
    """Put the event at the end of its chain; without a row id where another has come there first.

    Two writers of one agency meet at the number: the second waits until the first has ended, and adds its
    event if the first was rolled back. Else it looks for the end anew and sees what the first has added.
    So seq has no gaps, and is seen in its order; a lock on the agency would cost a statement more, and be
    waited for by those who only name the agency.
    """
    cursor.execute(_END, [event.agency_id])
    seq, event.prev = cursor.fetchone() or (0, GENESIS)
    event.seq = seq + 1
    event.hash = digest(event)
    values = [
        field.get_db_prep_save(getattr(event, field.attname), connection) for field in _FIELDS
    ]
    cursor.execute(_ADD, values)
    event.pk = next((row_id for (row_id,) in cursor.fetchall()), None)


def digest(event: Event) -> str:
    """SHA-256 over the canonical JSON of everything but the hash itself."""
    return digest_of(content_of(event))


def content_of(event: Event) -> dict[str, Any]:
    """Everything that the hash of an event covers, as JSON holds it."""
    return {
        "agency": event.agency_id,
        "seq": event.seq,
        "actor": event.actor,
        "verb": event.verb,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "purpose": event.purpose,
        "facts": event.facts,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "prev": event.prev,
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """The hash of an event with this content."""
    return hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()

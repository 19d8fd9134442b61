"""Appends to the chain of events and checks it. Source: RFC 8785 (canonical JSON), FIPS 180-4 (SHA-256)."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

import rfc8785
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import Event
from search.words import hide_ids

GENESIS = "0" * 64
# Two writers of one agency wait for each other here, so that seq has no gaps. Without the key: a row that
# names the agency, written before in both transactions, holds its key on PostgreSQL, and each would wait
# for the other for ever. A statement of its own: one that began before the wait would not see what the
# other has added.
_TURN = "SELECT id FROM accounts_agency WHERE id = %s FOR NO KEY UPDATE"
_LAST = "SELECT seq, hash FROM dossiers_event WHERE agency_id = %s ORDER BY seq DESC LIMIT 1"


def record(
    *,
    agency: Agency,
    actor: str,
    verb: str,
    about: models.Model,
    purpose: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event inside the caller's transaction.

    Args:
        about: the row that the event is about; its id is recorded, never its content.
        purpose: in a person's own words; personal ids in it are masked, since the chain is kept for ever.
        facts: ids, codes and numbers only; no names, no personal ids.
    """
    with transaction.atomic():
        seq, prev = _end_of_chain(agency.pk)
        event = Event(
            agency=agency,
            seq=seq + 1,
            actor=actor,
            verb=verb,
            # By its model, not its class: a view may hand in a lazy user.
            object_type=str(about._meta.model_name),  # noqa: SLF001 - Django's documented Meta API
            object_id=about.pk,
            purpose=hide_ids(purpose),
            facts=dict(facts or {}),
            at=timezone.now(),
            prev=prev,
        )
        event.hash = digest(event)
        event.save()
    return event


def _end_of_chain(agency_id: int) -> tuple[int, str]:
    """Number and hash of the agency's last event, once nobody else is adding one."""
    with connection.cursor() as cursor:
        # On SQLite the transaction itself is the only one that writes.
        if connection.features.has_select_for_no_key_update:
            cursor.execute(_TURN, [agency_id])
        cursor.execute(_LAST, [agency_id])
        return cursor.fetchone() or (0, GENESIS)


def digest(event: Event) -> str:
    """SHA-256 over the canonical JSON of everything but the hash itself."""
    content = {
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
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def breaks(agency: Agency) -> Iterator[tuple[int, str]]:
    """Where the chain of an agency does not hold: (seq, what is wrong). Nothing when it holds."""
    expected_seq, prev = 1, GENESIS
    for event in Event.objects.filter(agency=agency).order_by("seq").iterator():
        if event.seq != expected_seq:
            yield event.seq, f"expected seq {expected_seq}"
        if event.prev != prev:
            yield event.seq, "does not follow the event before it"
        if event.hash != digest(event):
            yield event.seq, "content does not match its hash"
        expected_seq, prev = event.seq + 1, event.hash

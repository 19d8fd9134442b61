"""Sessions of citizens: short, of their own, and nothing that a page of the staff would know."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import Agency
from dossiers import events
from dossiers.models import CitizenSession, Event, Holder

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=4)
# Written at most once a minute: pages are read, not written.
COARSE: Final = timedelta(minutes=1)
SIGNED_IN: Final = "citizen.signed_in"


def open_session(*, holder: Holder, way: CitizenSession.Way, agency: Agency) -> str:
    """Sign a person in; an earlier session of theirs ends. The key is told here and never again.

    Args:
        agency: in whose chain it is recorded.
    """
    now = timezone.now()
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        CitizenSession.objects.filter(holder=holder, ended_at__isnull=True).update(ended_at=now)
        CitizenSession.objects.create(holder=holder, key_hash=_hash(key), way=way, seen_at=now)
        events.record(
            agency=agency,
            actor=actor(holder),
            verb=SIGNED_IN,
            about=holder,
            facts={"way": way.value},
        )
    return key


def session_of(key: str) -> CitizenSession | None:
    """The session of this key while it lasts; it lasts on by being used."""
    if not key:
        return None
    now = timezone.now()
    found = (
        CitizenSession.objects.select_related("holder__merged_into")
        .filter(
            key_hash=_hash(key),
            ended_at__isnull=True,
            seen_at__gt=now - IDLE,
            opened_at__gt=now - LONGEST,
        )
        .first()
    )
    if found is not None and now - found.seen_at >= COARSE:
        found.seen_at = now
        found.save(update_fields=["seen_at"])
    return found


def end_session(key: str) -> None:
    """Sign out; a key that is none changes nothing."""
    with transaction.atomic():
        sessions = CitizenSession.objects.filter(key_hash=_hash(key), ended_at__isnull=True)
        session = sessions.select_related("holder").first()
        if session is None or not sessions.update(ended_at=timezone.now()):
            return
        about = Event.objects.filter(object_type="holder", object_id=session.holder_id)
        begun = about.filter(verb=SIGNED_IN).select_related("agency").order_by("-id").first()
        # In the chain in which the session began.
        if begun is not None:
            holder = session.holder
            events.record(
                agency=begun.agency, actor=actor(holder), verb="citizen.signed_out", about=holder
            )


def end_sessions_of(holders: Collection[int]) -> None:
    """Sign these persons out wherever they are."""
    rows = CitizenSession.objects.filter(holder__in=holders, ended_at__isnull=True)
    rows.update(ended_at=timezone.now())


def actor(holder: Holder) -> str:
    """The name under which a citizen's own acts are recorded."""
    return f"holder:{holder.pk}"


def _hash(key: str) -> str:
    """Plain, since the key is as random as the hash is long."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

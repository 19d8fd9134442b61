"""A reused paper is handed over: the signed copy at once, or a link that holds for minutes."""

import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dossiers import events
from dossiers.models import HandOver, Paper, PaperQuerySet, Rendition, Reuse
from reuse.acts.holding import CLOSED, applicant
from reuse.answers import Refused
from reuse.measures import counted
from reuse.rules import rules

TOKEN_BYTES = 32
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The act, and the token of a link; it is told once and kept nowhere."""

    hand_over: HandOver
    token: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is handed out: the bytes that carry the signature."""

    hand_over: HandOver
    rendition: Rendition


@counted("hand_over")
def hand_over(*, reuse: Reuse, kind: str, by: str) -> HandedOver | Refused:
    """Hand a reused paper over; the caller has made sure that `by` may.

    A second copy for the same person is the same act. A second link ends the first: only its hash is
    kept, so that it cannot be told again.

    Args:
        kind: HandOver.Kind.COPY or LINK.
        by: who hands it over (user:<name>).
    """
    with transaction.atomic():
        held = (
            Reuse.objects.select_for_update(of=("self",), no_key=True)
            .select_related("dossier__deciding_agency", "dossier__holder")
            .filter(pk=reuse.pk, revoked_at__isnull=True)
            .first()
        )
        if held is None:
            return Refused("reuse.unknown")
        if held.paper_id is None:
            return Refused("reuse.no_paper")
        if held.dossier.status in CLOSED:
            return Refused("reuse.dossier_closed")
        if _signed(held) is None or _in_doubt(held):
            return Refused("reuse.not_usable")
        if kind == HandOver.Kind.LINK:
            return _link(held, by)
        copy, is_new = HandOver.objects.get_or_create(reuse=held, kind=HandOver.Kind.COPY, by=by)
        if is_new:
            _tell(copy, held)
    return HandedOver(copy)


def evidence_of(hand_over: HandOver) -> Evidence | None:
    """The signed bytes of a hand-over; None once the reuse was taken back, or paper or dossier left use."""
    reuse = hand_over.reuse
    if reuse.revoked_at is not None or reuse.paper_id is None or reuse.dossier.status in CLOSED:
        return None
    rendition = None if _in_doubt(reuse) else _signed(reuse)
    return Evidence(hand_over, rendition) if rendition is not None else None


def evidence_by_link(token: str) -> Evidence | None:
    """What a link gives; None for one that is unknown or over, whatever the reason."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    found = (
        HandOver.objects.select_related("reuse__dossier__deciding_agency", "reuse__dossier__holder")
        .filter(kind=HandOver.Kind.LINK, token_hash=_hash(token), until__gt=timezone.now())
        .first()
    )
    return evidence_of(found) if found is not None else None


def record_fetch(evidence: Evidence, *, by: str) -> None:
    """Record that the bytes were given out, each time; the first time stands beside the hand-over."""
    given = evidence.hand_over
    with transaction.atomic():
        HandOver.objects.filter(pk=given.pk, fetched_at__isnull=True).update(
            fetched_at=timezone.now()
        )
        events.record(
            agency=given.reuse.dossier.deciding_agency,
            actor=by,
            verb="reuse.fetched",
            about=given,
            purpose=given.reuse.purpose,
            facts={
                "paper": given.reuse.paper_id,
                "dossier": given.reuse.dossier_id,
                "reuse": given.reuse_id,
                "kind": given.kind,
                "rendition": evidence.rendition.pk,
                "sha256": evidence.rendition.sha256,
            },
        )


def _link(reuse: Reuse, by: str) -> HandedOver:
    now, token = timezone.now(), secrets.token_urlsafe(TOKEN_BYTES)
    mine = HandOver.objects.filter(reuse=reuse, kind=HandOver.Kind.LINK, by=by)
    mine.filter(until__gt=now).update(until=now)
    link = HandOver.objects.create(
        reuse=reuse,
        kind=HandOver.Kind.LINK,
        token_hash=_hash(token),
        until=now + rules().link_lasts,
        by=by,
    )
    _tell(link, reuse)
    return HandedOver(link, token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _in_doubt(reuse: Reuse) -> bool:
    """Whether an alarm about the paper waits for somebody to look at it."""
    return bool(reuse.alarm) and reuse.settled_at is None


def _signed(reuse: Reuse) -> Rendition | None:
    """The bytes that carry the signature, while the paper is in use, in force today, and the applicant's.

    A paper that was linked to another person since is that person's: it is given to nobody for this dossier.
    """
    in_use: PaperQuerySet = Paper.objects.valid_on(timezone.localdate())
    paper = in_use.filter(pk=reuse.paper_id or 0, holder=applicant(reuse.dossier)).first()
    if paper is None:
        return None
    kind = Rendition.Kind.ORIGINAL if paper.arrived_signed else Rendition.Kind.SIGNED
    return paper.renditions.filter(kind=kind).order_by("-version").first()


def _tell(given: HandOver, reuse: Reuse) -> None:
    events.record(
        agency=reuse.dossier.deciding_agency,
        actor=given.by,
        verb="reuse.handed_over",
        about=given,
        purpose=reuse.purpose,
        facts={
            "paper": reuse.paper_id,
            "dossier": reuse.dossier_id,
            "reuse": reuse.pk,
            "kind": given.kind,
        },
    )

"""Hides entries from the persons they are about, for as long as a rule of the law allows; the hiding is recorded.

Nobody hides their own act: that it happened is known to whoever did it, and that it is hidden is decided by
somebody else, the head of the agency in whose chain it stands. The chain itself is never touched.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import actor as actor_of
from accounts.models import Role, User
from accounts.selectors import agencies_of
from dossiers import events
from dossiers.answers import Refused
from dossiers.citizens.trace import PAPER_VERBS
from dossiers.models import (
    Concealment,
    ConcealmentRule,
    Dossier,
    Event,
    EvidenceRequest,
    HandOver,
    PaperRefusal,
    PaperRequest,
    Reuse,
)

TEXT_LENGTH: Final = 500
# What a person's page shows beside the acts on papers.
SHOWN_TYPES: Final = ("reuse", "handover", "paperrequest", "paperrefusal", "evidencerequest")
# Acts of the staff on the person rather than on a paper.
LOOKS: Final = (
    "reuse.checked",
    "search.person",
    "holder.searched",
    "holder.viewed",
    "holder.opened",
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """By which rule, and why here; names no person."""

    rule: str
    reason: str


def concealable(user: User) -> QuerySet[Event]:
    """The entries that this person may hide: acts of the staff in the chains of the agencies that they head."""
    agencies = list(agencies_of(user, Role.Kind.MANAGER).values_list("pk", flat=True))
    looks = Q(object_type="holder", verb__in=LOOKS)
    acts = Q(object_type="paper", verb__in=PAPER_VERBS) | Q(object_type__in=SHOWN_TYPES) | looks
    return Event.objects.filter(acts, agency__in=agencies, actor__startswith="user:")


def concealable_of_dossier(dossier: Dossier, *, by: User) -> QuerySet[Event]:
    """Those of one dossier: its uses with all that followed, and every look at the papers that it used."""
    reuses = Reuse.objects.filter(dossier=dossier)
    papers = [pk for pk in reuses.values_list("paper", flat=True) if pk]
    about = Q(object_type="paper", object_id__in=papers)
    rows: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("reuse", reuses),
        ("handover", HandOver.objects.filter(reuse__dossier=dossier)),
        ("paperrequest", PaperRequest.objects.filter(dossier=dossier)),
        ("paperrefusal", PaperRefusal.objects.filter(dossier=dossier)),
        ("evidencerequest", EvidenceRequest.objects.filter(dossier=dossier)),
    )
    for object_type, found in rows:
        about |= Q(object_type=object_type, object_id__in=list(found.values_list("pk", flat=True)))
    return concealable(by).filter(about)


def concealments_open_to(user: User) -> QuerySet[Concealment]:
    """What is or was hidden: for heads and auditors of the agencies, with rule, reason and who did it."""
    agencies = agencies_of(user, Role.Kind.MANAGER, Role.Kind.AUDITOR)
    return Concealment.objects.filter(event__agency__in=agencies.values("pk"))


def rules_in_force(at: datetime) -> QuerySet[ConcealmentRule]:
    """The rules that hold on the day."""
    day = timezone.localdate(at)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return ConcealmentRule.objects.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def conceal(
    *, event_ids: Collection[int], grounds: Grounds, by: User
) -> list[Concealment] | Refused:
    """Hide these entries by one rule, all or none. A second call returns the rows of the first.

    A delay counts from the act, not from its hiding.
    """
    now, actor = timezone.now(), actor_of(by)
    reason = grounds.reason.strip()[:TEXT_LENGTH]
    if not reason:
        return Refused("concealment.reason_needed")
    rule = rules_in_force(now).filter(code=grounds.rule).first()
    if rule is None:
        return Refused("concealment.no_rule")
    with transaction.atomic():
        rows = list(
            concealable(by)
            .select_related("agency")
            .filter(pk__in=set(event_ids))
            .order_by("agency_id", "pk")
        )
        if not rows or len(rows) != len(set(event_ids)):
            return Refused("concealment.unknown")
        if any(row.actor == actor for row in rows):
            return Refused("concealment.own_act")
        ends = {row.pk: _end(row, rule) for row in rows}
        if any(end is not None and end <= now for end in ends.values()):
            return Refused("concealment.over")
        hidden = Concealment.objects.filter(event__in=rows, lifted_at__isnull=True)
        before = {each.event_id: each for each in hidden}
        return [before.get(row.pk) or _hide(row, rule, reason, actor, ends[row.pk]) for row in rows]


def lift(*, concealment_id: int, by: User) -> Concealment | Refused:
    """Show the entry again before its time. A second call changes nothing."""
    with transaction.atomic():
        found = (
            Concealment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("event__agency")
            .filter(
                pk=concealment_id,
                event__agency__in=agencies_of(by, Role.Kind.MANAGER).values("pk"),
            )
            .first()
        )
        if found is None:
            return Refused("concealment.unknown")
        if found.lifted_at is None:
            found.lifted_at, found.lifted_by = timezone.now(), actor_of(by)
            found.save(update_fields=["lifted_at", "lifted_by"])
            _record(found, "concealment.lifted", found.lifted_by)
    return found


def _end(row: Event, rule: ConcealmentRule) -> datetime | None:
    return row.at + timedelta(days=rule.delay_days) if rule.delay_days is not None else None


def _hide(
    row: Event, rule: ConcealmentRule, reason: str, actor: str, until: datetime | None
) -> Concealment:
    made, created = Concealment.objects.get_or_create(
        event=row,
        lifted_at=None,
        defaults={"rule": rule, "reason": reason, "by": actor, "until": until},
    )
    if created:
        _record(made, "concealment.applied", actor)
    return made


def _record(row: Concealment, verb: str, actor: str) -> None:
    events.record(
        agency=row.event.agency,
        actor=actor,
        verb=verb,
        about=row,
        purpose=row.reason,
        facts={"event": row.event_id, "seq": row.event.seq, "rule": row.rule_id},
    )

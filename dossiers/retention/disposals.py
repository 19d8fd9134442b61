"""Disposal at the end of retention: one person proposes a list, another approves it; ingest/disposing.py does it.

Never the same person, nor, as far as the accounts tell, one person with two accounts.
Source: Law on Archives 33/2024/QH15; Decree 45/2020 on what stands in for an original.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, User
from accounts.selectors import administered_by, agencies_of, type_of_user
from dossiers import events
from dossiers.administration.acting import held
from dossiers.administration.errors import NotYours
from dossiers.models import (
    OPEN_STATUSES,
    Disposal,
    DisposalItem,
    DossierStatus,
    Event,
    LegalHold,
    Paper,
    PaperQuerySet,
    Reuse,
)
from dossiers.retention.errors import RetentionRefused
from dossiers.retention.holds import KEEPERS, READERS
from dossiers.states import KEPT_STATES, State
from vietnamese.text import fold

# A list that a second person can still read through.
MOST_PAPERS = 500
# A dossier that is decided and waits to be fetched still rests on its papers.
UNDER_WAY = (*OPEN_STATUSES, DossierStatus.RESOLVED)


# A second account made shortly before is a second account all the same.
LATELY = timedelta(days=30)
# What gives one person the account of another, or lets it pass for another's.
OPENS = ("user.added", "user.role_given", "user.password_reset", "user.renamed", "user.unlocked")


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a list of papers shall go."""

    reason: str
    legal_basis: str


def disposals_seen_by(user: type_of_user) -> QuerySet[Disposal]:
    """The disposals of the person's agencies, the newest first."""
    found = Disposal.objects.filter(agency__in=agencies_of(user, *READERS))
    return found.select_related("agency")


def due_for_disposal(papers: PaperQuerySet) -> PaperQuerySet:
    """Those of the papers whose retention has ended, that nothing holds, no dossier needs and no list names."""
    listed = DisposalItem.objects.filter(
        paper=OuterRef("pk"),
        disposal__state__in=(Disposal.State.PROPOSED, Disposal.State.APPROVED),
    )
    over = papers.filter(state__in=KEPT_STATES, retain_until__lte=timezone.now())
    return over.filter(~_held_by_law(), ~_needed(), ~Exists(listed))


def hindrance(paper: Paper) -> str:
    """The code of why the paper may not go now; empty where nothing speaks against it."""
    one = Paper.objects.filter(pk=paper.pk)
    if not one.filter(state__in=KEPT_STATES).exists():
        return "disposal.not_kept"
    if not one.filter(retain_until__lte=timezone.now()).exists():
        return "storage.under_retention"
    if one.filter(_held_by_law()).exists():
        return "storage.on_hold"
    return "disposal.in_use" if one.filter(_needed()).exists() else ""


def propose(*, by: User, agency_id: int, papers: Collection[int], grounds: Grounds) -> Disposal:
    """List papers of one agency for disposal; nothing else happens to them yet.

    Raises:
        NotYours: the person does not administer the agency.
        RetentionRefused: no paper, too many, or one of them may not go (any more).
    """
    chosen = set(papers)
    if not 0 < len(chosen) <= MOST_PAPERS:
        raise RetentionRefused("disposal.too_many" if chosen else "disposal.nothing_chosen")
    with transaction.atomic():
        by = held(by)
        agency = administered_by(by).filter(pk=agency_id).first()
        if agency is None or by.is_service:
            raise NotYours
        rows = Paper.objects.filter(agency=agency, pk__in=chosen)
        # Held, so that no second list takes them up at the same moment.
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
        due = set(due_for_disposal(rows).values_list("pk", flat=True))
        if due != chosen:
            raise RetentionRefused("disposal.not_due")
        made = Disposal.objects.create(
            agency=agency,
            reason=grounds.reason,
            legal_basis=grounds.legal_basis,
            proposed_by=actor(by),
        )
        DisposalItem.objects.bulk_create(
            DisposalItem(disposal=made, paper_id=pk) for pk in sorted(chosen)
        )
        facts = {"papers": sorted(chosen)}
        _record(made, verb="disposal.proposed", by=by, purpose=grounds.reason, facts=facts)
    return made


def decide(*, by: User, disposal_id: int, approve: bool, reason: str) -> Disposal:
    """Approve or refuse a proposal, as another person than who made it.

    Raises:
        NotYours: the person keeps no papers of the agency.
        RetentionRefused: the same person, as far as the accounts tell; or it is decided already.
    """
    with transaction.atomic():
        by = held(by)
        rows = Disposal.objects.filter(agency__in=agencies_of(by, *KEEPERS))
        found = rows.select_for_update(of=("self",), no_key=True).filter(pk=disposal_id).first()
        if found is None or by.is_service:
            raise NotYours
        if found.state != Disposal.State.PROPOSED:
            raise RetentionRefused("disposal.decided_already")
        if is_who_proposed(by, found):
            raise RetentionRefused("disposal.same_person")
        found.state = Disposal.State.APPROVED if approve else Disposal.State.REFUSED
        found.decided_by, found.decided_at, found.decision_reason = (
            actor(by),
            timezone.now(),
            reason,
        )
        found.save()
        verb = "disposal.approved" if approve else "disposal.refused"
        _record(found, verb=verb, by=by, purpose=reason, facts={})
    return found


def is_who_proposed(user: User, disposal: Disposal) -> bool:
    """Whether this is who proposed it, as far as the accounts tell: see docs/decisions/0035.

    The same account, name or mail address; one of the two accounts was lately in the other's hands; or nobody
    knows any more who proposed it.
    """
    if actor(user) == disposal.proposed_by:
        return True
    username = disposal.proposed_by.removeprefix("user:")
    other = User.objects.filter(username=username).first()
    if other is None:
        return True
    same_name = bool(user.full_name.strip()) and fold(user.full_name) == fold(other.full_name)
    same_mail = bool(user.email) and user.email.casefold() == other.email.casefold()
    since = disposal.proposed_at - LATELY
    return (
        same_name
        or same_mail
        or _was_in_hands_of(other, user, since=since)
        or _was_in_hands_of(user, other, since=since)
    )


def _was_in_hands_of(holder: User, account: User, *, since: datetime) -> bool:
    """Whether one person could since have used the other's account, or made it look like another's."""
    return Event.objects.filter(
        object_type="user", object_id=account.pk, actor=actor(holder), verb__in=OPENS, at__gte=since
    ).exists()


def _held_by_law() -> Exists:
    """It is held, or what was dissolved into its file is: that one has the same bytes."""
    own = Q(paper=OuterRef("pk"))
    dissolved = Q(paper__received_file=OuterRef("received_file"), paper__state=State.DISSOLVED)
    return Exists(LegalHold.objects.filter(own | dissolved, lifted_at=None))


def _needed() -> Q:
    """A dossier under way has the paper, or uses it."""
    used = Reuse.objects.filter(
        paper=OuterRef("pk"), revoked_at=None, dossier__status__in=UNDER_WAY
    )
    return Q(dossier__isnull=False, dossier__status__in=UNDER_WAY) | Q(Exists(used))


def _record(
    disposal: Disposal, *, verb: str, by: User, purpose: str, facts: Mapping[str, object]
) -> None:
    agency: Agency = disposal.agency
    events.record(
        agency=agency, actor=actor(by), verb=verb, about=disposal, purpose=purpose, facts=facts
    )

"""Legal holds as recorded acts. The records refuse at once; the store's own locks follow (ingest/holding.py)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Role, User
from accounts.selectors import agencies_of, type_of_user
from dossiers import events
from dossiers.administration.acting import held
from dossiers.administration.errors import NotYours
from dossiers.models import LegalHold, Paper, PaperQuerySet
from dossiers.retention.errors import RetentionRefused
from dossiers.states import State

# Who answers for the archive of an agency.
KEEPERS = (Role.Kind.ADMINISTRATOR, Role.Kind.MANAGER)
READERS = (*KEEPERS, Role.Kind.AUDITOR)


def papers_kept_by(user: type_of_user) -> PaperQuerySet:
    """The papers for whose keeping the person answers: what they are told of is number, type and dates."""
    return Paper.objects.filter(agency__in=agencies_of(user, *KEEPERS))


def holds_seen_by(user: type_of_user) -> QuerySet[LegalHold]:
    """The holds on papers of the person's agencies, the newest first."""
    found = LegalHold.objects.filter(paper__agency__in=agencies_of(user, *READERS))
    return found.select_related("paper__paper_type", "paper__agency")


def place_hold(*, by: User, paper_id: int, reason: str) -> LegalHold:
    """Hold a paper until somebody lifts it; several reasons may hold one paper.

    Raises:
        NotYours: there is no such paper, or not in the person's agencies.
        RetentionRefused: it is disposed of already.
    """
    with transaction.atomic():
        by = held(by)
        paper = _locked(by, paper_id)
        if paper.state == State.DISPOSED:
            raise RetentionRefused("hold.disposed_already")
        hold = LegalHold.objects.create(paper=paper, reason=reason, placed_by=actor(by))
        _record(hold, paper, verb="paper.held", by=by, purpose=reason)
    return hold


def lift_hold(*, by: User, hold_id: int, reason: str) -> LegalHold:
    """Lift a hold; others on the paper stay.

    Raises:
        NotYours: see `place_hold`.
        RetentionRefused: it is lifted already.
    """
    with transaction.atomic():
        by = held(by)
        found = LegalHold.objects.filter(pk=hold_id).values_list("paper", flat=True).first()
        paper = _locked(by, found or 0)
        hold = LegalHold.objects.select_for_update(no_key=True).get(pk=hold_id)
        if hold.lifted_at is not None:
            raise RetentionRefused("hold.lifted_already")
        hold.lifted_by, hold.lifted_at, hold.lifted_reason = actor(by), timezone.now(), reason
        hold.in_store = False
        hold.save()
        _record(hold, paper, verb="paper.hold_lifted", by=by, purpose=reason)
    return hold


def _locked(by: User, paper_id: int) -> Paper:
    rows = papers_kept_by(by).select_for_update(of=("self",), no_key=True)
    paper = rows.select_related("agency").filter(pk=paper_id).first()
    if paper is None:
        raise NotYours
    return paper


def _record(hold: LegalHold, paper: Paper, *, verb: str, by: User, purpose: str) -> None:
    events.record(
        agency=paper.agency,
        actor=actor(by),
        verb=verb,
        about=paper,
        purpose=purpose,
        facts={"hold": hold.pk},
    )

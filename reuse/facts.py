"""What the decision asks of a paper, read from its row and its newest verdict."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from dossiers.models import (
    AcceptedPaper,
    Holder,
    PaperQuerySet,
    PaperType,
    Verification,
)
from dossiers.states import State
from reuse.decision import Need, PaperFacts
from reuse.rules import verified_since

NO_CHAIN = "NO_CERTIFICATE_CHAIN_FOUND"
VALID = "valid"
OPEN = "indeterminate"


class Judged(Protocol):
    """A paper as `with_newest_verdict` gives it: what the decision reads."""

    id: int
    paper_type_id: str | None
    holder_id: int | None
    state: str
    accepted_at: datetime | None
    copy_kind: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    revoked_at: date | None
    replaced_by_id: int | None
    verdict_outcome: str | None
    verdict_signatures: Sequence[Mapping[str, Any]] | None
    verdict_at: datetime | None


def with_newest_verdict(papers: PaperQuerySet) -> PaperQuerySet:
    """The papers, each with `verdict_outcome` and `verdict_at` of its newest verdict, None where there is none.

    `verdict_signatures` are those of a verdict that determined nothing. Older verdicts pile up: papers are verified
    again and again.
    """
    newest = Verification.objects.filter(paper=OuterRef("pk")).order_by("-pk")
    return papers.annotate(
        verdict_outcome=Subquery(newest.values("outcome")[:1]),
        # They are looked at where nothing was determined; reading them all would take longer than the rest.
        verdict_signatures=Subquery(newest.filter(outcome=OPEN).values("signatures")[:1]),
        verdict_at=Subquery(newest.values("verified_at")[:1]),
    )


def need_of(accepted: AcceptedPaper) -> Need:
    """What the catalogue asks of a paper of this type."""
    return Need(
        accepted.paper_type_id,
        accepted.paper_type.name,
        accepted.copy_kind,
        accepted.max_age_days,
    )


def facts_of(paper: Judged, holder: Holder, *, kind: PaperType | None, seen: bool) -> PaperFacts:
    """The facts.

    Args:
        holder: who it would be used for.
        kind: the type of the paper.
        seen: whether the viewer may see it.
    """
    fixed = kind is not None and kind.validity == PaperType.Validity.FIXED
    state = paper.state
    if state == State.FAILED and paper.accepted_at is None:
        state = State.TO_REVIEW
    return PaperFacts(
        paper=paper.id,
        paper_type=paper.paper_type_id or "",
        state=state,
        copy_kind=paper.copy_kind,
        issued_on=paper.issued_on,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        end_unknown=fixed and paper.valid_to is None,
        revoked_on=paper.revoked_at,
        replaced=paper.replaced_by_id is not None,
        signature=_outcome(paper),
        stale_since=_stale_since(paper),
        holder_certain=paper.holder_id == holder.pk,
        visible=seen,
    )


def is_stale(paper: Judged) -> bool:
    """Whether its signature was found valid, but too long ago to be relied on without another look."""
    at = paper.verdict_at
    return paper.verdict_outcome == VALID and at is not None and at < verified_since()


def _stale_since(paper: Judged) -> date | None:
    return timezone.localdate(paper.verdict_at) if is_stale(paper) else None


def _outcome(paper: Judged) -> str:
    """The outcome; an indeterminate one whose chain has no loaded root is told apart."""
    if paper.verdict_outcome != OPEN:
        return paper.verdict_outcome or ""
    open_questions = {
        each.get("sub_indication")
        for each in paper.verdict_signatures or ()
        if each.get("indication") != "TOTAL_PASSED"
    }
    no_chain = not open_questions or NO_CHAIN in open_questions
    return "chain_not_traceable" if no_chain else OPEN

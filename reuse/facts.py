"""What the decision asks of a paper, read from its row and its newest verdict."""

from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from dossiers.models import (
    AcceptedPaper,
    Holder,
    Paper,
    PaperQuerySet,
    PaperType,
    Verification,
)
from dossiers.states import State
from reuse.decision import Need, PaperFacts
from reuse.rules import verified_since

NO_CHAIN = "NO_CERTIFICATE_CHAIN_FOUND"
VALID = "valid"


def with_newest_verdict(papers: PaperQuerySet) -> PaperQuerySet:
    """The papers, each with its newest verdict at hand; verified again and again, older ones pile up."""
    newest = Verification.objects.filter(paper=OuterRef("paper")).order_by("-pk").values("pk")[:1]
    return papers.prefetch_related(
        Prefetch("verifications", Verification.objects.filter(pk=Subquery(newest)))
    )


def need_of(accepted: AcceptedPaper) -> Need:
    """What the catalogue asks of a paper of this type."""
    return Need(
        accepted.paper_type_id,
        accepted.paper_type.name,
        accepted.copy_kind,
        accepted.max_age_days,
    )


def facts_of(paper: Paper, holder: Holder, *, seen: bool) -> PaperFacts:
    """The facts.

    Args:
        paper: with its newest verdict at hand.
        holder: who it would be used for.
        seen: whether the viewer may see it.
    """
    kind = paper.paper_type
    fixed = kind is not None and kind.validity == PaperType.Validity.FIXED
    state = paper.state
    if state == State.FAILED and paper.accepted_at is None:
        state = State.TO_REVIEW
    verdict = newest_verdict(paper)
    return PaperFacts(
        paper=paper.pk,
        paper_type=paper.paper_type_id or "",
        state=state,
        copy_kind=paper.copy_kind,
        issued_on=paper.issued_on,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        end_unknown=fixed and paper.valid_to is None,
        revoked_on=paper.revoked_at,
        replaced=paper.replaced_by_id is not None,
        signature=_outcome(verdict),
        verified_on=_day(verdict),
        stale=is_stale(paper),
        holder_certain=paper.holder_id == holder.pk,
        visible=seen,
    )


def newest_verdict(paper: Paper) -> Verification | None:
    """The newest verdict on the paper's signatures; the one that counts."""
    return max(paper.verifications.all(), key=lambda each: each.pk, default=None)


def is_stale(paper: Paper) -> bool:
    """Whether its signature was found valid, but too long ago to be relied on without another look."""
    verdict = newest_verdict(paper)
    return (
        verdict is not None and verdict.outcome == VALID and verdict.verified_at < verified_since()
    )


def _outcome(verdict: Verification | None) -> str:
    """The outcome; an indeterminate one whose chain has no loaded root is told apart."""
    if verdict is None:
        return ""
    if verdict.outcome != "indeterminate":
        return verdict.outcome
    open_questions = {
        each.get("sub_indication")
        for each in verdict.signatures
        if each.get("indication") != "TOTAL_PASSED"
    }
    no_chain = not open_questions or NO_CHAIN in open_questions
    return "chain_not_traceable" if no_chain else "indeterminate"


def _day(verdict: Verification | None) -> date | None:
    return timezone.localdate(verdict.verified_at) if verdict is not None else None

"""Conditions of papers that several definitions share, said once."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from dossiers.models import Paper, Reuse, Verification
from dossiers.states import State

# A person has compared the digital copy with the scan, and it has not been taken out of use.
ACCEPTED = Q(state__in=(State.REVIEWED, State.TO_SIGN, State.SIGNED, State.AVAILABLE)) | Q(
    state=State.DISPOSED, withdrawn_reason=""
)
# It was out of use on purpose from a day on: until then it held.
REVOKED = Q(state__in=(State.WITHDRAWN, State.DISPOSED), revoked_at__isnull=False)
# Accepted once, and neither sent back nor under review again.
TAKEN_IN = Q(accepted_at__isnull=False) & ~Q(state__in=(State.TO_REVIEW, State.RETURNED))


def signature_holds() -> Exact:
    """The newest verdict on the signatures of the outer query's paper is that they are valid."""
    verdicts = Verification.objects.filter(paper=OuterRef("pk")).order_by("-id")
    return Exact(Subquery(verdicts.values("outcome")[:1]), "valid")


def papers_of(dossier: OuterRef) -> QuerySet[Paper]:
    """The accepted papers of a dossier of an outer query."""
    return Paper.objects.filter(ACCEPTED, dossier=dossier).order_by()


def reuses_of(dossier: OuterRef) -> QuerySet[Reuse]:
    """What was reused for a dossier of an outer query and not taken back."""
    return Reuse.objects.filter(dossier=dossier, revoked_at__isnull=True).order_by()

"""An officer looks at a held paper and will not use it; and may think better of it."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Role, User
from dossiers import events
from dossiers.access import dossiers_open_to
from dossiers.models import Component, Dossier, Paper, PaperQuerySet, PaperRefusal
from dossiers.notices import clerks_of, tell
from reuse.acts.holding import active, held, told
from reuse.answers import Refused
from reuse.measures import counted

# These say that the record itself may be wrong: who accepted the paper is to look again.
DOUBTED = frozenset({PaperRefusal.Reason.WRONG_PERSON, PaperRefusal.Reason.DOUBT})


@counted("refuse_paper")
def refuse_paper(
    *,
    dossier: Dossier,
    component: Component,
    paper: Paper,
    reason: str,
    note: str,
    officer: User,
) -> PaperRefusal | Refused:
    """Do not use a held paper for this component of this dossier; it is not offered for it again.

    A second call returns the first row.

    Args:
        reason: one of PaperRefusal.Reason; with some, the clerk who accepted the paper is told.
    """
    if reason not in PaperRefusal.Reason.values:
        return Refused("reuse.reason_needed")
    with transaction.atomic():
        now = held(dossier, component, officer)
        if isinstance(now, Refused):
            return now
        seen = _offered(now, component, officer).filter(pk=paper.pk).first()
        if seen is None:
            return Refused("reuse.paper_unknown")
        if active(now, component).filter(paper=seen).exists():
            return Refused("reuse.already_used")
        refusal, is_new = PaperRefusal.objects.get_or_create(
            dossier=now,
            component=component,
            paper=seen,
            revoked_at=None,
            defaults={"reason": reason, "note": told(note), "officer": actor(officer)},
        )
        if is_new:
            _tell(refusal, now, "paper.refused", officer)
            if reason in DOUBTED:
                key = f"paper.doubted:{refusal.pk}"
                tell(clerks_of(seen), kind="paper.doubted", key=key, paper=seen)
    return refusal


@counted("take_refusal_back")
def take_refusal_back(*, refusal_id: int, officer: User) -> PaperRefusal | Refused:
    """Offer the paper again; the row and both events stay. A second call changes nothing."""
    with transaction.atomic():
        refusal = (
            PaperRefusal.objects.select_for_update(of=("self",), no_key=True)
            .select_related("dossier__deciding_agency")
            .filter(pk=refusal_id, dossier__in=dossiers_open_to(officer, Role.Kind.OFFICER))
            .first()
        )
        if refusal is None:
            return Refused("reuse.unknown")
        if refusal.revoked_at is None:
            refusal.revoked_at = timezone.now()
            refusal.save(update_fields=["revoked_at"])
            _tell(refusal, refusal.dossier, "paper.refusal_taken_back", officer)
    return refusal


def _offered(dossier: Dossier, component: Component, officer: User) -> PaperQuerySet:
    """What the check could have shown for this component."""
    types = [each.paper_type_id for each in component.accepted.all()]
    holder = dossier.holder.merged_into or dossier.holder
    return Paper.objects.visible_to(officer).filter(
        Q(holder=holder) | Q(holder=None), Q(paper_type__in=types) | Q(component=component)
    )


def _tell(refusal: PaperRefusal, dossier: Dossier, verb: str, officer: User) -> None:
    events.record(
        agency=dossier.deciding_agency,
        actor=actor(officer),
        verb=verb,
        about=refusal,
        facts={
            "paper": refusal.paper_id,
            "dossier": refusal.dossier_id,
            "component": refusal.component_id,
            "reason": refusal.reason,
        },
    )

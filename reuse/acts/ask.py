"""A citizen is asked for a paper although it is held; the reason is reported."""

from django.db import transaction

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.models import Component, Dossier, PaperRequest
from reuse.acts.holding import active, checked, held, told
from reuse.answers import Refused
from reuse.checklist import submitted_with
from reuse.decision import Status
from reuse.measures import counted


@counted("ask")
def ask_for_paper(
    *, dossier: Dossier, component: Component, reason: str, note: str, officer: User
) -> PaperRequest | Refused:
    """Ask the citizen for a component although it is held and usable; the reason is reported.

    What is not held, or may not be used, is asked for without a record. A second call returns the
    first row.

    Args:
        reason: one of PaperRequest.Reason.
    """
    if reason not in PaperRequest.Reason.values:
        return Refused("reuse.reason_needed")
    with transaction.atomic():
        now = held(dossier, component, officer)
        if isinstance(now, Refused):
            return now
        before = PaperRequest.objects.filter(dossier=now, component=component).first()
        if before is not None:
            return before
        if active(now, component).exists():
            return Refused("reuse.already_used")
        found = checked(now, component, officer)
        if found.status is not Status.USABLE or submitted_with(now, found):
            return Refused("reuse.nothing_held")
        asked = PaperRequest.objects.create(
            dossier=now,
            component=component,
            paper=found.papers[0],
            reason=reason,
            note=told(note),
            officer=actor(officer),
        )
        events.record(
            agency=now.deciding_agency,
            actor=asked.officer,
            verb="paper.asked",
            about=asked,
            facts={
                "paper": asked.paper_id,
                "dossier": now.pk,
                "component": component.pk,
                "reason": reason,
            },
        )
    return asked

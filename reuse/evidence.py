"""Another system asks for the papers of a component: request, preview, accept or refuse, then fetch.

The steps of the EU's Once-Only Technical System. A request only holds what was offered; the rules are asked
again when it is accepted, and nothing counts as reused before that.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Role, User
from dossiers import events
from dossiers.access import dossiers_open_to
from dossiers.models import Component, Dossier, EvidenceRequest, Paper, Reuse
from reuse.acts.grounds import refusal_of
from reuse.acts.holding import active, applicant, checked, held, told
from reuse.acts.record import record_reuse
from reuse.acts.refuse import refuse_paper
from reuse.answers import Grounds, Refused
from reuse.checklist import submitted_with
from reuse.decision import Status

# Long enough for a person to look at the pages; the offer is of now, not of next week.
OPEN_FOR = timedelta(hours=1)
FETCHED_WITHIN = timedelta(hours=24)
State = EvidenceRequest.State


def evidence_requests_of(user: User) -> QuerySet[EvidenceRequest]:
    """The requests that this account made, in dossiers that are still open to it."""
    return EvidenceRequest.objects.filter(
        user=user, dossier__in=dossiers_open_to(user, Role.Kind.OFFICER)
    ).select_related("dossier__holder", "component__version__procedure")


def papers_of(request: EvidenceRequest, user: User) -> list[Paper]:
    """The papers of the request that the account may see now; none that was linked to another person since."""
    papers = Paper.objects.visible_to(user).filter(
        pk__in=map(int, request.papers), holder=applicant(request.dossier)
    )
    return list(papers.select_related("agency", "received_file").order_by("pk"))


def reuses_of(request: EvidenceRequest) -> QuerySet[Reuse]:
    """What the request led to and was not taken back since; nothing before it is accepted."""
    if request.state != State.ACCEPTED:
        return Reuse.objects.none()
    return active(request.dossier, request.component).filter(paper__in=map(int, request.papers))


def request_evidence(
    *, dossier: Dossier, component: Component, officer: User, grounds: Grounds
) -> EvidenceRequest | Refused:
    """Ask for what is held for a component; the papers that are usable today are kept as the offer."""
    refused = refusal_of(grounds)
    if refused is not None:
        return refused
    with transaction.atomic():
        now = held(dossier, component, officer)
        if isinstance(now, Refused):
            return now
        if active(now, component).exists():
            return Refused("reuse.already_used")
        found = checked(now, component, officer)
        if found.status is not Status.USABLE:
            return Refused("reuse.not_usable", found.decision.reasons)
        if submitted_with(now, found):
            return Refused("reuse.own_dossier")
        made = EvidenceRequest.objects.create(
            user=officer,
            dossier=now,
            component=component,
            papers={str(paper.pk): paper.version for paper in found.papers},
            purpose=told(grounds.purpose),
            legal_basis=told(grounds.legal_basis),
            request=grounds.request,
            exception_id=grounds.exception or None,
            until=timezone.now() + OPEN_FOR,
        )
        _tell(made, "evidence.requested", officer, purpose=made.purpose)
    return made


def note_preview(*, request: EvidenceRequest, officer: User) -> None:
    """Record that the papers were looked at for this dossier, for their holder to be told; once a request."""
    with transaction.atomic():
        row = _held_request(request)
        if row.previewed_at is not None:
            return
        row.previewed_at = timezone.now()
        row.save(update_fields=["previewed_at"])
        # In one order of agencies, so that two looks at papers of the same offices never wait in a ring.
        for paper in sorted(papers_of(row, officer), key=lambda each: each.agency_id):
            events.record(
                agency=paper.agency,
                actor=actor(officer),
                verb="paper.previewed",
                about=paper,
                purpose=row.purpose,
                facts={"dossier": row.dossier_id, "request": row.pk},
            )


def accept_evidence(*, request: EvidenceRequest, officer: User) -> list[Reuse] | Refused:
    """Use what was offered, as the rules have it now. A second call returns the rows of the first."""
    with transaction.atomic():
        row = _held_request(request)
        if row.state == State.ACCEPTED:
            return list(reuses_of(row))
        refused = _not_open(row)
        if refused is not None:
            return refused
        papers = papers_of(row, officer)
        if {str(paper.pk): paper.version for paper in papers} != row.papers:
            return Refused("reuse.changed")
        done = record_reuse(
            dossier=row.dossier,
            component=row.component,
            papers=papers,
            officer=officer,
            grounds=Grounds(row.purpose, row.legal_basis, row.request, row.exception_id or ""),
        )
        if isinstance(done, Refused):
            return done
        _decide(row, State.ACCEPTED, officer)
    return done


def refuse_evidence(
    *, request: EvidenceRequest, officer: User, reason: str, note: str
) -> EvidenceRequest | Refused:
    """Do not use what was offered, with the reason; it is not offered again for this component.

    Args:
        reason: one of PaperRefusal.Reason.
    """
    with transaction.atomic():
        row = _held_request(request)
        if row.state == State.REFUSED:
            return row
        refused = _not_open(row)
        if refused is not None:
            return refused
        for paper in papers_of(row, officer):
            done = refuse_paper(
                dossier=row.dossier,
                component=row.component,
                paper=paper,
                reason=reason,
                note=note,
                officer=officer,
            )
            if isinstance(done, Refused):
                transaction.set_rollback(True)
                return done
        _decide(row, State.REFUSED, officer)
    return row


def _held_request(request: EvidenceRequest) -> EvidenceRequest:
    """The request as it is now, held so that two answers at once wait for each other."""
    rows = EvidenceRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("dossier__deciding_agency", "dossier__holder", "component").get(
        pk=request.pk
    )


def _not_open(row: EvidenceRequest) -> Refused | None:
    if row.state != State.OPEN:
        return Refused("evidence.decided")
    if row.until <= timezone.now():
        return Refused("evidence.over")
    return None if row.previewed_at else Refused("evidence.not_previewed")


def _decide(row: EvidenceRequest, state: EvidenceRequest.State, officer: User) -> None:
    row.state, row.decided_at = state, timezone.now()
    row.until = row.decided_at + FETCHED_WITHIN
    row.save(update_fields=["state", "decided_at", "until"])
    _tell(row, f"evidence.{state}", officer)


def _tell(row: EvidenceRequest, verb: str, officer: User, *, purpose: str = "") -> None:
    events.record(
        agency=row.dossier.deciding_agency,
        actor=actor(officer),
        verb=verb,
        about=row,
        purpose=purpose,
        facts={
            "dossier": row.dossier_id,
            "component": row.component_id,
            "papers": sorted(map(int, row.papers)),
        },
    )

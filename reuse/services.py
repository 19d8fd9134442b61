"""Reuse as a recorded act: recorded, revoked, or a held paper asked for all the same, with the reason.

What the rules do not allow is answered with `Refused`, never with an exception; its code has a sentence
in config/messages.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Role, User
from dossiers import events
from dossiers.models import Component, Dossier, Paper, PaperRequest, Reuse, ReuseMode
from dossiers.selectors import components_of
from reuse.check import ComponentCheck, check
from reuse.checklist import dossiers_open_to, submitted_with
from reuse.decision import Reason, Status

TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why and on what legal basis papers are used; names no person."""

    purpose: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was recorded; `reasons` say what stands against the papers."""

    code: str
    reasons: tuple[Reason, ...] = ()


def record_reuse(
    *,
    dossier: Dossier,
    component: Component,
    papers: Sequence[Paper],
    officer: User,
    grounds: Grounds,
) -> list[Reuse] | Refused:
    """Use held papers for a component: all papers of one alternative, checked again as they are now.

    A second call with the same papers returns the rows of the first, in the order of papers. A paper
    that came with the dossier completes an alternative, but is not counted as reused.

    Args:
        papers: what the officer has looked at.
    """
    if not grounds.purpose.strip() or not grounds.legal_basis.strip():
        return Refused("reuse.grounds_needed")
    with transaction.atomic():
        refused = _refusal(dossier, component, officer)
        if refused is not None:
            return refused
        wanted = {paper.pk for paper in papers}
        # A paper that is being withdrawn at this moment is waited for.
        rows = Paper.objects.select_for_update(no_key=True).filter(pk__in=wanted)
        brought = {row.pk for row in rows.only("pk", "dossier") if row.dossier_id == dossier.pk}
        before = {each.paper_id: each for each in _active(dossier, component)}
        if wanted - brought and wanted - brought <= before.keys():
            return [before[pk] for pk in sorted(wanted - brought)]
        found = _check(dossier, component, officer, prefer=wanted)
        refused = _not_now(dossier, found, wanted)
        if refused is not None:
            return refused
        return [
            before.get(paper.pk) or _record(dossier, component, paper, officer, grounds)
            for paper in sorted(found.papers, key=lambda paper: paper.pk)
            if paper.pk not in brought
        ]


def revoke_reuse(*, reuse_id: int, reason: str, officer: User) -> Reuse | Refused:
    """Take a reuse back, with the reason; the row and both events stay. A second call changes nothing."""
    if not reason.strip():
        return Refused("reuse.reason_needed")
    with transaction.atomic():
        open_to = dossiers_open_to(officer, Role.Kind.OFFICER)
        reuse = (
            Reuse.objects.select_for_update(of=("self",), no_key=True)
            .select_related("dossier__deciding_agency")
            .filter(pk=reuse_id, dossier__in=open_to)
            .first()
        )
        if reuse is None:
            return Refused("reuse.unknown")
        if reuse.revoked_at is None:
            reuse.revoked_at = timezone.now()
            reuse.save(update_fields=["revoked_at"])
            events.record(
                agency=reuse.dossier.deciding_agency,
                actor=actor(officer),
                verb="reuse.revoked",
                about=reuse,
                purpose=reason.strip()[:TEXT_LENGTH],
                facts=_facts(reuse),
            )
    return reuse


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
        refused = _refusal(dossier, component, officer)
        if refused is not None:
            return refused
        before = PaperRequest.objects.filter(dossier=dossier, component=component).first()
        if before is not None:
            return before
        if _active(dossier, component).exists():
            return Refused("reuse.already_used")
        found = _check(dossier, component, officer)
        if found.status is not Status.USABLE or submitted_with(dossier, found):
            return Refused("reuse.nothing_held")
        asked = PaperRequest.objects.create(
            dossier=dossier,
            component=component,
            paper=found.papers[0],
            reason=reason,
            note=note.strip()[:TEXT_LENGTH],
            officer=actor(officer),
        )
        events.record(
            agency=dossier.deciding_agency,
            actor=actor(officer),
            verb="paper.asked",
            about=asked,
            facts={
                "paper": asked.paper_id,
                "dossier": dossier.pk,
                "component": component.pk,
                "reason": reason,
            },
        )
    return asked


def actor(officer: User) -> str:
    """The name under which an officer's acts are recorded."""
    return f"user:{officer.username}"


def _refusal(dossier: Dossier, component: Component, officer: User) -> Refused | None:
    """Hold the dossier, so that two officers at once wait for each other; refuse what is not theirs."""
    Dossier.objects.select_for_update(no_key=True).only("pk").get(pk=dossier.pk)
    if not dossiers_open_to(officer, Role.Kind.OFFICER).filter(pk=dossier.pk).exists():
        return Refused("reuse.not_your_dossier")
    if component.pk not in {each.pk for each in components_of(dossier.version)}:
        return Refused("reuse.other_procedure")
    return None


def _not_now(dossier: Dossier, found: ComponentCheck, wanted: set[int]) -> Refused | None:
    if found.status is not Status.USABLE:
        return Refused("reuse.not_usable", found.decision.reasons)
    if submitted_with(dossier, found):
        return Refused("reuse.own_dossier")
    return None if {paper.pk for paper in found.papers} == wanted else Refused("reuse.changed")


def _active(dossier: Dossier, component: Component) -> QuerySet[Reuse]:
    return Reuse.objects.filter(dossier=dossier, component=component, revoked_at__isnull=True)


def _check(
    dossier: Dossier, component: Component, officer: User, prefer: set[int] | None = None
) -> ComponentCheck:
    checks = check(
        holder=dossier.holder,
        version=dossier.version,
        on=timezone.localdate(),
        papers=Paper.objects.visible_to(officer),
        prefer=prefer or set(),
    )
    return next(each for each in checks if each.component.pk == component.pk)


def _record(
    dossier: Dossier, component: Component, paper: Paper, officer: User, grounds: Grounds
) -> Reuse:
    reuse = Reuse.objects.create(
        dossier=dossier,
        component=component,
        paper=paper,
        paper_version=paper.version,
        mode=ReuseMode.PRIOR_RESULT if paper.is_result else ReuseMode.PRIOR_FILE,
        purpose=grounds.purpose.strip()[:TEXT_LENGTH],
        legal_basis=grounds.legal_basis.strip()[:TEXT_LENGTH],
        officer=actor(officer),
    )
    events.record(
        agency=dossier.deciding_agency,
        actor=actor(officer),
        verb="reuse.recorded",
        about=reuse,
        purpose=reuse.purpose,
        facts=_facts(reuse),
    )
    return reuse


def _facts(reuse: Reuse) -> dict[str, object]:
    return {
        "paper": reuse.paper_id,
        "dossier": reuse.dossier_id,
        "component": reuse.component_id,
        "mode": reuse.mode,
        "paper_version": reuse.paper_version,
    }

"""Held papers, or a database's answer, are used for a component."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.models import (
    Component,
    DataSource,
    Dossier,
    Paper,
    Procedure,
    Reuse,
    ReuseMode,
)
from reuse.acts.grounds import refusal_of
from reuse.acts.holding import active, checked, facts_of_reuse, held, told
from reuse.answers import Grounds, Refused
from reuse.check import ComponentCheck, sources_on
from reuse.checklist import submitted_with
from reuse.decision import Status
from reuse.measures import counted

BY_REFERENCE = frozenset({ReuseMode.CITIZEN_STORE, ReuseMode.DATA_LOOKUP})
REFERENCE_LENGTH = 200


@counted("record")
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
    refused = refusal_of(grounds)
    if refused is not None:
        return refused
    with transaction.atomic():
        now = held(dossier, component, officer)
        if isinstance(now, Refused):
            return now
        wanted = {paper.pk for paper in papers}
        # A paper that is being withdrawn at this moment is waited for.
        rows = Paper.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        brought = {row.pk for row in rows.only("pk", "dossier") if row.dossier_id == now.pk}
        before = {each.paper_id: each for each in active(now, component)}
        if wanted - brought and wanted - brought <= before.keys():
            return [before[pk] for pk in sorted(wanted - brought)]
        if before.keys() - wanted:
            return Refused("reuse.already_used")
        found = checked(now, component, officer, prefer=wanted)
        refused = _not_now(now, found, wanted)
        if refused is not None:
            return refused
        return [
            before.get(paper.pk) or _record(_of_paper(paper), now, component, officer, grounds)
            for paper in sorted(found.papers, key=lambda paper: paper.pk)
            if paper.pk not in brought
        ]


@counted("record_reference")
def record_reference(  # noqa: PLR0913 - each is a fact of the act
    *,
    dossier: Dossier,
    component: Component,
    mode: str,
    source: DataSource | None,
    reference: str,
    officer: User,
    grounds: Grounds,
) -> Reuse | Refused:
    """Use a document of the citizen's own store, or a database's answer, by its reference.

    A second call with the same reference returns the first row.

    Args:
        mode: ReuseMode.CITIZEN_STORE, or DATA_LOOKUP with its `source`.
        reference: the document's number in the store, or the number of the look-up.
    """
    refused = refusal_of(grounds)
    if refused is not None:
        return refused
    if mode not in BY_REFERENCE or not reference.strip():
        return Refused("reuse.reference_needed")
    with transaction.atomic():
        now = held(dossier, component, officer)
        if isinstance(now, Refused):
            return now
        facts = Reuse(mode=mode, source=source, reference=reference.strip()[:REFERENCE_LENGTH])
        before = active(now, component).first()
        if before is not None:
            same = (before.mode, before.source_id, before.reference)
            is_again = same == (facts.mode, facts.source_id, facts.reference)
            return before if is_again else Refused("reuse.already_used")
        if not _answers(component, facts):
            return Refused("reuse.source_not_accepted")
        return _record(facts, now, component, officer, grounds)


def _answers(component: Component, facts: Reuse) -> bool:
    """Whether the catalogue takes this database for the component today; the citizen's store needs none."""
    if facts.mode == ReuseMode.CITIZEN_STORE:
        return facts.source_id is None
    accepted = sources_on(component, timezone.localdate())
    return facts.source_id in {each.pk for each in accepted}


def _not_now(dossier: Dossier, found: ComponentCheck, wanted: Collection[int]) -> Refused | None:
    reasons = found.decision.reasons
    if found.status is not Status.USABLE:
        return Refused("reuse.not_usable", reasons)
    if submitted_with(dossier, found):
        return Refused("reuse.own_dossier")
    if {paper.pk for paper in found.papers} != wanted:
        return Refused("reuse.changed")
    stale = tuple(each for each in reasons if each.code == "reuse.signature_stale")
    return Refused("reuse.signature_stale", stale) if stale else None


def _of_paper(paper: Paper) -> Reuse:
    mode = ReuseMode.PRIOR_RESULT if _is_result(paper) else ReuseMode.PRIOR_FILE
    return Reuse(paper=paper, paper_version=paper.version, mode=mode)


def _is_result(paper: Paper) -> bool:
    """Of the backlog, whose dossiers are not here, the type tells (as for indicator M1)."""
    if paper.dossier_id is not None:
        return paper.is_result
    return paper.is_result or Procedure.objects.filter(result_type=paper.paper_type_id).exists()


def _record(
    facts: Reuse, dossier: Dossier, component: Component, officer: User, grounds: Grounds
) -> Reuse:
    """Keep the reuse and its event."""
    facts.dossier, facts.component = dossier, component
    facts.purpose, facts.legal_basis = told(grounds.purpose), told(grounds.legal_basis)
    facts.request, facts.exception_id = grounds.request, grounds.exception or None
    facts.officer = actor(officer)
    facts.save()
    more = {"request": grounds.request, "exception": grounds.exception}
    events.record(
        agency=dossier.deciding_agency,
        actor=facts.officer,
        verb="reuse.recorded",
        about=facts,
        purpose=facts.purpose,
        facts={**facts_of_reuse(facts), **{key: value for key, value in more.items() if value}},
    )
    return facts

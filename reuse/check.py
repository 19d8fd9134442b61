"""Is what a procedure asks for already held, valid and allowed? A constant number of queries, no writes.

Nothing outside the viewer's sight is shown. Some of it may only be told to exist: an officer learns that a
paper of their own agency waits for review, never what is in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import cached_property

from dossiers.identity.matching import determine, is_number
from dossiers.models import Component, DataSource, Holder, Paper, PaperType, ProcedureVersion
from reuse.asked_for import agencies_lately, components_lately
from reuse.decision import (
    Alternative,
    Decision,
    Need,
    PaperFacts,
    Part,
    Reason,
    Status,
    decide,
)
from reuse.errors import MalformedHolderId
from reuse.facts import facts_of, need_of
from reuse.sight import Candidate, Sight, paper_of


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a dossier adds to the question.

    Args:
        due: when its decision is expected.
        prefer: papers to take where several would do.
        refused: (component, paper) that an officer has looked at and will not use.
    """

    due: date | None = None
    prefer: Collection[int] = ()
    refused: Collection[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class PartCheck:
    """A part of the decision with the paper itself, for pages; None where it may not be shown."""

    part: Part
    paper: Paper | None


@dataclass(frozen=True)
class ComponentCheck:
    """What is held for one component, and the databases that answer for it on that day."""

    component: Component
    decision: Decision
    parts: tuple[PartCheck, ...] = ()
    sources: tuple[DataSource, ...] = ()

    @property
    def status(self) -> Status:
        """Usable, not usable or missing."""
        return self.decision.status

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the alternative shown."""
        return tuple(each.paper for each in self.parts if each.paper is not None)


def check(
    *,
    holder: Holder | None,
    version: ProcedureVersion,
    on: date,
    sight: Sight,
    within: Circumstances = Circumstances(),
) -> list[ComponentCheck]:
    """Answer for every component that this version of a procedure asks for, in the order of the catalogue.

    Args:
        holder: None when nobody or several were found: answered alike, as missing.
        on: the day on which the papers would be used.
        sight: how far the viewer sees.
        within: what the dossier adds.
    """
    components = components_lately(version)
    if holder is None:
        unknown = Decision(Status.MISSING, reasons=(Reason("reuse.holder_undetermined"),))
        return [ComponentCheck(component, unknown) for component in components]
    # A record that was merged into another stands for the same person.
    holder = holder.merged_into or holder
    types = _types_of(components)
    candidates = _fitting(sight.candidates(holder, components), components, types)
    visible = sight.shown(candidates)
    facts = [
        facts_of(each, holder, kind=types.get(each.paper_type_id), seen=each.id in visible)
        for each in candidates
    ]
    decisions = [
        _decision(component, _relevant(component, candidates, facts), on, within)
        for component in components
    ]
    shown = _shown(decisions, {each.id: each for each in candidates if each.id in visible}, types)
    return [
        _of_component(component, decision, shown, on)
        for component, decision in zip(components, decisions, strict=True)
    ]


def holder_by_id(text: str, *, name: str = "") -> Holder | None:
    """The one holder with this id, old id or tax code; None when there is none, several, or any doubt.

    Args:
        name: compared when given; another name gives None too.
    Raises:
        MalformedHolderId: the text is no id at all.
    """
    if not is_number(text):
        raise MalformedHolderId(text)
    return determine(number=text, name=name.strip() or None)


def _decision(
    component: Component, relevant: Iterable[PaperFacts], on: date, within: Circumstances
) -> Decision:
    facts = [
        replace(each, refused=True) if (component.pk, each.paper) in within.refused else each
        for each in relevant
    ]
    alternatives = _alternatives(component)
    decision = decide(alternatives, facts, on=on, due=within.due, prefer=within.prefer)
    if decision.status is Status.USABLE:
        return decision
    instead = (
        Reason("reuse.lookup_possible", name=each.name) for each in sources_on(component, on)
    )
    return replace(decision, reasons=(*decision.reasons, *instead))


def _of_component(
    component: Component, decision: Decision, shown: Mapping[int, Paper], on: date
) -> ComponentCheck:
    parts = tuple(
        PartCheck(part, shown.get(part.paper) if part.paper else None) for part in decision.parts
    )
    return ComponentCheck(component, decision, parts, tuple(sources_on(component, on)))


def sources_on(component: Component, on: date) -> list[DataSource]:
    """The databases that stand for the component on that day."""
    found = [each.source for each in component.accepted_data.all()]
    return [
        each for each in found if (each.valid_from or date.min) <= on <= (each.valid_to or date.max)
    ]


type_of_types = Mapping[str | None, PaperType]


def _types_of(components: Iterable[Component]) -> type_of_types:
    return {
        each.paper_type_id: each.paper_type for row in components for each in row.accepted.all()
    }


def _fitting(
    candidates: Iterable[Candidate], components: Iterable[Component], types: type_of_types
) -> list[Candidate]:
    """Those that any component asks for, or that came for one of them."""
    ids = {row.pk for row in components}
    return [each for each in candidates if each.paper_type_id in types or each.component_id in ids]


def _relevant(
    component: Component, candidates: Iterable[Candidate], facts: Iterable[PaperFacts]
) -> list[PaperFacts]:
    """Of an accepted type, or handed in for this very component."""
    accepted = {each.paper_type_id for each in component.accepted.all()}
    return [
        told
        for each, told in zip(candidates, facts, strict=True)
        if each.paper_type_id in accepted or each.component_id == component.pk
    ]


def _shown(
    decisions: Iterable[Decision], seen: Mapping[int, Candidate], types: type_of_types
) -> dict[int, Paper]:
    """What the decisions name, as far as it may be seen; types and agencies at hand."""
    named = {part.paper for each in decisions for part in each.parts if part.paper}
    found = {pk: paper_of(seen[pk]) for pk in named if pk in seen}
    agencies = agencies_lately({each.agency_id for each in found.values()})
    for each in found.values():
        each.agency = agencies[each.agency_id]
        if each.paper_type_id in types:
            each.paper_type = types[each.paper_type_id]
    return found


def _alternatives(component: Component) -> list[Alternative]:
    needs: dict[int, list[Need]] = {}
    for each in component.accepted.all():
        needs.setdefault(each.alternative, []).append(need_of(each))
    return [Alternative(number, tuple(found)) for number, found in sorted(needs.items())]

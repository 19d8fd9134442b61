"""Is what a procedure asks for already held, valid and allowed? A constant number of queries, no writes.

Nothing outside the viewer's sight is shown. Some of it may only be told to exist: an officer learns that a
paper of their own agency waits for review, never what is in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from accounts.models import Agency
from dossiers.identity.matching import determine, is_number
from dossiers.models import Component, DataSource, Holder, Paper, ProcedureVersion
from reuse.asked_for import components_lately
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
from reuse.sight import Sight


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
    """A part of the decision with the paper itself, for pages; None where it may not be shown.

    Args:
        others: further papers that would do as well, the newest first.
    """

    part: Part
    paper: Paper | None
    others: tuple[Paper, ...] = ()


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
    candidates = _fitting(sight.candidates(holder), components)
    visible = sight.shown(candidates)
    facts = {paper.pk: facts_of(paper, holder, seen=paper.pk in visible) for paper in candidates}
    rows = {paper.pk: paper for paper in candidates if paper.pk in visible}
    found = [
        _of_component(component, _relevant(component, candidates, facts), rows, on, within)
        for component in components
    ]
    parts = [part for each in found for part in each.parts]
    _with_agencies(
        paper for part in parts for paper in (part.paper, *part.others) if paper is not None
    )
    return found


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


def _of_component(
    component: Component,
    relevant: list[PaperFacts],
    rows: Mapping[int, Paper],
    on: date,
    within: Circumstances,
) -> ComponentCheck:
    facts = [
        replace(each, refused=True) if (component.pk, each.paper) in within.refused else each
        for each in relevant
    ]
    alternatives = _alternatives(component)
    decision = decide(alternatives, facts, on=on, due=within.due, prefer=within.prefer)
    sources = tuple(sources_on(component, on))
    if decision.status is not Status.USABLE:
        instead = (Reason("reuse.lookup_possible", name=each.name) for each in sources)
        decision = replace(decision, reasons=(*decision.reasons, *instead))
    parts = tuple(
        PartCheck(
            part,
            rows.get(part.paper) if part.paper else None,
            tuple(rows[each] for each in part.others if each in rows),
        )
        for part in decision.parts
    )
    return ComponentCheck(component, decision, parts, sources)


def sources_on(component: Component, on: date) -> list[DataSource]:
    """The databases that stand for the component on that day."""
    found = [each.source for each in component.accepted_data.all()]
    return [
        each for each in found if (each.valid_from or date.min) <= on <= (each.valid_to or date.max)
    ]


def _relevant(
    component: Component, candidates: Iterable[Paper], facts: Mapping[int, PaperFacts]
) -> list[PaperFacts]:
    """Of an accepted type, or handed in for this very component."""
    accepted = {each.paper_type_id for each in component.accepted.all()}
    return [
        facts[paper.pk]
        for paper in candidates
        if paper.paper_type_id in accepted or paper.component_id == component.pk
    ]


def _fitting(papers: Iterable[Paper], components: Iterable[Component]) -> list[Paper]:
    """Those that any component asks for, or that came for one of them; each with its type at hand."""
    types = {
        each.paper_type_id: each.paper_type for row in components for each in row.accepted.all()
    }
    ids = {row.pk for row in components}
    found, strays = [], []
    for paper in papers:
        if paper.paper_type_id in types:
            paper.paper_type = types[paper.paper_type_id]
        elif paper.component_id in ids:
            strays.append(paper)
        else:
            continue
        found.append(paper)
    prefetch_related_objects(strays, "paper_type")
    return found


def _with_agencies(papers: Iterable[Paper]) -> None:
    """Put the agencies at hand. Asked for even where there is no paper: every answer costs the same."""
    shown = list(papers)
    agencies = Agency.objects.order_by().in_bulk({0, *(each.agency_id for each in shown)})
    for each in shown:
        each.agency = agencies[each.agency_id]


def _alternatives(component: Component) -> list[Alternative]:
    needs: dict[int, list[Need]] = {}
    for each in component.accepted.all():
        needs.setdefault(each.alternative, []).append(need_of(each))
    return [Alternative(number, tuple(found)) for number, found in sorted(needs.items())]

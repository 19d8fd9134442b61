"""Is what a procedure asks for already held, valid and allowed? A constant number of queries, no writes.

Who may see what is the caller's queryset: nothing outside it is shown. `known` widens only what may be
told to exist: an officer learns that a paper of their own agency waits for review, never what is in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.functional import cached_property

from accounts.models import Role, User
from accounts.selectors import type_of_user
from dossiers.identity.matching import determine, is_number
from dossiers.models import (
    Component,
    DataSource,
    Field,
    Holder,
    Paper,
    PaperQuerySet,
    PaperType,
    ProcedureVersion,
)
from dossiers.states import State
from reuse.asked_for import components_lately
from reuse.decision import (
    UNREVIEWED,
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
from reuse.facts import facts_of, need_of, with_newest_verdict


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
    papers: PaperQuerySet,
    known: PaperQuerySet | None = None,
    within: Circumstances = Circumstances(),
) -> list[ComponentCheck]:
    """Answer for every component that this version of a procedure asks for, in the order of the catalogue.

    Args:
        holder: None when nobody or several were found: answered alike, as missing.
        on: the day on which the papers would be used.
        papers: what the viewer may see.
        known: what the viewer may be told to exist, `papers` included; by default only `papers`.
        within: what the dossier adds.
    """
    components = components_lately(version)
    if holder is None:
        unknown = Decision(Status.MISSING, reasons=(Reason("reuse.holder_undetermined"),))
        return [ComponentCheck(component, unknown) for component in components]
    # A record that was merged into another stands for the same person.
    holder = holder.merged_into or holder
    candidates = _candidates(holder, components, papers if known is None else known)
    visible = _visible(candidates, papers, known)
    facts = {paper.pk: facts_of(paper, holder, seen=paper.pk in visible) for paper in candidates}
    rows = {paper.pk: paper for paper in candidates if paper.pk in visible}
    return [
        _of_component(component, _relevant(component, candidates, facts), rows, on, within)
        for component in components
    ]


def known_to(user: type_of_user) -> PaperQuerySet:
    """The papers that a person may see, and those of their agencies that still wait for review."""
    visible = Paper.objects.visible_to(user)
    if not isinstance(user, User):
        return visible
    officer = [role for role in user.roles_held if role.kind == Role.Kind.OFFICER]
    if not officer or not user.is_active:
        return visible
    own = [role.agency_id for role in officer]
    within = reduce(or_, (role.reach("agency") for role in officer))
    allowed = ~Q(paper_type__access=PaperType.Access.RESTRICTED) | Q(agency__in=own)
    return visible | Paper.objects.filter(within, allowed, state__in=UNREVIEWED)


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


def _candidates(
    holder: Holder, components: Iterable[Component], known: PaperQuerySet
) -> list[Paper]:
    """Papers of the holder that could matter, and papers that carry their id without being linked."""
    accepted = {each.paper_type_id for row in components for each in row.accepted.all()}
    fits = Q(paper_type__in=accepted) | Q(component__in=[row.pk for row in components])
    # Row ids first, each by its index: who may know of them is asked for these few only.
    ids = set(Paper.objects.filter(holder=holder).order_by().values_list("pk", flat=True))
    ids |= _not_linked(holder, accepted)
    told = (
        known.filter(fits, pk__in=ids, paper_type__isnull=False)
        .exclude(state=State.RETURNED)
        .select_related("paper_type", "agency")
    )
    return list(with_newest_verdict(told))


def _not_linked(holder: Holder, accepted: Collection[str]) -> set[int]:
    """Papers linked to nobody that came for this holder's dossiers, or on which their id was read."""
    dossiers = list(holder.dossiers.order_by().values_list("pk", flat=True))
    came = Paper.objects.filter(
        dossier__in=dossiers, component__isnull=False, paper_type__in=accepted
    ).order_by()
    former = holder.former.exclude(number="").order_by().values_list("number", flat=True)
    texts = {holder.personal_id, holder.old_personal_id, holder.tax_code, *former} - {None, ""}
    read = Field.objects.filter(
        name__in=("personal_id", "tax_code"),
        value__in=texts,
        paper__holder=None,
        paper__paper_type__in=accepted,
    ).order_by()
    linked = came.values_list("pk", "holder")
    unlinked = {pk for pk, holder_id in linked if holder_id is None}
    return unlinked | set(read.values_list("paper", flat=True))


def _visible(
    candidates: Iterable[Paper], papers: PaperQuerySet, known: PaperQuerySet | None
) -> set[int]:
    ids = [paper.pk for paper in candidates]
    if known is None:
        return set(ids)
    return set(papers.filter(pk__in=ids).order_by().values_list("pk", flat=True))


def _alternatives(component: Component) -> list[Alternative]:
    needs: dict[int, list[Need]] = {}
    for each in component.accepted.all():
        needs.setdefault(each.alternative, []).append(need_of(each))
    return [Alternative(number, tuple(found)) for number, found in sorted(needs.items())]

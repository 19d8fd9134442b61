"""Is what a procedure asks for already held, valid and allowed? A constant number of queries, no writes.

Who may see what is the caller's queryset: nothing outside it is shown. `known` widens only what may be
told to exist: an officer learns that a paper of their own agency waits for review, never what is in it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import cached_property

from accounts.models import Role, User
from accounts.selectors import agencies_of, type_of_user
from dossiers.identity.matching import determine, is_number
from dossiers.models import (
    Component,
    Field,
    Holder,
    Paper,
    PaperQuerySet,
    PaperType,
    ProcedureVersion,
    Verification,
)
from dossiers.selectors import components_of
from dossiers.states import State
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

NO_CHAIN = "NO_CERTIFICATE_CHAIN_FOUND"


@dataclass(frozen=True, slots=True)
class PartCheck:
    """A part of the decision with the paper itself, for pages; None where it may not be shown."""

    part: Part
    paper: Paper | None


@dataclass(frozen=True)
class ComponentCheck:
    """What is held for one component."""

    component: Component
    decision: Decision
    parts: tuple[PartCheck, ...] = ()

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
    prefer: Collection[int] = (),
) -> list[ComponentCheck]:
    """Answer for every component that this version of a procedure asks for, in the order of the catalogue.

    Args:
        holder: None when nobody or several were found: answered alike, as missing.
        on: the day on which the papers would be used.
        papers: what the viewer may see.
        known: what the viewer may be told to exist, `papers` included; by default only `papers`.
        prefer: papers to take where several would do.
    """
    components = components_of(version)
    if holder is None:
        unknown = Decision(Status.MISSING, reasons=(Reason("reuse.holder_undetermined"),))
        return [ComponentCheck(component, unknown) for component in components]
    candidates = _candidates(holder, components, papers if known is None else known)
    visible = _visible(candidates, papers, known)
    facts = {paper.pk: _facts(paper, holder, seen=paper.pk in visible) for paper in candidates}
    rows = {paper.pk: paper for paper in candidates if paper.pk in visible}
    checks = []
    for component in components:
        alternatives = _alternatives(component)
        accepted = {need.paper_type for each in alternatives for need in each.needs}
        relevant = [
            facts[paper.pk]
            for paper in candidates
            if paper.paper_type_id in accepted or paper.component_id == component.pk
        ]
        decision = decide(alternatives, relevant, on=on, prefer=prefer)
        parts = tuple(
            PartCheck(part, rows.get(part.paper) if part.paper else None) for part in decision.parts
        )
        checks.append(ComponentCheck(component, decision, parts))
    return checks


def known_to(user: type_of_user) -> PaperQuerySet:
    """The papers that a person may see, and those of their agencies that still wait for review."""
    visible = Paper.objects.visible_to(user)
    if not isinstance(user, User):
        return visible
    own = [role.agency_id for role in user.roles_held if role.kind == Role.Kind.OFFICER]
    restricted = Q(paper_type__access=PaperType.Access.RESTRICTED) & ~Q(agency__in=own)
    # Ids instead of a nested query: the two querysets joined must not share look-ups.
    agencies = list(agencies_of(user, Role.Kind.OFFICER).values_list("pk", flat=True))
    waiting = Paper.objects.filter(agency__in=agencies, state__in=UNREVIEWED).exclude(restricted)
    return visible | waiting


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


def _candidates(
    holder: Holder, components: Iterable[Component], known: PaperQuerySet
) -> list[Paper]:
    """Papers of the holder that could matter, and papers that carry their id without being linked."""
    accepted = {each.paper_type_id for row in components for each in row.accepted.all()}
    fits = Q(paper_type__in=accepted) | Q(component__in=[row.pk for row in components])
    # Row ids first, each by its index: who may know of them is asked for these few only.
    ids = set(Paper.objects.filter(holder=holder).values_list("pk", flat=True))
    ids |= _not_linked(holder, accepted)
    told = (
        known.filter(fits, pk__in=ids, paper_type__isnull=False)
        .exclude(state=State.RETURNED)
        .select_related("paper_type", "received_file", "agency")
        .prefetch_related("verifications")
    )
    return list(told.distinct())


def _not_linked(holder: Holder, accepted: Collection[str]) -> set[int]:
    """Papers linked to nobody that came for this holder's dossiers, or on which their id was read."""
    dossiers = list(holder.dossiers.values_list("pk", flat=True))
    came = Paper.objects.filter(
        dossier__in=dossiers, component__isnull=False, paper_type__in=accepted
    ).values_list("pk", "holder")
    texts = [text for text in (holder.personal_id, holder.old_personal_id, holder.tax_code) if text]
    read = Field.objects.filter(
        name__in=("personal_id", "tax_code"),
        value__in=texts,
        paper__holder=None,
        paper__paper_type__in=accepted,
    ).values_list("paper", flat=True)
    return {pk for pk, linked in came if linked is None} | set(read)


def _visible(
    candidates: Iterable[Paper], papers: PaperQuerySet, known: PaperQuerySet | None
) -> set[int]:
    ids = [paper.pk for paper in candidates]
    if known is None:
        return set(ids)
    return set(papers.filter(pk__in=ids).values_list("pk", flat=True))


def _alternatives(component: Component) -> list[Alternative]:
    needs: dict[int, list[Need]] = {}
    for each in component.accepted.all():
        need = Need(each.paper_type_id, each.paper_type.name, each.copy_kind, each.max_age_days)
        needs.setdefault(each.alternative, []).append(need)
    return [Alternative(number, tuple(found)) for number, found in sorted(needs.items())]


def _facts(paper: Paper, holder: Holder, *, seen: bool) -> PaperFacts:
    kind = paper.paper_type
    fixed = kind is not None and kind.validity == PaperType.Validity.FIXED
    state = paper.state
    if state == State.FAILED and paper.accepted_at is None:
        state = State.TO_REVIEW
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
        signature=_signature(list(paper.verifications.all())),
        holder_certain=paper.holder_id == holder.pk,
        visible=seen,
    )


def _signature(verifications: list[Verification]) -> str:
    """The newest outcome; an indeterminate one whose chain has no loaded root is told apart."""
    if not verifications:
        return ""
    newest = max(verifications, key=lambda each: each.pk)
    if newest.outcome != "indeterminate":
        return newest.outcome
    open_questions = {
        each.get("sub_indication")
        for each in newest.signatures
        if each.get("indication") != "TOTAL_PASSED"
    }
    no_chain = not open_questions or NO_CHAIN in open_questions
    return "chain_not_traceable" if no_chain else "indeterminate"

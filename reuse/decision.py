"""Decides over facts, without queries: may these papers stand for this component on this day?

A component has alternatives; one of them is enough (OR), and all paper types in it are needed (AND).
Source: the requirement → lists of evidence types of the EU's Once-Only Technical System.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dossiers.models import CopyKind
from dossiers.states import UNREVIEWED, State
from vietnamese.dates import format_date


class Status(StrEnum):
    """The three answers of `motlan reuse check`."""

    USABLE = "usable"
    NOT_USABLE = "not_usable"
    MISSING = "missing"


# Which kinds of copy serve where the catalogue names one. A copy signed by the agency that compared it
# with the original replaces the original (Decree 45/2020); the scan of a plain photocopy does not.
SERVES_AS: dict[str, frozenset[str]] = {
    CopyKind.ORIGINAL: frozenset({CopyKind.ORIGINAL, CopyKind.E_COPY, CopyKind.ELECTRONIC}),
    CopyKind.COPY: frozenset(CopyKind.values),
    CopyKind.E_COPY: frozenset({CopyKind.ORIGINAL, CopyKind.E_COPY, CopyKind.ELECTRONIC}),
    CopyKind.ELECTRONIC: frozenset({CopyKind.ELECTRONIC}),
}

SIGNATURE_REASONS = {
    "": "reuse.signature_not_checked",
    "unsigned": "reuse.unsigned",
    "invalid": "reuse.signature_invalid",
    "indeterminate": "reuse.signature_indeterminate",
    "chain_not_traceable": "reuse.chain_not_traceable",
}
UNSIGNED = (State.REVIEWED, State.TO_SIGN, State.SIGNED)


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and what its sentence names; sentences stand in reuse/reasons.py."""

    code: str
    day: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One paper type of an alternative; `copy_kind` "" takes any kind."""

    paper_type: str
    name: str = ""
    copy_kind: str = ""
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Paper types that are needed together."""

    number: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the decision asks of a paper."""

    paper: int
    paper_type: str
    state: str = State.AVAILABLE
    copy_kind: str = CopyKind.E_COPY
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    end_unknown: bool = False  # the type has a fixed term, but its beginning is not known
    revoked_on: date | None = None
    replaced: bool = False
    signature: str = (
        "valid"  # newest outcome; "chain_not_traceable" tells an indeterminate one apart
    )
    # The day of that outcome where it is valid but older than is trusted: verified again before it is used.
    stale_since: date | None = None
    holder_certain: bool = True
    refused: bool = False  # by an officer, for this component of this dossier
    visible: bool = True  # the viewer may see it; else they may only be told that it exists


@dataclass(frozen=True, slots=True)
class Part:
    """One needed paper type: the best paper that is held, if any, and why it may or may not be used."""

    need: Need
    status: Status
    paper: int | None = None
    reasons: tuple[Reason, ...] = ()
    others: tuple[int, ...] = ()  # further papers that would do as well, the newest first


@dataclass(frozen=True, slots=True)
class Decision:
    """The best alternative; `alternative` is None when nothing of any alternative is held."""

    status: Status
    alternative: int | None = None
    parts: tuple[Part, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def papers(self) -> tuple[int, ...]:
        """The papers shown, in the order of the parts."""
        return tuple(part.paper for part in self.parts if part.paper is not None)


def decide(
    alternatives: Iterable[Alternative],
    papers: Sequence[PaperFacts],
    *,
    on: date,
    due: date | None = None,
    prefer: Collection[int] = (),
) -> Decision:
    """Choose the best alternative: usable first, then with the fewest missing papers.

    Args:
        papers: of the holder, of an accepted type or handed in for this very component.
        on: the day on which the papers would be used.
        due: when the decision is expected; a paper that ends before is usable, with a warning.
        prefer: papers that a person has looked at; taken where several would do.
    """
    known = list(alternatives)
    judged = [
        (each, tuple(_part(need, papers, on, due, prefer) for need in each.needs)) for each in known
    ]
    if judged:
        best, parts = min(judged, key=lambda pair: _rank(*pair))
        decision = _of_alternative(best, parts)
        if decision.status is not Status.MISSING:
            return decision
    else:
        decision = Decision(Status.MISSING)
    return _other_type(known, papers) or decision


def reasons_against(paper: PaperFacts, need: Need, *, on: date) -> tuple[Reason, ...]:
    """Why a paper of the right type may not be used on that day; nothing when it may."""
    if paper.state in UNREVIEWED:
        return (Reason("reuse.not_reviewed"),)
    if not paper.visible:
        # Nothing else is told about a paper that the viewer may not see.
        return (Reason("reuse.not_allowed"),)
    if paper.state in UNSIGNED:
        return (Reason("reuse.not_signed"),)
    if paper.state == State.FAILED:
        return (Reason("reuse.failed"),)
    return (
        *_withdrawn(paper, on),
        *_out_of_force(paper, on),
        *_signature(paper),
        *(() if paper.holder_certain else (Reason("reuse.holder_not_certain"),)),
        *_unfit(paper, need, on),
        *((Reason("reuse.refused_here"),) if paper.refused else ()),
    )


def grounds_for(paper: PaperFacts, need: Need, *, due: date | None = None) -> tuple[Reason, ...]:
    """Why a usable paper is valid, and what to mind when it is used."""
    in_force = Reason("reuse.in_force_until", day=paper.valid_to)
    stale = Reason("reuse.signature_stale", day=paper.stale_since)
    last = _last_day(paper, need)
    ends_early = due is not None and last is not None and last < due
    return (
        in_force if paper.valid_to else Reason("reuse.in_force"),
        stale if paper.stale_since else Reason("reuse.signature_valid"),
        *(
            (Reason("reuse.expires_before_due", last, format_date(due)),)
            if ends_early and due
            else ()
        ),
    )


def _last_day(paper: PaperFacts, need: Need) -> date | None:
    """The last day on which the paper may be used for this need, by its validity and its age."""
    ends = [paper.valid_to] if paper.valid_to else []
    if need.max_age_days is not None and paper.issued_on is not None:
        ends.append(paper.issued_on + timedelta(days=need.max_age_days))
    return min(ends, default=None)


def _withdrawn(paper: PaperFacts, on: date) -> tuple[Reason, ...]:
    found = []
    if paper.revoked_on and (paper.revoked_on <= on or paper.state == State.WITHDRAWN):
        found.append(Reason("reuse.revoked", day=paper.revoked_on))
    if paper.replaced:
        found.append(Reason("reuse.replaced"))
    if paper.state != State.AVAILABLE and not found:
        found.append(Reason("reuse.withdrawn"))
    return tuple(found)


def _out_of_force(paper: PaperFacts, on: date) -> tuple[Reason, ...]:
    if paper.valid_from and paper.valid_from > on:
        return (Reason("reuse.not_yet_valid", day=paper.valid_from),)
    if paper.valid_to and paper.valid_to < on:
        return (Reason("reuse.expired", day=paper.valid_to),)
    return (Reason("reuse.end_unknown"),) if paper.end_unknown else ()


def _signature(paper: PaperFacts) -> tuple[Reason, ...]:
    if paper.signature == "valid":
        return ()
    return (Reason(SIGNATURE_REASONS.get(paper.signature, "reuse.signature_indeterminate")),)


def _unfit(paper: PaperFacts, need: Need, on: date) -> tuple[Reason, ...]:
    found = []
    if need.copy_kind and paper.copy_kind not in SERVES_AS.get(need.copy_kind, {need.copy_kind}):
        found.append(Reason("reuse.copy_kind_not_accepted", name=_copy_name(need.copy_kind)))
    if need.max_age_days is not None:
        if paper.issued_on is None:
            found.append(Reason("reuse.age_unknown"))
        elif (on - paper.issued_on).days > need.max_age_days:
            found.append(Reason("reuse.too_old", day=paper.issued_on, name=str(need.max_age_days)))
    return tuple(found)


def _copy_name(kind: str) -> str:
    return str(CopyKind(kind).label).lower() if kind in CopyKind.values else kind


def _part(
    need: Need,
    papers: Sequence[PaperFacts],
    on: date,
    due: date | None,
    prefer: Collection[int],
) -> Part:
    judged = [
        (reasons_against(paper, need, on=on), paper)
        for paper in papers
        if paper.paper_type == need.paper_type
    ]
    if not judged:
        return Part(need, Status.MISSING)
    reasons, best = min(judged, key=lambda pair: _order(pair[0], pair[1], prefer))
    if reasons:
        return Part(need, Status.NOT_USABLE, best.paper if best.visible else None, reasons)
    others = [paper for against, paper in judged if not against and paper is not best]
    others.sort(key=_newest_first)
    grounds = (*grounds_for(best, need, due=due), *_of_several(best, others))
    return Part(need, Status.USABLE, best.paper, grounds, tuple(each.paper for each in others))


def _of_several(best: PaperFacts, others: Sequence[PaperFacts]) -> tuple[Reason, ...]:
    """Two papers of one type hold at once: the newest is taken, and the others are told of."""
    if not others:
        return ()
    if _newest_first(best) < _newest_first(others[0]):
        return (Reason("reuse.newest_of_several", name=str(len(others) + 1)),)
    return (Reason("reuse.newer_held", day=others[0].issued_on),)


def _newest_first(paper: PaperFacts) -> tuple[int, int]:
    return -(paper.issued_on or date.min).toordinal(), -paper.paper


def _order(
    reasons: tuple[Reason, ...], paper: PaperFacts, prefer: Collection[int]
) -> tuple[object, ...]:
    """Usable first, then the one looked at, then the fewest reasons, then the newest."""
    return (
        bool(reasons),
        not paper.visible,
        paper.paper not in prefer,
        len(reasons),
        *_newest_first(paper),
    )


def _rank(alternative: Alternative, parts: tuple[Part, ...]) -> tuple[int, int, int, int]:
    count = {status: sum(part.status is status for part in parts) for status in Status}
    return (
        len(parts) - count[Status.USABLE] > 0,
        count[Status.MISSING],
        count[Status.NOT_USABLE] - count[Status.USABLE],
        alternative.number,
    )


def _of_alternative(alternative: Alternative, parts: tuple[Part, ...]) -> Decision:
    statuses = {part.status for part in parts}
    if statuses == {Status.MISSING}:
        return Decision(Status.MISSING, parts=parts)
    reasons = [reason for part in parts for reason in part.reasons]
    if statuses == {Status.USABLE}:
        return Decision(Status.USABLE, alternative.number, parts, tuple(dict.fromkeys(reasons)))
    against = [
        reason for part in parts if part.status is Status.NOT_USABLE for reason in part.reasons
    ]
    against += [
        Reason("reuse.part_missing", name=part.need.name or part.need.paper_type)
        for part in parts
        if part.status is Status.MISSING
    ]
    return Decision(Status.NOT_USABLE, alternative.number, parts, tuple(dict.fromkeys(against)))


def _other_type(
    alternatives: Sequence[Alternative], papers: Sequence[PaperFacts]
) -> Decision | None:
    """A paper was handed in for this component, but its type is not accepted for it."""
    accepted = {need.paper_type for each in alternatives for need in each.needs}
    strays = [paper for paper in papers if paper.visible and paper.paper_type not in accepted]
    if not strays:
        return None
    newest = max(strays, key=lambda paper: paper.paper)
    need = Need(newest.paper_type)
    reasons = (Reason("reuse.type_not_accepted"),)
    part = Part(need, Status.NOT_USABLE, newest.paper, reasons)
    return Decision(Status.NOT_USABLE, None, (part,), reasons)

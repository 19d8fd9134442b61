"""What a line of the checklist says: labels, sentences with their sources, and what the citizen must bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossiers.models import AcceptedPaper, Component, CopyKind, Paper, Reuse
from reuse.checklist import Line, Standing
from reuse.decision import Reason, Status
from reuse.reasons import legal_basis_on, sentence, source
from vietnamese.dates import format_number
from web.checklist.forms import AskForm, GroundsForm, RevokeForm
from web.checklist.subject import Subject
from web.papers.history import names_of
from web.papers.masking import hide_ids
from web.papers.selectors import title_of

# How a component stands: what the badge says, its colour, and whether an officer has something to do.
WORDS = {
    Standing.REUSED: ("Đã dùng lại", "good"),
    Standing.SUBMITTED: ("Đã nộp cùng hồ sơ này", "good"),
    Standing.ASKED: ("Đã yêu cầu nộp", "attention"),
    Standing.USABLE: ("Đang giữ, dùng được", "good"),
    Standing.ON_ITS_WAY: ("Đã nhận, đang số hóa", "attention"),
    Standing.INCOMPLETE: ("Mới có một phần", "attention"),
    Standing.NOT_USABLE: ("Đang giữ nhưng không dùng được", "bad"),
    Standing.MISSING: ("Chưa có", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A reason as a person reads it."""

    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper of the alternative shown, or the name of the one that is not held."""

    name: str
    status: str
    paper: Paper | None
    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """A recorded reuse and what its paper is called."""

    reuse: Reuse
    title: str
    number: str
    who: str


@dataclass(frozen=True)
class ShownLine:
    """One component on the page."""

    number: int
    component: Component
    standing: str
    label: str
    tone: str
    needed: str  # what would do, in words
    said: tuple[Said, ...]
    held: tuple[HeldPaper, ...]
    used: tuple[Used, ...]
    asked_by: str
    line: Line
    grounds: GroundsForm | None = None
    ask: AskForm | None = None
    revoke: RevokeForm | None = None

    @property
    def together(self) -> bool:
        """Whether several papers are needed together."""
        return len(self.held) > 1


@dataclass(frozen=True, slots=True)
class Count:
    """How many components stand how."""

    total: int
    reused: int
    usable: int
    needed: int


def count(lines: Sequence[Line]) -> Count:
    """The figures above the list."""
    standings = [line.standing for line in lines]
    return Count(
        total=len(lines),
        reused=standings.count(Standing.REUSED),
        usable=standings.count(Standing.USABLE),
        needed=sum(line.still_needed for line in lines),
    )


def show(lines: Sequence[Line], *, subject: Subject, may_act: bool, on: date) -> list[ShownLine]:
    """The lines as they stand on the page, with the forms that this person may send."""
    actors = [reuse.officer for line in lines for reuse in line.reuses]
    actors += [line.request.officer for line in lines if line.request]
    people = names_of(actors)
    return [
        _shown(number, line, subject, people, acts=may_act and subject.dossier is not None, on=on)
        for number, line in enumerate(lines, start=1)
    ]


def needed_in_words(component: Component) -> str:
    """What would do for a component: all of one alternative joined by "và", alternatives by "hoặc"."""
    groups: dict[int, list[str]] = {}
    for each in component.accepted.all():
        groups.setdefault(each.alternative, []).append(_accepted(each))
    return "; hoặc ".join(" và ".join(found) for _, found in sorted(groups.items()))


def _still_needed(line: Line) -> str:
    """Of an alternative that is held in part only the rest is needed."""
    parts = [each.part for each in line.check.parts]
    component = line.check.component
    if line.standing is not Standing.INCOMPLETE:
        return needed_in_words(component)
    rest = {part.need.paper_type for part in parts if part.status is not Status.USABLE}
    return " và ".join(
        _accepted(each)
        for each in component.accepted.all()
        if each.alternative == line.check.decision.alternative and each.paper_type_id in rest
    )


def _accepted(each: AcceptedPaper) -> str:
    limits = []
    if each.copy_kind in CopyKind.values:
        limits.append(str(CopyKind(each.copy_kind).label).lower())
    if each.max_age_days is not None:
        limits.append(f"cấp không quá {format_number(each.max_age_days)} ngày")
    return f"{each.paper_type.name} ({', '.join(limits)})" if limits else each.paper_type.name


def _shown(
    number: int, line: Line, subject: Subject, people: Mapping[str, str], *, acts: bool, on: date
) -> ShownLine:
    standing, component = line.standing, line.check.component
    label, tone = WORDS[standing]
    can_use = acts and line.check.status is Status.USABLE
    key = f"tp{component.pk}"
    forms: dict[str, Any] = {}
    if can_use and standing in {Standing.USABLE, Standing.ASKED}:
        forms["grounds"] = _grounds(key, line, subject, on)
    if can_use and standing is Standing.USABLE:
        forms["ask"] = AskForm(auto_id=f"{key}_ask_%s")
    if acts and standing is Standing.REUSED:
        forms["revoke"] = RevokeForm(auto_id=f"{key}_revoke_%s")
    return ShownLine(
        number=number,
        component=component,
        standing=standing.value,
        label=label,
        tone=tone,
        needed=_still_needed(line),
        said=_said(line.check.decision.reasons),
        held=_held(line),
        used=tuple(_used(reuse, people) for reuse in line.reuses),
        asked_by=people[line.request.officer] if line.request else "",
        line=line,
        **forms,
    )


def _used(reuse: Reuse, people: Mapping[str, str]) -> Used:
    if reuse.paper is None:
        name = reuse.source.name if reuse.source else reuse.get_mode_display()
        return Used(reuse, name, hide_ids(reuse.reference), people[reuse.officer])
    title, number = title_of(reuse.paper), hide_ids(reuse.paper.number)
    return Used(reuse, title, number, people[reuse.officer])


def _grounds(key: str, line: Line, subject: Subject, on: date) -> GroundsForm:
    number = subject.dossier.number if subject.dossier else ""
    return GroundsForm(
        auto_id=f"{key}_%s",
        initial={
            "papers": ",".join(str(paper.pk) for paper in line.check.papers),
            "purpose": f"Giải quyết hồ sơ {number}: {subject.procedure.name}"[:500],
            "legal_basis": subject.version.legal_basis or legal_basis_on(on),
        },
    )


def _held(line: Line) -> tuple[HeldPaper, ...]:
    if line.check.status is Status.MISSING:
        return ()
    return tuple(
        HeldPaper(
            name=each.part.need.name,
            status=each.part.status.value,
            paper=each.paper,
            title=title_of(each.paper) if each.paper else each.part.need.name,
            said=_said(each.part.reasons),
        )
        for each in line.check.parts
    )


def _said(reasons: Sequence[Reason]) -> tuple[Said, ...]:
    return tuple(Said(sentence(reason), source(reason)) for reason in reasons)

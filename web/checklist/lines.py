"""What a line of the checklist says: labels, sentences with their sources, and the acts of an officer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dossiers.models import Component, Paper, PaperRefusal, Reuse
from reuse.checklist import Line, Standing
from reuse.decision import Reason, Status
from reuse.reasons import sentence, source
from search.words import hide_ids
from web.checklist.forms import ReferenceForm
from web.checklist.needs import Entry, example_of, still_needed
from web.checklist.panels import Acts, Panel
from web.checklist.preview import Preview
from web.papers.history import names_of
from web.papers.selectors import title_of

# How a component stands: what the badge says and its colour.
WORDS = {
    "reused": ("Đã dùng lại", "good"),
    "doubted": ("Đã dùng lại, cần xem lại", "bad"),
    "referred": ("Đã tra cứu", "good"),
    "submitted": ("Đã nộp cùng hồ sơ này", "good"),
    "asked": ("Đã yêu cầu nộp", "attention"),
    "usable": ("Đang giữ, dùng được", "good"),
    "on_its_way": ("Đã nhận, đang số hóa", "attention"),
    "incomplete": ("Mới có một phần", "attention"),
    "not_usable": ("Đang giữ nhưng không dùng được", "bad"),
    "look_up": ("Tra cứu được, không phải nộp", "attention"),
    "missing": ("Chưa có", "quiet"),
}
DONE = frozenset({"reused", "submitted"})


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
    looked: bool = False
    refuse: Panel | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """A recorded reuse and what its paper, or its look-up, is called."""

    reuse: Reuse
    title: str
    number: str
    who: str
    revoke: Panel | None = None
    settle: Panel | None = None
    hand_over: Panel | None = None
    alarmed: bool = False  # the paper went out of use, and nobody has looked at that yet


@dataclass(frozen=True, slots=True)
class RefusedPaper:
    """A paper that an officer looked at and did not use."""

    refusal: PaperRefusal
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at the lines, when, and what they have done: the same for every line.

    Args:
        acts: what the dossier's officer may do; None for everybody else.
    """

    on: date
    acts: Acts | None = None
    looked: Collection[int] = ()
    ticked: Collection[int] = ()
    preview: Preview | None = None
    serves: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownLine:
    """One component on the page."""

    number: int
    mark: SafeString  # the name of its place on the page
    component: Component
    standing: str
    label: str
    tone: str
    needed: str  # what would do, in words
    said: tuple[Said, ...]
    held: tuple[HeldPaper, ...]
    used: tuple[Used, ...]
    doubts: tuple[Said, ...]  # why what was used would not be used again today
    refused: tuple[RefusedPaper, ...]
    asked_by: str
    line: Line
    serves: tuple[str, ...]
    example: tuple[Entry, ...]
    papers: str = ""  # row ids of what one click would use; empty when nothing can be used
    looked: bool = False
    ticked: bool = False
    preview: Preview | None = None
    ask: Panel | None = None
    reference: Panel | None = None

    @property
    def together(self) -> bool:
        """Whether several papers are needed together."""
        return len(self.held) > 1

    @property
    def opened(self) -> Panel | None:
        """The act whose form was opened on this line."""
        panels = [self.ask, self.reference, *(each.refuse for each in self.held)]
        panels += [act for each in self.used for act in (each.revoke, each.settle, each.hand_over)]
        return next((each for each in panels if each and each.wanted), None)

    @property
    def alarmed(self) -> bool:
        """Whether what was used here has to be looked at again."""
        return bool(self.line.alarms or self.doubts)


@dataclass(frozen=True, slots=True)
class Count:
    """How many components stand how."""

    total: int
    reused: int
    usable: int
    looked: int
    needed: int
    alarms: int


def count(lines: Sequence[ShownLine]) -> Count:
    """The figures above the list."""
    standings = [each.standing for each in lines]
    return Count(
        total=len(lines),
        reused=standings.count("reused"),
        usable=standings.count("usable"),
        looked=sum(bool(each.papers) and each.looked for each in lines),
        needed=sum(each.line.still_needed for each in lines),
        alarms=sum(each.alarmed for each in lines),
    )


def show(lines: Sequence[Line], desk: Desk) -> list[ShownLine]:
    """The lines as they stand on the page, with the acts that are this person's."""
    actors = [reuse.officer for line in lines for reuse in line.reuses]
    actors += [line.request.officer for line in lines if line.request]
    actors += [each.officer for line in lines for each in line.refusals]
    people = names_of(actors)
    return [_shown(number, line, desk, people) for number, line in enumerate(lines, start=1)]


def _shown(number: int, line: Line, desk: Desk, people: Mapping[str, str]) -> ShownLine:
    standing, component = line.standing.value, line.check.component
    label, tone = WORDS[_word(line)]
    papers = {paper.pk for paper in line.check.papers}
    usable = (
        desk.acts is not None
        and line.check.status is Status.USABLE
        and standing in {"usable", "asked"}
    )
    opened = desk.preview is not None and desk.preview.paper.pk in papers and not line.reuses
    return ShownLine(
        number=number,
        mark=format_html("tp-{}", component.pk),
        component=component,
        standing=standing,
        label=label,
        tone=tone,
        needed=still_needed(line),
        said=_said(line.check.decision.reasons),
        held=_held(line, desk),
        used=tuple(_used(each, line, desk, people) for each in line.reuses),
        doubts=_said(line.doubts),
        refused=_refused(line.refusals, people),
        asked_by=people[line.request.officer] if line.request else "",
        line=line,
        serves=desk.serves.get(component.pk, ()),
        example=example_of(component),
        papers=",".join(str(paper.pk) for paper in line.check.papers) if usable else "",
        looked=papers <= set(desk.looked),
        ticked=component.pk in desk.ticked or papers <= set(desk.looked),
        preview=desk.preview if opened else None,
        ask=desk.acts.panel("ask", component.pk)
        if desk.acts and usable and standing == "usable"
        else None,
        reference=_reference(component, standing, desk),
    )


def _word(line: Line) -> str:
    """Which words tell how a line stands; what was used is told apart."""
    if line.alarms or line.doubts:
        return "doubted"
    if line.reuses and all(each.paper is None for each in line.reuses):
        return "referred"
    return line.standing.value


def _reference(component: Component, standing: str, desk: Desk) -> Panel | None:
    if desk.acts is None or standing in DONE or standing == "usable":
        return None
    typed = desk.acts.typed
    return desk.acts.panel(
        "refer",
        component.pk,
        form=lambda: ReferenceForm(component=component, on=desk.on, typed=typed),
        shown=standing == "look_up",
    )


def _used(reuse: Reuse, line: Line, desk: Desk, people: Mapping[str, str]) -> Used:
    paper, alarmed, acts = reuse.paper, reuse in line.alarms, desk.acts
    source_name = reuse.source.name if reuse.source else reuse.get_mode_display()
    rows = (reuse.component_id, reuse.pk)
    sound = paper is not None and not (alarmed or line.doubts)
    return Used(
        reuse=reuse,
        title=title_of(paper) if paper else source_name,
        number=hide_ids(paper.number if paper else reuse.reference),
        who=people[reuse.officer],
        alarmed=alarmed,
        revoke=acts.panel("revoke", *rows) if acts else None,
        settle=acts.panel("settle", *rows) if acts and alarmed else None,
        hand_over=acts.panel("hand_over", *rows) if acts and sound else None,
    )


def _refused(
    refusals: Iterable[PaperRefusal], people: Mapping[str, str]
) -> tuple[RefusedPaper, ...]:
    return tuple(
        RefusedPaper(each, _type_of(each.paper), people[each.officer]) for each in refusals
    )


def _type_of(paper: Paper) -> str:
    """Whoever sees the dossier need not see the paper: its type alone is told."""
    return paper.paper_type.name if paper.paper_type else "Giấy tờ"


def _held(line: Line, desk: Desk) -> tuple[HeldPaper, ...]:
    if line.check.status is Status.MISSING:
        return ()
    acts = desk.acts if line.standing in {Standing.USABLE, Standing.ASKED} else None
    component = line.check.component
    return tuple(
        HeldPaper(
            name=each.part.need.name,
            status=each.part.status.value,
            paper=each.paper,
            title=title_of(each.paper) if each.paper else each.part.need.name,
            said=_said(each.part.reasons),
            looked=each.paper is not None and each.paper.pk in desk.looked,
            refuse=acts.panel("refuse", component.pk, each.paper.pk)
            if acts and each.paper
            else None,
        )
        for each in line.check.parts
    )


def _said(reasons: Sequence[Reason]) -> tuple[Said, ...]:
    return tuple(Said(sentence(reason), source(reason)) for reason in reasons)

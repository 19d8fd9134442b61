"""What the page Tách lô shows: every page of a file, the boundaries between them, and the papers they make."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Role, User
from dossiers.access import dossiers_open_to
from dossiers.models import Dossier, PageText, Paper, PaperType, ReceivedFile
from dossiers.states import State
from ingest.parting import Names
from ingest.splitting import OPEN, READING, live, stack_signs
from ocr.splitting import Boundary, PageSigns, PaperPages, propose_split, split_at
from ocr.unread import UNREAD

REASONS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class PageCard:
    """One page, and the boundary before it."""

    number: int
    paper: int | None  # whose picture it is now; None: a separator sheet
    turn_deg: int
    blank: bool
    begins: bool
    is_fixed: bool  # a paper begins here or not, whatever the clerk would say
    is_sheet: bool
    code_lost: bool
    unread: bool
    reasons: tuple[str, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One paper as it will be."""

    place: int
    first: int
    last: int
    paper: Paper | None  # the one that has these very pages now
    paper_type: PaperType | None
    dossier: Dossier | None
    type_from_sheet: bool
    dossier_from_sheet: bool
    number_in_vain: str  # of a dossier that there is not, or not for this clerk

    @property
    def pages(self) -> str:
        """3, or 3–5."""
        return f"{self.first}–{self.last}" if self.last > self.first else f"{self.first}"


@dataclass(frozen=True, slots=True)
class Stack:
    """A file on the page Tách lô; without cards it cannot be parted."""

    file: ReceivedFile
    papers: tuple[Paper, ...]
    signs: tuple[PageSigns, ...]

    @classmethod
    def of(cls, file: ReceivedFile) -> "Stack":
        """Read it with its papers."""
        related = ("paper_type", "dossier", "received_file")
        papers = live(file.papers.select_related(*related))
        return cls(file, tuple(papers), tuple(stack_signs(file, papers)))

    @property
    def seen(self) -> list[int]:
        """The first pages of the papers that there are."""
        return [paper.first_page for paper in self.papers]

    @property
    def still_reading(self) -> bool:
        """Whether pages are being read at this moment."""
        return any(paper.state in READING for paper in self.papers)

    def fixed(self) -> list[Paper]:
        """The papers whose pages may no longer change."""
        return [paper for paper in self.papers if not _may_change(paper)]

    def proposed(self) -> set[int]:
        """Where papers begin now, and where the machine proposes that they do."""
        found = set(self.seen)
        waiting = [paper for paper in self.papers if paper.state == State.TO_SPLIT]
        for each in propose_split(self.signs).papers:
            if any(p.first_page < each.first <= (p.last_page or 0) for p in waiting):
                found.add(each.first)
        return found

    def allowed(self, starts: Iterable[int]) -> set[int]:
        """The starts that a clerk asks for, with those that stay as they are."""
        wanted = set(starts)
        for paper in self.fixed():
            last = paper.last_page or paper.first_page
            wanted -= set(range(paper.first_page, last + 1))
            wanted |= {paper.first_page, last + 1}
        return wanted

    def cards(self, starts: Collection[int]) -> list[PageCard]:
        """Every page of the file in order."""
        split = split_at(self.signs, starts)
        boundaries = {each.page: each for each in split.boundaries}
        begins = {each.first for each in split.papers}
        texts = PageText.objects.filter(paper__in=self.papers)
        turns = dict(texts.values_list("number", "turn_deg"))
        unread = set(
            texts.filter(quality__warnings__icontains=UNREAD).values_list("number", flat=True)
        )
        sheets = set(split.sheets)
        closed = self._closed(sheets)
        return [
            PageCard(
                number=page.number,
                paper=self._paper_of(page.number),
                turn_deg=turns.get(page.number, 0),
                blank=page.blank,
                begins=page.number in begins,
                is_fixed=page.number in closed,
                is_sheet=page.number in sheets,
                code_lost=page.code_lost,
                unread=page.number in unread,
                reasons=_reasons(boundaries.get(page.number)),
                confidence=_confidence(boundaries.get(page.number)),
            )
            for page in self.signs
        ]

    def parts(self, starts: Collection[int], *, user: User) -> list[Part]:
        """The papers that these starts make."""
        wanted = split_at(self.signs, starts).papers
        names = Names.on(wanted, dossiers=clerk_dossiers(user))
        held = {(paper.first_page, paper.last_page): paper for paper in self.papers}
        return [
            self._part(place, each, names, held.get((each.first, each.last)))
            for place, each in enumerate(wanted, start=1)
        ]

    def _part(self, place: int, pages: PaperPages, names: Names, paper: Paper | None) -> Part:
        number, code = pages.dossier_number, pages.paper_type
        named = names.dossiers.get(number) if number else self.file.batch.dossier
        kept = paper is not None and paper.state != State.TO_SPLIT
        paper_type = paper.paper_type if paper and kept else names.paper_types.get(code or "")
        dossier = paper.dossier if paper and kept else named
        return Part(
            place=place,
            first=pages.first,
            last=pages.last,
            paper=paper,
            paper_type=paper_type,
            dossier=dossier,
            type_from_sheet=paper_type is not None and paper_type.pk == code,
            dossier_from_sheet=dossier is not None and dossier.number == number,
            number_in_vain=number if number and dossier is None else "",
        )

    def _closed(self, sheets: Collection[int]) -> set[int]:
        """Pages before which there is nothing to decide."""
        closed = {1} | set(sheets) | {number + 1 for number in sheets}
        for paper in self.fixed():
            closed |= set(range(paper.first_page, (paper.last_page or paper.first_page) + 2))
        return closed

    def _paper_of(self, number: int) -> int | None:
        for paper in self.papers:
            if paper.first_page <= number <= (paper.last_page or paper.first_page):
                return paper.pk
        return None


def clerk_dossiers(user: User) -> QuerySet[Dossier]:
    """The dossiers that a sheet may name to this clerk."""
    return dossiers_open_to(user, Role.Kind.CLERK)


def _may_change(paper: Paper) -> bool:
    return paper.state in OPEN or (paper.state == State.FAILED and paper.accepted_at is None)


def _reasons(boundary: Boundary | None) -> tuple[str, ...]:
    return boundary.reasons[:REASONS_SHOWN] if boundary else ()


def _confidence(boundary: Boundary | None) -> float | None:
    return boundary.confidence if boundary else None

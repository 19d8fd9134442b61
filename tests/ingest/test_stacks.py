"""Stacks in the life: separator sheets part a file by themselves, everything else waits for a clerk."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import Agency
from dossiers.models import Dossier, Event, Paper, ReceivedFile, Splitting
from dossiers.states import State
from ingest.intake import Source, open_batch, receive
from ingest.runner import run_one
from ingest.split_signs import kept_signs
from ingest.splitting import accept_split, type_on_sheet
from ingest.steps.triage import triage
from ingest.tools import Tools
from ocr.documents import Limits
from ocr.sandbox import InlineSandbox
from ocr.splitting import propose_split
from tests.ingest.conftest import AGENCY
from tests.ingest.stacks import BLANK, SPOILT, MarkEngine, first, following, sheet, stack
from tests.records import make_agency, make_dossier, make_paper_type

pytestmark = pytest.mark.django_db

NUMBER = "H90.01-261008-0975"
Take = Callable[[Sequence[str]], ReceivedFile]


@pytest.fixture
def agency() -> Agency:
    code, name = next(iter(AGENCY.items()))
    return make_agency(code, name=name)


@pytest.fixture
def marks() -> MarkEngine:
    return MarkEngine()


@pytest.fixture
def tools(tools: Tools, marks: MarkEngine) -> Tools:
    limits = Limits(max_pages=400, max_pixels_per_page=20_000_000)
    return replace(tools, sandbox=InlineSandbox(marks), limits=limits)


@pytest.fixture
def take(agency: Agency, tools: Tools, tmp_path: Path) -> Take:
    def taken(pages: Sequence[str]) -> ReceivedFile:
        path = stack(tmp_path / "in" / "tap.tif", pages)
        batch = open_batch(agency=agency, created_by="cli:test")
        return receive(
            Source(path, path.parent), batch=batch, store=tools.store, max_bytes=50_000_000
        )

    return taken


def walk(file: ReceivedFile, tools: Tools) -> list[Paper]:
    """Every paper of the file as far as it goes by itself, in the order of pages."""
    while True:
        papers = list(file.papers.order_by("first_page"))
        states = [paper.state for paper in papers]
        for paper in papers:
            run_one(paper, tools)
        if [each.state for each in file.papers.order_by("first_page")] == states:
            file.refresh_from_db()
            return list(file.papers.order_by("first_page"))


def ranges(papers: Sequence[Paper]) -> list[tuple[int, int | None]]:
    return [(paper.first_page, paper.last_page) for paper in papers]


def test_sheets_part_a_file_by_themselves(
    take: Take, tools: Tools, marks: MarkEngine, agency: Agency
) -> None:
    dossier = make_dossier(agency, NUMBER)
    kind = make_paper_type("quyet_dinh")
    pages = [sheet(NUMBER, "quyet_dinh"), first("1"), following("1"), BLANK]
    pages += [sheet(NUMBER, "khong_co"), BLANK, first("2")]
    file = take(pages)
    original = file.papers.get()
    papers = walk(file, tools)
    assert ranges(papers) == [(2, 4), (7, 7)]
    assert papers[0].pk == original.pk
    assert [paper.state for paper in papers] == [State.TO_REVIEW] * 2
    assert {paper.dossier for paper in papers} == {dossier}
    assert papers[0].paper_type == kind
    assert [type_on_sheet(paper) for paper in papers] == ["quyet_dinh", "khong_co"]
    assert (file.split_state, file.split_by) == (Splitting.SHEETS, "worker")
    assert file.warnings == ["split.type_unknown"]
    assert [paper.page_texts.count() for paper in papers] == [3, 1]
    assert [paper.renditions.get().sha256 for paper in papers] == [file.sha256] * 2
    assert papers[1].number == "2/QĐ-UBND"
    told = Event.objects.filter(verb="paper.split").order_by("seq")
    assert [(each.object_id, each.actor, each.facts["first"]) for each in told] == [
        (papers[0].pk, "worker", 2),
        (papers[1].pk, "worker", 7),
    ]


def test_what_is_proposed_without_sheets_waits_and_is_read_once(
    take: Take, tools: Tools, marks: MarkEngine
) -> None:
    file = take([first("1"), following("1"), first("2"), following("2")])
    (paper,) = walk(file, tools)
    assert (paper.state, ranges([paper])) == (State.TO_SPLIT, [(1, 4)])
    assert file.split_state == Splitting.PROPOSED
    assert len(marks.pages_read) == 4


def test_one_paper_goes_on_as_ever(take: Take, tools: Tools) -> None:
    file = take([first("1"), following("1")])
    (paper,) = walk(file, tools)
    assert (paper.state, file.split_state) == (State.TO_REVIEW, "")


def test_a_dossier_sheet_is_certain_and_the_papers_behind_it_are_proposed(
    take: Take, tools: Tools, agency: Agency
) -> None:
    make_dossier(agency, NUMBER)
    file = take([first("0"), sheet(NUMBER), first("1"), first("2")])
    papers = walk(file, tools)
    assert ranges(papers) == [(1, 1), (3, 4)]
    assert [paper.state for paper in papers] == [State.TO_REVIEW, State.TO_SPLIT]
    assert [paper.dossier is None for paper in papers] == [True, False]
    assert file.split_state == Splitting.PROPOSED


def test_a_sheet_of_another_agency_is_told_as_one_that_there_is_not(
    take: Take, tools: Tools
) -> None:
    strange = make_dossier(make_agency("H91.02"), "H91.02-261008-0001")
    file = take([sheet(strange.number), first("1")])
    (paper,) = walk(file, tools)
    assert paper.dossier is None
    assert file.warnings == ["split.dossier_unknown"]


def test_a_file_of_sheets_only_is_one_paper_that_somebody_sees(take: Take, tools: Tools) -> None:
    file = take([sheet(NUMBER), sheet(NUMBER)])
    (paper,) = walk(file, tools)
    assert ranges([paper]) == [(1, 2)]
    assert file.warnings == ["split.only_sheets"]
    assert paper.state == State.TO_REVIEW


def test_a_damaged_code_leaves_the_page_in_its_paper(take: Take, tools: Tools) -> None:
    damaged = sheet(NUMBER, "quyet_dinh")[:-1] + "~"
    file = take([first("1"), f"next {damaged}", following("1")])
    (paper,) = walk(file, tools)
    assert ranges([paper]) == [(1, 3)]


@pytest.mark.parametrize(
    ("pages", "waiting", "parted"),
    [
        ([first("1"), SPOILT, BLANK, first("2")], (1, 4), [(1, 1), (4, 4)]),
        ([SPOILT, first("1"), following("1")], (1, 3), [(2, 3)]),
        ([first("1"), following("1"), SPOILT], (1, 3), [(1, 2)]),
    ],
)
def test_a_sheet_whose_code_is_spoilt_waits_for_a_clerk_and_then_stands_in_no_paper(
    take: Take,
    tools: Tools,
    pages: list[str],
    waiting: tuple[int, int],
    parted: list[tuple[int, int]],
) -> None:
    file = take(pages)
    (paper,) = walk(file, tools)
    assert (paper.state, ranges([paper])) == (State.TO_SPLIT, [waiting])
    starts = [pages_of.first for pages_of in propose_split(kept_signs(file)).papers]
    assert (
        accept_split(file.pk, starts=starts, by="user:lan", dossiers=Dossier.objects.none()) is None
    )
    papers = walk(file, tools)
    assert ranges(papers) == parted
    assert {each.state for each in papers} == {State.TO_REVIEW}


def test_blank_pages_are_no_sheets(take: Take, tools: Tools) -> None:
    file = take([first("1"), BLANK, BLANK])
    (paper,) = walk(file, tools)
    assert (paper.state, ranges([paper]), file.warnings) == (State.TO_REVIEW, [(1, 3)], [])
    file = take([BLANK, BLANK])
    (paper,) = walk(file, tools)
    assert file.warnings == []


def test_only_pages_that_may_bear_a_label_are_read_twice(
    take: Take, tools: Tools, marks: MarkEngine
) -> None:
    file = take([sheet(NUMBER, "ket_hon"), BLANK, first("1"), BLANK, sheet(NUMBER), first("2")])
    walk(file, tools)
    assert [marks.pages_read.count(first(name)) for name in ("1", "2")] == [1, 1]


def test_a_worker_that_dies_in_between_leaves_nothing_half_done(
    take: Take, tools: Tools, agency: Agency
) -> None:
    make_dossier(agency, NUMBER)
    file = take([sheet(NUMBER, "quyet_dinh"), first("1"), sheet(NUMBER), first("2")])
    paper = run_to(State.KEPT, file.papers.get(), tools)
    done = triage(paper, tools)
    with transaction.atomic():
        done.save(paper)
        assert file.papers.count() == 2
        transaction.set_rollback(True)  # as a killed worker's connection does
    file.refresh_from_db()
    assert (file.papers.count(), file.split, file.split_state) == (1, {}, "")
    papers = walk(file, tools)
    assert ranges(papers) == [(2, 2), (4, 4)]
    assert Event.objects.filter(verb="paper.split").count() == 2


def run_to(state: State, paper: Paper, tools: Tools) -> Paper:
    """The paper as it is when it gets there."""

    class Enough(Exception):
        pass

    def stop(now: Paper) -> None:
        if now.state == state:
            raise Enough

    with pytest.raises(Enough):
        run_one(paper, tools, on_state=stop)
    return Paper.objects.select_related("received_file", "agency").get(pk=paper.pk)

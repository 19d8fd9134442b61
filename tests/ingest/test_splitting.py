"""The clerk's act of Tách lô: accepted, asked twice, changed again, refused; nothing is lost or read twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db.models import QuerySet

from accounts.models import Agency
from dossiers.answers import Refused
from dossiers.chain import breaks
from dossiers.models import Dossier, Event, PageText, Paper, ReceivedFile, Splitting
from dossiers.states import State
from ingest.indexing import differences, follow
from ingest.intake import Source, open_batch, receive
from ingest.review import Review, accept, return_paper
from ingest.splitting import accept_split
from ingest.tools import Tools
from tests.ingest.stacks import MarkEngine, first, following, sheet
from tests.ingest.test_stacks import NUMBER, Take, agency, marks, ranges, take, tools, walk
from tests.records import make_dossier

__all__ = ["agency", "marks", "take", "tools"]
pytestmark = pytest.mark.django_db

TWO_TIMES_TWO = [first("1"), following("1"), first("2"), following("2")]


def split(
    file: ReceivedFile, *starts: int, seen: Sequence[int] | None = None, by: str = "user:lan"
) -> Refused | None:
    return accept_split(file.pk, starts=starts, by=by, dossiers=Dossier.objects.all(), seen=seen)


def live(file: ReceivedFile) -> QuerySet[Paper]:
    return file.papers.exclude(state=State.DISSOLVED).order_by("first_page")


def test_an_accepted_proposal_is_proposed_anew_from_what_was_read(
    take: Take, tools: Tools, marks: MarkEngine
) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    follow(tools.index)
    read = len(marks.pages_read)
    assert split(file, 1, 3, seen=[1]) is None
    papers = walk(file, tools)
    follow(tools.index)
    assert ranges(papers) == [(1, 2), (3, 4)]
    assert [(paper.state, paper.number) for paper in papers] == [
        (State.TO_REVIEW, "1/QĐ-UBND"),
        (State.TO_REVIEW, "2/QĐ-UBND"),
    ]
    assert len(marks.pages_read) == read
    assert (file.split_state, file.split_by) == (Splitting.ACCEPTED, "user:lan")
    assert not differences(tools.index)
    assert not list(breaks(file.agency))


def test_asked_twice_it_changes_nothing(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    assert split(file, 3, seen=[1]) is None
    papers = walk(file, tools)
    events = Event.objects.count()
    assert split(file, 1, 3, seen=[1]) is None
    assert Event.objects.count() == events
    assert [each.version for each in file.papers.order_by("first_page")] == [
        each.version for each in papers
    ]


def test_another_clerk_who_saw_something_else_is_told(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    assert split(file, 3, seen=[1]) is None
    walk(file, tools)
    assert split(file, 1, 2, seen=[1]) == Refused("split.changed")


def test_one_paper_after_all(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    assert split(file, seen=[1]) is None
    (paper,) = walk(file, tools)
    assert (paper.state, ranges([paper])) == (State.TO_REVIEW, [(1, 4)])


def test_split_again_and_again_no_row_is_lost(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    for starts, expected in [
        ((1, 3), [(1, 2), (3, 4)]),
        ((1, 4), [(1, 3), (4, 4)]),
        ((1,), [(1, 4)]),
        ((1, 2, 3, 4), [(1, 1), (2, 2), (3, 3), (4, 4)]),
        ((1, 4), [(1, 3), (4, 4)]),
    ]:
        assert split(file, *starts) is None
        walk(file, tools)
        follow(tools.index)
        assert ranges(live(file)) == expected
        assert {paper.state for paper in live(file)} == {State.TO_REVIEW}
        texts = PageText.objects.filter(paper__received_file=file)
        assert sorted(texts.values_list("number", flat=True)) == [1, 2, 3, 4]
        assert not differences(tools.index)
    gone = Event.objects.filter(verb="paper.dissolved").values_list("object_id", flat=True)
    assert Paper.objects.filter(pk__in=gone).count() == len(set(gone))
    assert not list(breaks(file.agency))


def test_a_reviewed_paper_keeps_its_pages_and_the_others_may_still_be_parted(
    take: Take, tools: Tools
) -> None:
    file = take([*TWO_TIMES_TWO, following("2")])
    walk(file, tools)
    split(file, 1, 3)
    one, _ = walk(file, tools)
    review = Review("quyet_dinh", dict(one.fields.values_list("name", "value")))
    assert accept(one.pk, review=review, by="user:lan") == []
    assert split(file, 1, 2, 3) == Refused("split.past_review")
    assert split(file, 1, 4) == Refused("split.past_review")
    assert split(file, 1, 3, 5) is None
    papers = walk(file, tools)
    assert ranges(papers) == [(1, 2), (3, 4), (5, 5)]
    assert papers[0].state == State.AVAILABLE
    assert papers[0].renditions.get(kind="signed").pages == 2


def test_a_returned_paper_is_past_review(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    split(file, 1, 3)
    one, _ = walk(file, tools)
    return_paper(one.pk, reason="Mờ", by="user:lan")
    assert split(file, 1) == Refused("split.past_review")


def test_a_paper_that_failed_before_review_is_parted_and_goes_on(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    Paper.objects.filter(received_file=file).update(
        state=State.FAILED, failure_code="ocr.no_text", failed_from=State.PREPARED
    )
    assert split(file, 1, 3, seen=[1]) is None
    papers = walk(file, tools)
    assert ranges(papers) == [(1, 2), (3, 4)]
    assert {(paper.state, paper.failure_code, paper.failed_from) for paper in papers} == {
        (State.TO_REVIEW, "", "")
    }
    assert not list(breaks(file.agency))


def test_nothing_changes_while_a_page_is_read(take: Take, tools: Tools) -> None:
    file = take(TWO_TIMES_TWO)
    Paper.objects.filter(received_file=file).update(state=State.PREPARED, last_page=4)
    assert split(file, 1, 3) == Refused("split.still_reading")
    assert file.papers.count() == 1


def test_nothing_is_accepted_before_all_of_the_file_has_been_read(take: Take, tools: Tools) -> None:
    pages = [sheet(), first("1"), first("2"), sheet(), first("3"), first("4")]
    file = take(pages)
    walk(file, tools)
    Paper.objects.filter(received_file=file, first_page=5).update(state=State.PREPARED)
    assert split(file, 2, 3) == Refused("split.still_reading")
    assert {paper.state for paper in walk(file, tools)} == {State.TO_SPLIT}
    assert split(file, 2, 3, 5, 6) is None
    assert ranges(walk(file, tools)) == [(2, 2), (3, 3), (5, 5), (6, 6)]


def test_one_page_and_a_signed_file_stay_whole(take: Take, tools: Tools) -> None:
    file = take([first("1")])
    (paper,) = walk(file, tools)
    assert split(file, 1) == Refused("split.not_a_stack")
    Paper.objects.filter(pk=paper.pk).update(arrived_signed=True, last_page=3)
    assert split(file, 1, 2) == Refused("split.not_a_stack")


def test_a_sheet_names_its_dossier_to_whom_it_is_open(
    take: Take, tools: Tools, agency: Agency
) -> None:
    dossier = make_dossier(agency, NUMBER)
    file = take([sheet(NUMBER), first("1"), first("2")])
    walk(file, tools)
    assert split(file, 2, 3) is None
    papers = walk(file, tools)
    assert [paper.dossier for paper in papers] == [dossier, dossier]
    closed = accept_split(file.pk, starts=[2], by="user:lan", dossiers=Dossier.objects.none())
    assert closed is None
    file.refresh_from_db()
    assert file.warnings == ["split.dossier_unknown"]
    assert live(file).get().dossier is None


def test_the_same_file_again_leads_to_a_paper_and_returned_ones_begin_anew(
    take: Take, tools: Tools, agency: Agency, tmp_path: Path
) -> None:
    file = take(TWO_TIMES_TWO)
    walk(file, tools)
    split(file, 1, 3)
    for paper in walk(file, tools):
        return_paper(paper.pk, reason="Sai hồ sơ", by="user:lan")
    path = tmp_path / "in" / "tap.tif"
    batch = open_batch(agency=agency, created_by="cli:test", dossier=make_dossier(agency, NUMBER))
    again = receive(Source(path, path.parent), batch=batch, store=tools.store, max_bytes=50_000_000)
    assert again.outcome == ReceivedFile.Outcome.DUPLICATE
    papers = walk(file, tools)
    assert ranges(papers) == [(1, 2), (3, 4)]
    assert [(paper.state, paper.dossier) for paper in papers] == [
        (State.TO_REVIEW, batch.dossier)
    ] * 2

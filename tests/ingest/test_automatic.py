"""Automatic review: a paper is accepted by itself only where nothing is left for a person to look at."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Agency
from config.messages import MESSAGES
from dossiers.models import Event, Paper, PaperType
from dossiers.states import State
from ingest.checks import held_back
from ingest.intake import Source, open_batch, receive
from ingest.runner import run_one
from ingest.tools import Tools
from ocr import reading
from ocr.confidence import SURE
from ocr.ports import Line
from ocr.rules import delivered
from tests.ingest.conftest import AGENCY, LINES, FakeEngine
from tests.records import (
    make_agency,
    make_field,
    make_holder,
    make_page_text,
    make_paper,
    make_paper_type,
)

pytestmark = pytest.mark.django_db

WHOLE = {
    "title": ("QUYẾT ĐỊNH", 99.0),
    "number": ("12/QĐ-UBND", 99.0),
    "issued_on": ("2026-03-05", 99.0),
    "issuer": ("ỦY BAN NHÂN DÂN XÃ AN BÌNH", 99.0),
}


@pytest.fixture
def agency() -> Agency:
    code, name = next(iter(AGENCY.items()))
    return make_agency(code, name=name)


@pytest.fixture(autouse=True)
def paper_type(agency: Agency) -> PaperType:
    paper_type = make_paper_type("quyet_dinh")
    paper_type.automatic_review = True
    paper_type.save()
    return paper_type


@pytest.fixture
def walk(
    agency: Agency, tools: Tools, engine: FakeEngine, draw_scan: Callable[..., Path]
) -> Callable[[Sequence[str]], Paper]:
    """One scan on which these lines are read for certain."""

    def on(lines: Sequence[str]) -> Paper:
        engine.lines, engine.confidence, engine.at_left = lines, 99.5, LINES[:1]
        path = draw_scan(seed=len(lines))
        batch = open_batch(agency=agency, created_by="cli:test")
        receive(Source(path, path.parent), batch=batch, store=tools.store, max_bytes=10**9)
        return run_one(Paper.objects.latest("pk"), tools)

    return on


def against(fields: dict[str, Any], *, type_confidence: float | None = 99.0, **page: Any) -> Any:
    """What speaks against a decision with these fields, as field and code."""
    paper = make_paper(
        make_agency(), fields=fields, paper_type=PaperType.objects.get(pk="quyet_dinh")
    )
    if page:
        paper.page_texts.all().delete()
        make_page_text(paper, **page)
    found = held_back(
        paper,
        PaperType.objects.get(pk="quyet_dinh"),
        type_confidence=type_confidence,
        fields=paper.fields.all(),
        rules=delivered(),
    )
    assert all(problem.code in MESSAGES for problem in found)
    return {(problem.field, problem.code) for problem in found}


def test_a_paper_on_which_all_is_sure_is_accepted_by_itself(
    walk: Callable[[Sequence[str]], Paper],
) -> None:
    paper = walk(LINES[:5])
    print(
        paper.failure_code,
        paper.failure_detail,
        [(f.name, f.value, f.confidence) for f in paper.fields.all()],
        [e.facts for e in Event.objects.all()],
        paper.type_confidence,
    )
    assert (paper.state, paper.accepted_by) == (State.AVAILABLE, "automatic")
    assert Event.objects.get(verb="paper.reviewed").facts["held_back"] == []


@pytest.mark.parametrize(("line", "name"), [(2, "number"), (3, "issued_on"), (0, "issuer")])
def test_a_field_that_every_such_paper_bears_must_have_been_read(
    walk: Callable[[Sequence[str]], Paper], line: int, name: str
) -> None:
    paper = walk([text for at, text in enumerate(LINES[:5]) if at != line])
    assert paper.state == State.TO_REVIEW
    assert not paper.fields.filter(name=name).exists()
    facts = Event.objects.get(verb="paper.to_review").facts
    assert "review.field_missing" in facts["held_back"]


def test_nothing_speaks_against_a_whole_paper() -> None:
    assert against(WHOLE) == set()


@pytest.mark.parametrize("name", WHOLE)
def test_each_required_field_is_demanded_and_may_not_be_empty(name: str) -> None:
    gone = {key: value for key, value in WHOLE.items() if key != name}
    assert against(gone) == {(name, "review.field_missing")}
    assert against({**WHOLE, name: ("", 99.0)}) == {(name, "review.field_missing")}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": ("12/QĐ-UBND", 94.9)}, ("number", "review.field_unsure")),
        ({"signatory": ("Bế Diệu Cúc", 60.0)}, ("signatory", "review.field_unsure")),
        ({"personal_id": ("123", 99.0)}, ("personal_id", "review.wrong_personal_id")),
        ({"valid_to": ("2026-02-30", 99.0)}, ("valid_to", "review.not_a_date")),
    ],
)
def test_what_is_unsure_or_wrong_is_looked_at(changes: Any, told: tuple[str, str]) -> None:
    assert against({**WHOLE, **changes}) == {told}


@pytest.mark.parametrize("confidence", [None, 94.9])
def test_so_is_a_paper_whose_type_is_unsure(confidence: float | None) -> None:
    assert against(WHOLE, type_confidence=confidence) == {("paper_type", "review.type_unsure")}


def test_so_is_a_paper_with_a_page_that_was_not_read_or_not_scanned_well() -> None:
    unread = {"warnings": ["quality.unread", "sandbox.timeout"]}
    assert against(WHOLE, quality=unread) == {("", "quality.unread")}
    assert against(WHOLE, dpi=72) == {("", "quality.low_dpi")}
    assert against(WHOLE, dpi=72, engine="born_digital") == set()


def test_a_paper_of_which_nothing_was_read_is_looked_at() -> None:
    assert ("", "review.nothing_read") in against({})


def test_so_is_an_id_that_the_paper_or_the_records_contradict() -> None:
    make_holder("Nguyễn Văn Thử", personal_id="038090000123")
    same = {"personal_id": ("038090000123", 99.0), "holder_name": ("Nguyễn Văn Thử", 99.0)}
    assert against({**WHOLE, **same}) == set()
    other = {**same, "holder_name": ("Trần Thị Khác", 99.0)}
    assert against({**WHOLE, **other}) == {("holder_name", "holder.not_certain")}
    younger = {**same, "birth_date": ("1991-01-01", 99.0)}
    assert ("personal_id", "holder.birth_year_differs") in against({**WHOLE, **younger})


def test_what_a_person_wrote_is_sure() -> None:
    paper = make_paper(
        make_agency(), fields=WHOLE, paper_type=PaperType.objects.get(pk="quyet_dinh")
    )
    paper.fields.filter(name="number").delete()
    row = make_field(paper, "number", ("13/QĐ-UBND", 0.0), corrected_by="user:lan")
    fields = list(paper.fields.all())
    assert row in fields
    found = held_back(
        paper,
        PaperType.objects.get(pk="quyet_dinh"),
        type_confidence=99.0,
        fields=fields,
        rules=delivered(),
    )
    assert found == []


def test_figures_of_a_pen_never_pass(
    walk: Callable[[Sequence[str]], Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    def inked(lines: Sequence[Line], **_: Any) -> tuple[Line, ...]:
        return tuple(
            Line(tuple(replace(word, handwritten=word.text == "05") for word in line.words))
            for line in lines
        )

    monkeypatch.setattr(reading, "mark_handwriting", inked)
    paper = walk(LINES[:5])
    assert paper.state == State.TO_REVIEW
    assert {row.name for row in paper.fields.all() if row.confidence < SURE} == {"issued_on"}

"""A page that cannot be read does not take its paper along: the clerk sees which, and may have it read again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from accounts.models import Agency
from dossiers.models import Event, Paper
from dossiers.states import State, WrongMove
from ingest.checks import unread_pages
from ingest.intake import Source, open_batch, receive
from ingest.review import Review, accept, read_again
from ingest.runner import run_one
from ingest.tools import Tools
from ocr import sandbox
from ocr.errors import SandboxTimeout
from ocr.ports import PageReading
from ocr.reading import read_page
from tests.ingest.conftest import AGENCY
from tests.records import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    code, name = next(iter(AGENCY.items()))
    return make_agency(code, name=name)


@pytest.fixture
def paper(agency: Agency, tools: Tools, draw_scan: Callable[..., Path], tmp_path: Path) -> Paper:
    """Three pages in one file."""
    pages = [Image.open(draw_scan(f"{seed}.jpg", seed=seed)) for seed in range(3)]
    path = tmp_path / "ba-trang.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200))
    batch = open_batch(agency=agency, created_by="cli:test")
    receive(Source(path, path.parent), batch=batch, store=tools.store, max_bytes=10**9)
    return Paper.objects.get()


@pytest.fixture(autouse=True)
def hang(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let these pages take too long each time they are read; the head stands on the first page only."""
    hanging: set[int] = set()

    def read(path: Path, number: int, **how: Any) -> PageReading:
        if number in hanging:
            raise SandboxTimeout
        page = read_page(path, number, **how)
        return page if number == 1 else replace(page, lines=page.lines[-1:])

    monkeypatch.setattr(sandbox, "read_page", read)

    def on(*numbers: int) -> None:
        hanging.clear()
        hanging.update(numbers)

    return on


def test_the_paper_goes_on_with_the_page_marked(
    paper: Paper, tools: Tools, hang: Callable[..., None]
) -> None:
    hang(2)
    assert run_one(paper, tools).state == State.TO_REVIEW
    first, second, third = Paper.objects.get().page_texts.order_by("number")
    assert first.text
    assert third.text
    assert (second.text, second.lines, second.blank) == ("", [], False)
    assert second.quality["warnings"] == ["quality.unread", "sandbox.timeout"]
    assert (second.width_px, second.height_px) == (first.width_px, first.height_px)
    assert Event.objects.get(verb="paper.read").facts["unread"] == 1
    assert unread_pages(paper) == [2]


def test_who_accepts_it_all_the_same_leaves_word_of_the_page(
    paper: Paper, tools: Tools, hang: Callable[..., None]
) -> None:
    hang(2)
    paper = run_one(paper, tools)
    values = dict(paper.fields.values_list("name", "value"))
    review = Review(paper_type=str(paper.paper_type_id), values=values)
    assert accept(paper.pk, review=review, by="user:lan") == []
    assert Event.objects.get(verb="paper.reviewed").facts["unread"] == 1


def test_reading_can_be_asked_for_again(
    paper: Paper, tools: Tools, hang: Callable[..., None]
) -> None:
    hang(2)
    paper = run_one(paper, tools)
    corrected = {"value": "QUYẾT ĐỊNH KHÁC", "corrected_by": "user:lan"}
    paper.fields.update_or_create(name="title", defaults=corrected)
    read_again(paper.pk, by="user:lan")
    assert Paper.objects.get().state == State.PREPARED
    with pytest.raises(WrongMove):
        read_again(paper.pk, by="user:lan")
    hang()
    assert run_one(Paper.objects.get(), tools).state == State.TO_REVIEW
    assert all(page.text for page in Paper.objects.get().page_texts.all())
    assert paper.fields.get(name="title").value == "QUYẾT ĐỊNH KHÁC"
    assert Event.objects.filter(verb="paper.read_again", actor="user:lan").count() == 1


def test_a_paper_of_which_nothing_was_read_has_failed_and_says_why(
    paper: Paper, tools: Tools, hang: Callable[..., None]
) -> None:
    hang(1, 2, 3)
    paper = run_one(paper, tools)
    assert (paper.state, paper.failure_code) == (State.FAILED, "sandbox.timeout")
    assert not paper.page_texts.exists()

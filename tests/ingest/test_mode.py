"""A paper is read as its type asks, where the type is known before it is read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from dossiers.models import Paper
from dossiers.states import State
from ingest.runner import run_one
from ingest.tools import Tools
from ocr.documents import Limits
from ocr.errors import OcrError
from ocr.ports import PageReading
from tests.ingest.conftest import AGENCY
from tests.ingest.test_life import take
from tests.records import make_agency, make_paper_type

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("declared", "asked"), [(None, ""), ("", ""), ("fast", "fast"), ("accurate", "accurate")]
)
def test_it_is_read_as_its_type_asks(
    declared: str | None,
    asked: str,
    tools: Tools,
    draw_scan: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, name = next(iter(AGENCY.items()))
    paper = take(draw_scan(), make_agency(code, name=name), tools)
    if declared is not None:
        Paper.objects.update(paper_type=make_paper_type("giay_khac", mode=declared))
    modes = []
    read_each = tools.sandbox.read_each

    def noted(
        pages: Iterable[tuple[Path, int]], limits: Limits, *, mode: str = ""
    ) -> Iterator[PageReading | OcrError]:
        modes.append(mode)
        return read_each(pages, limits, mode=mode)

    monkeypatch.setattr(tools.sandbox, "read_each", noted)
    assert run_one(Paper.objects.get(pk=paper.pk), tools).state == State.TO_REVIEW
    assert modes == [asked]

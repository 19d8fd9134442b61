"""`motlan split`: a stack with separator sheets, from the file to what is printed."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from config import wiring
from ocr.ports import Line, Pixels
from ocr.sandbox import InlineSandbox, Sandbox
from ocr.splitting import SeparatorSheet, sheet_text
from tests.ocr.papers import drawn_page
from tests.ocr.test_splitting_sheet import NUMBER, page_with, qr
from worker.direct.split import main


class Illiterate:
    """An engine that finds no word: only codes part the papers."""

    name = "illiterate"

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        return ()


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def sandbox(*, jobs: int, engine_name: str, copied: bool) -> Iterator[Sandbox]:
        yield InlineSandbox(Illiterate())

    monkeypatch.setattr(wiring, "sandbox", sandbox)


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Two sheets, two papers of two pages and of one."""
    sheets = [
        page_with((qr(sheet_text(SeparatorSheet(NUMBER, code))), 500, 600)).pixels
        for code in ("quyet_dinh", "ket_hon")
    ]
    text = drawn_page()
    first, *rest = [Image.fromarray(each) for each in (sheets[0], text, text, sheets[1], text)]
    path = tmp_path / "tap.tif"
    first.save(path, save_all=True, append_images=rest, dpi=(200, 200))
    return path


def test_the_papers_of_a_stack_are_told_to_a_person(
    stack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stack.read_bytes()
    assert main([str(stack)]) == 0
    said = capsys.readouterr().out
    assert f"{stack}: 2 giấy tờ" in said
    assert f"Trang 2–3 [{NUMBER}] [quyet_dinh]: Có tờ phân cách" in said
    assert "Tờ phân cách: trang 1, 4." in said
    assert stack.read_bytes() == before


def test_and_to_a_program(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(stack)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(p["first"], p["last"], p["paper_type"]) for p in told["papers"]] == [
        (2, 3, "quyet_dinh"),
        (5, 5, "ket_hon"),
    ]
    assert told["sheets"] == [1, 4]


def test_a_file_that_cannot_be_read_fails_alone(
    stack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "rong.pdf"
    empty.touch()
    assert main([str(empty), str(stack)]) == 3
    assert main([str(empty)]) == 1
    assert main([]) == 2
    said = capsys.readouterr()
    assert "Tệp rỗng" in said.err
    assert "2 giấy tờ" in said.out

"""`motlan pdf` from the outside: exit status, what it says, and what it never touches."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pymupdf
import pytest

from ocr.ports import Line, Pixels
from ocr.sandbox import InlineSandbox, ProcessSandbox
from tests.ocr.paper_drawings import FONT, WORDS, drawing, reading
from worker.direct import pdf

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation2 is not installed")


class DrawnEngine:
    """Knows the drawn page by heart."""

    name = "drawn"

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        return reading().lines


@pytest.fixture(autouse=True)
def _known_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pdf.wiring, "sandbox", lambda **_: nullcontext(InlineSandbox(DrawnEngine()))
    )


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    drawing().save(path, dpi=(200, 200))
    return path


def test_writes_a_searchable_file(
    scan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    assert pdf.main([str(scan), str(out), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["file"], row["out"], row["pages"]) == (str(scan), str(out), 1)
    with pymupdf.open(out) as document:
        assert document[0].get_text().split() == WORDS
        assert document.metadata["title"] == "scan"


@pytest.mark.service
def test_processes_that_cannot_be_started_end_it_with_a_code(
    scan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        pdf.wiring, "sandbox", lambda **_: ProcessSandbox(jobs=1, engine_factory=DrawnEngine)
    )
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    before = set(tmp_path.iterdir())
    assert pdf.main([str(scan), str(tmp_path / "out.pdf"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "sandbox.not_started"
    assert set(tmp_path.iterdir()) == before


def test_says_in_vietnamese_why_it_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, out = tmp_path / "empty.pdf", tmp_path / "out.pdf"
    empty.touch()
    assert pdf.main([str(empty), str(out), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "document.empty"
    assert "Tệp rỗng" in error["message"]
    assert error["remedy"]
    assert pdf.main([str(empty), str(out)]) == 1
    assert "Tệp rỗng" in capsys.readouterr().err
    assert not out.exists()


def test_never_writes_onto_the_input(scan: Path, tmp_path: Path) -> None:
    before = scan.read_bytes()
    link, hard = tmp_path / "link.pdf", tmp_path / "hard.pdf"
    link.symlink_to(scan)
    hard.hardlink_to(scan)
    for out in (scan, link, hard):
        assert pdf.main([str(scan), str(out)]) == 2
    assert scan.read_bytes() == before


@pytest.mark.parametrize("more", [["--jobs", "0"], ["--mode", "slow"], ["--unknown"]])
def test_wrong_use(scan: Path, tmp_path: Path, more: list[str]) -> None:
    assert pdf.main([str(scan), str(tmp_path / "out.pdf"), *more]) == 2
    assert pdf.main([str(scan), str(tmp_path / "nowhere" / "out.pdf")]) == 2


def test_help_is_not_an_error() -> None:
    assert pdf.main(["--help"]) == 0


def test_never_imports_django() -> None:
    code = "import sys, worker.direct.pdf; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0

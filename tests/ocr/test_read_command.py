import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.adapters.tessdata import tessdata_folder
from ocr.errors import LanguageMissing
from tests.ocr.papers import drawn_page
from worker.direct import each_file, read

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "file", "page", "width_px", "height_px", "dpi", "blank", "turn_deg", "angle_deg", "text",
    "words", "paper_type", "paper_type_confidence", "fields", "quality",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _vietnamese():
    try:
        tessdata_folder()
    except LanguageMissing:
        pytest.skip("Vietnamese data not installed")


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "giấy.png"
    Image.fromarray(drawn_page()).save(path, dpi=(200, 200))
    return path


@pytest.fixture
def blank(tmp_path):
    path = tmp_path / "trắng.tif"
    sheet = Image.fromarray(np.full((1169, 827), 250, np.uint8))
    sheet.save(path, save_all=True, append_images=[sheet], dpi=(100, 100))
    return path


def test_one_object_a_page_with_every_key(paper, blank, capsys):
    assert read.main([str(paper), str(blank), "--jobs", "1", "--json"]) == each_file.DONE
    pages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(page["file"], page["page"]) for page in pages] == [
        (str(paper), 1),
        (str(blank), 1),
        (str(blank), 2),
    ]
    assert all(set(page) == KEYS for page in pages)
    assert all(set(page["fields"]) == set(read.FIELD_NAMES) for page in pages)
    first = pages[0]
    assert (first["width_px"], first["height_px"], first["dpi"]) == (1654, 2339, 200)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first["text"].splitlines()
    assert len(first["words"][0]["box"]) == 4
    assert pages[1]["blank"]
    assert pages[1]["text"] == ""


def test_a_failed_input_says_why_in_vietnamese(blank, tmp_path, capsys):
    empty = tmp_path / "rỗng.pdf"
    empty.touch()
    assert read.main([str(empty), str(blank), "--jobs", "1", "--json"]) == each_file.SOME_FAILED
    failed = json.loads(capsys.readouterr().out.splitlines()[0])
    assert set(failed) == {"file", "error"}
    assert set(failed["error"]) == {"code", "message", "remedy"}
    assert failed["error"]["code"] == "document.empty"
    assert failed["error"]["message"].startswith("Tệp rỗng")
    assert read.main([str(empty), "--json", "--jobs", "1"]) == each_file.ALL_FAILED


def test_wrong_use_is_status_two(capsys):
    assert read.main([]) == each_file.WRONG_USE
    assert read.main(["a.pdf", "--mode", "wild"]) == each_file.WRONG_USE
    assert read.main(["a.pdf", "--jobs", "0"]) == each_file.WRONG_USE
    assert read.main(["--help"]) == each_file.DONE
    capsys.readouterr()


def test_people_see_text(paper, capsys):
    assert read.main([str(paper), "--jobs", "1"]) == each_file.DONE
    out = capsys.readouterr().out
    assert "trang 1" in out
    assert "Độc lập" in out


def test_several_processes_keep_the_order(paper, blank, tmp_path):
    """Through the real command: pages come in order, logs stay off the results, no Django."""
    missing = tmp_path / "none.pdf"
    run = subprocess.run(
        [sys.executable, "-m", "worker.cli", "read", str(blank), str(missing), str(paper),
         "--jobs", "2", "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    objects = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == each_file.SOME_FAILED
    assert [(item["file"], item.get("page")) for item in objects] == [
        (str(blank), 1),
        (str(blank), 2),
        (str(missing), None),
        (str(paper), 1),
    ]


def test_reading_never_imports_django():
    script = (
        "import sys, worker.cli\n"
        "worker.cli.main(['read', 'missing.pdf', '--jobs', '1'])\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"

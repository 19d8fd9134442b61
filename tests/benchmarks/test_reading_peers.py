"""Programs as they are called and what they say."""

import sys
from pathlib import Path

import pytest

from benchmarks.field_scores import Score
from benchmarks.reading_fields import outcomes
from benchmarks.reading_pages import Judged
from benchmarks.reading_peers import readings
from benchmarks.reading_processes import ProgramFailedError, run
from ocr.ports import FieldProposal

BUSY = "sum(number * number for number in range(4_000_000))"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True)"


def page(number: int, **facts: object) -> dict[str, object]:
    told = {"file": "a.pdf", "page": number, "text": f"trang {number}", "fields": {}}
    return {**told, "paper_type": "quyet_dinh", "paper_type_confidence": 97.0, **facts}


def test_pages_of_a_file_are_one_reading() -> None:
    number = {"value": "1/QĐ-UBND", "box": None, "confidence": 91.0}
    name = {"value": "Nguyễn Văn Mẫu", "box": None, "confidence": 80.0}
    read = readings(
        [page(1, fields={"number": number, "title": None}), page(2, fields={"holder_name": name})]
    )[Path("a.pdf")]
    assert read.texts == ("trang 1", "trang 2")
    assert read.paper_type == "quyet_dinh"
    assert read.fields == {
        "number": FieldProposal("1/QĐ-UBND", 91.0, 1),
        "holder_name": FieldProposal("Nguyễn Văn Mẫu", 80.0, 2),
    }


def test_what_could_not_be_read_has_no_text() -> None:
    broken = {"file": "b.pdf", "error": {"code": "document.truncated"}}
    flagged = {"file": "a.pdf", "page": 2, "error": {"code": "engine.failed"}}
    read = readings([page(1), flagged, broken])
    assert read[Path("a.pdf")].texts == ("trang 1", "")
    assert read[Path("b.pdf")].texts == ("",)
    assert read[Path("b.pdf")].paper_type == ""


def test_what_the_truth_says_is_not_there_is_invented() -> None:
    fields = {"number": "1", "valid_to": "", "tax_code": ""}
    paper = Judged(Path("a.pdf"), "clean", "quyet_dinh", (("Số: 1",),), fields)
    told = {"value": "0", "box": None, "confidence": 50}
    read = readings([page(1, fields={"tax_code": told, "issuer": told})])
    scores = {each.field: (each.score, each.confidence) for each in outcomes([paper], read)}
    assert scores == {"number": (Score.MISSING, None), "tax_code": (Score.INVENTED, 50)}


def test_what_a_child_costs_counts() -> None:
    idle = run([sys.executable, "-c", "pass"])
    busy = run([sys.executable, "-c", CHILD])
    assert busy.cpu_s > idle.cpu_s + 0.05


def test_memory_of_every_process_is_seen(tmp_path: Path) -> None:
    held = "import time; held = bytearray(150_000_000); held[::4096] = b'1' * len(held[::4096]); time.sleep(0.8)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}], check=True)"
    spent = run([sys.executable, "-c", child], watch_memory=True)
    assert spent.peak_process_mb > 140
    assert spent.peak_together_mb > spent.peak_process_mb * 0.9


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailedError, match="no such page"):
        run([sys.executable, "-c", "raise SystemExit('no such page')"], stdout=tmp_path / "out")

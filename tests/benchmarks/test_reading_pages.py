"""The pages that readings are judged on."""

from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.reading_pages import Judged, draw_paper, real_papers, shared_pages, tuned_on
from samples.scenario import build
from samples.shelf import items
from tests.ocr.papers import shared_data

SEED = 901  # not one that is judged on


def drawn(folder: Path, look: str) -> Judged:
    folder.mkdir(exist_ok=True)
    scenario = build(SEED)
    item = next(item for item in items(scenario) if item.form and len(item.form.pages) == 1)
    return draw_paper(folder, item, scenario=scenario, look=look)


def test_a_paper_is_drawn_the_same_again(tmp_path: Path) -> None:
    first, second = drawn(tmp_path / "a", "noisy"), drawn(tmp_path / "b", "noisy")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.lines == second.lines
    assert first.fields["number"] in " ".join(first.lines[0])
    assert not first.blank


def test_faded_ink_is_pale_and_clean_ink_is_dark(tmp_path: Path) -> None:
    dark = {
        look: float(
            np.percentile(np.asarray(Image.open(drawn(tmp_path, look).path).convert("L")), 1)
        )
        for look in ("clean", "faded")
    }
    assert dark["clean"] < 110
    assert 120 < dark["faded"] < 210


def test_shared_pages_tell_what_was_tuned_on() -> None:
    papers = shared_pages(shared_data("pages"))
    assert sum(map(tuned_on, papers)) == 25
    assert {paper.look for paper in papers if paper.blank} == {"blank"}
    assert all(paper.fields["personal_id"] for paper in papers if tuned_on(paper))


def test_real_papers_tell_what_was_written_by_hand() -> None:
    by_hand = {paper.path.stem: paper.by_hand for paper in real_papers(shared_data("real"))}
    assert by_hand["qd_707_ttg"] == ("number", "issued_on")
    assert by_hand["tt_21_bct_fuel"] == ("number", "issued_on")  # a numbering stamp counts too
    assert by_hand["hanoi_tb_453_flag"] == ()

"""Figures, their bars, and the results file that parts fill one after the other."""

import json
from pathlib import Path

import pytest

from benchmarks.reading_docs import PAGE, RESULTS, with_figures
from benchmarks.reading_plot import bins, draw
from benchmarks.reading_report import Figure, machine, save


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("a", 8.2, "×", at_least=8), "reached"),
        (Figure("a", 7.9, "×", at_least=8), "NOT reached"),
        (Figure("a", 0.8, "%", at_most=0.8), "reached"),
        (Figure("a", 0.81, "%", at_most=0.8), "NOT reached"),
        (Figure("a", None, "%", at_most=0.8), "not measured"),
        (Figure("a", 3.0), ""),
    ],
)
def test_a_figure_says_whether_its_bar_is_reached(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict
    assert not verdict or f"{figure.bar}: {verdict}" in figure.line()


def test_what_is_printed_is_what_is_judged() -> None:
    figure = Figure("own pages, clean: CER", 0.80003, "%", at_most=0.8, low=0.5, high=1.1)
    assert figure.shown == "0.80 % (0.50 to 1.10)"
    assert figure.verdict == "reached"


def test_parts_stand_together_and_are_measured_anew_alone(tmp_path: Path) -> None:
    save(tmp_path, "speed", [Figure("first", 1.0)], settings={"seeds": "4000"})
    save(tmp_path, "fields", [Figure("second", 2.0, note="a | b")], settings={"seeds": "4000"})
    save(tmp_path, "speed", [Figure("hasty", 1.0)], settings={"quick": True})
    table = save(tmp_path, "speed", [Figure("third", None)], settings={"quick": False})
    (results,) = tmp_path.glob("*-reading.json")
    parts = json.loads(results.read_text())["parts"]
    assert [figure["name"] for figure in parts["speed"]["figures"]] == ["third"]
    assert [figure["name"] for figure in parts["fields"]["figures"]] == ["second"]
    text = table.read_text()
    assert "first" not in text
    assert "a / b" in text


def test_the_machine_is_told_without_its_name() -> None:
    assert set(machine()) == {"cores", "cpu", "memory_gib"}


def test_the_diagram_shows_every_proposal_once(tmp_path: Path) -> None:
    pairs = [(99.0, True)] * 49 + [(99.0, False), (100.0, True), (40.0, False), (95.0, True)]
    found = bins(pairs)
    assert sum(count for *_, count in found) == len(pairs)
    assert found[-1][3] == pytest.approx(50 / 51)
    draw(found, tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text().count("<circle") == len(found)


def test_the_page_tells_the_figures_of_the_newest_results(tmp_path: Path) -> None:
    page = "before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n"
    assert "No results" in with_figures(page, tmp_path)
    figures = [Figure("fast, CPU", 9.0, "×", at_least=8), Figure("no bar", 1.0)]
    save(tmp_path, "speed", figures, settings={"quick": False})
    save(tmp_path, "memory", figures, settings={"quick": True})
    told = with_figures(page, tmp_path)
    assert "| fast, CPU | 9.00 × | ≥ 8 × | reached |" in told
    assert "no bar" not in told
    assert "old" not in told
    assert with_figures(told, tmp_path) == told


def test_the_page_in_the_repository_is_up_to_date() -> None:
    text = PAGE.read_text()
    assert with_figures(text, RESULTS) == text

"""The results of the targets benchmark: a run takes the place of the one before, and the page has its tables."""

import json
from pathlib import Path
from typing import Any

from benchmarks.targets_report import judge, save, write_page

BOTH = {"p50_ms": 12.0, "p95_ms": 90.0}


def run(**facts: Any) -> dict[str, Any]:
    return {
        "database": "postgresql",
        "dossiers": 10_000,
        "import_per_s": 20_000,
        "rollup_per_s": 30_000,
        "over_all_per_s": 6_000,
        "rates": BOTH,
        "pages": {"targets": BOTH, "reports": {"p50_ms": 50.0, "p95_ms": 180.0}},
        "accepted_to_shown": {**BOTH, "most_ms": 99.0},
        "recount_s": 9.0,
        "ratio": 100,
        "differences": 0,
        "loop_ms": 30.5,
        **facts,
    }


def test_the_slowest_page_is_judged_by_the_bar_of_its_database() -> None:
    told = "\n".join(judge(run()))
    assert "slowest page (reports), p95: 180 ms [≤ 100 ms: NOT reached]" in told
    assert "≤ 200 ms: reached" in "\n".join(judge(run(database="sqlite")))
    assert "sums that differ: 3.00 [≤ 0: NOT reached]" in "\n".join(judge(run(differences=3)))


def test_a_run_replaces_the_one_before_it_and_the_page_shows_the_large_ones(tmp_path: Path) -> None:
    page = tmp_path / "targets.md"
    page.write_text("# T\n\n<!-- figures -->\nold\n<!-- end of figures -->\nend\n", "utf-8")
    large = run(dossiers=1_000_000)
    for each in (run(ratio=1), run(), large, run(database="sqlite")):
        results = save(each, folder=tmp_path)
    held = json.loads(results.read_text("utf-8"))
    assert [(each["database"], each["dossiers"], each["ratio"]) for each in held["runs"]] == [
        ("postgresql", 10_000, 100),
        ("postgresql", 1_000_000, 100),
        ("sqlite", 10_000, 100),
    ]
    write_page(results, page)
    shown = page.read_text("utf-8")
    assert "old" not in shown
    assert "| page | postgresql, 1,000,000 |" in shown
    assert "| reports | 50 / 180 |" in shown
    assert (
        "| postgresql | 10,000 | 20,000 | 30,000 | 6,000 | 12 / 90 | 180 | 90 | 9 | 100 |" in shown
    )
    assert shown.endswith("<!-- end of figures -->\nend\n")

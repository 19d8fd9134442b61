"""The results of the targets benchmark: a file a day, run by run, and the tables in docs/targets.md."""

import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from benchmarks.reading_report import Figure, machine

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "targets.md"
# Milliseconds of a page or a rate, at 95 of 100.
BARS_MS = {"postgresql": 100, "sqlite": 200}
LEAST_PER_S = 5_000
SHOWN_WITHIN_MS = 1_000
# From so many dossiers on each page is told.
LARGE = 1_000_000
_VIETNAM = timezone(timedelta(hours=7))
_BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
type_of_run = dict[str, Any]


def judge(run: type_of_run) -> Iterator[str]:
    """A line for each figure that has something to reach."""
    bar = BARS_MS[run["database"]]
    slowest, figures = _slowest(run)
    # On SQLite the pages are held to a bar, the loading is told.
    least = LEAST_PER_S if run["database"] == "postgresql" else None
    yield Figure("dossiers over all", run["over_all_per_s"], "/s", at_least=least).line()
    yield Figure("rates, p95", run["rates"]["p95_ms"], "ms", at_most=bar).line()
    yield Figure(f"slowest page ({slowest}), p95", figures["p95_ms"], "ms", at_most=bar).line()
    shown = run["accepted_to_shown"]["p95_ms"]
    yield Figure("an accepted paper shows, p95", shown, "ms", at_most=SHOWN_WITHIN_MS).line()
    yield Figure("full recount", run["recount_s"], "s", note=f"{run['ratio']} times a rate").line()
    yield Figure("sums that differ", run["differences"], at_most=0).line()


def save(run: type_of_run, *, folder: Path = RESULTS) -> Path:
    """Put a run into today's results, in the place of one of the same database and size."""
    now = datetime.now(_VIETNAM)
    path = folder / f"{now.date().isoformat()}-targets.json"
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"runs": []}
    told = {"at": now.isoformat(timespec="minutes"), "load": round(os.getloadavg()[0], 1), **run}
    others = [each for each in held["runs"] if _key(each) != _key(run)]
    held = {
        "date": now.date().isoformat(),
        "machine": machine(),
        "versions": {"python": platform.python_version()},
        "runs": sorted([*others, told], key=_key),
    }
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def write_page(results: Path, page: Path = PAGE) -> None:
    """Put the tables into the page, between its two marks."""
    held = json.loads(results.read_text(encoding="utf-8"))
    block = "\n".join(_tables(held))
    text = page.read_text(encoding="utf-8")
    page.write_text(_BLOCK.sub(lambda found: f"{found[1]}{block}\n{found[2]}", text), "utf-8")


def _tables(held: type_of_run) -> Iterable[str]:
    about = held["machine"]
    yield f"Measured on {held['date']}: {about['cores']} cores of {about['cpu']}, {about['memory_gib']} GiB."
    heads = (
        *("database", "dossiers", "import /s", "roll-up /s", "over all /s", "a rate p50 / p95, ms"),
        *(
            "slowest page p95, ms",
            "accepted → shown p95, ms",
            "recount, s",
            "times a rate",
            "load",
            "loop, ms",
        ),
    )
    yield from ("", *_table(heads, [_row(run) for run in held["runs"]]))
    large = [run for run in held["runs"] if run["dossiers"] >= LARGE]
    if not large:
        return
    yield from ("", "**Pages over HTTP, one web process** (p50 / p95, ms)", "")
    names = sorted(large[-1]["pages"])
    rows = [(name, *(_both(run["pages"][name]) for run in large)) for name in names]
    yield from _table(
        ("page", *(f"{each['database']}, {each['dossiers']:,}" for each in large)), rows
    )


def _row(run: type_of_run) -> tuple[str, ...]:
    _, slowest = _slowest(run)
    return (
        *(run["database"], f"{run['dossiers']:,}", f"{run['import_per_s']:,}"),
        *(f"{run['rollup_per_s']:,}", f"{run['over_all_per_s']:,}", _both(run["rates"])),
        *(f"{slowest['p95_ms']:g}", f"{run['accepted_to_shown']['p95_ms']:g}"),
        *(f"{run['recount_s']:g}", f"{run['ratio']:,}", f"{run['load']:g}"),
        f"{run['loop_ms']:g}",
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _both(figures: dict[str, float]) -> str:
    return f"{figures['p50_ms']:g} / {figures['p95_ms']:g}"


def _slowest(run: type_of_run) -> tuple[str, dict[str, float]]:
    slowest = max(run["pages"], key=lambda name: float(run["pages"][name]["p95_ms"]))
    return slowest, run["pages"][slowest]


def _key(run: type_of_run) -> tuple[str, int]:
    return run["database"], run["dossiers"]

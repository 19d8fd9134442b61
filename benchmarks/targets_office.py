"""One run of `bench_targets`: a province is loaded and rolled up, its pages are served, and it is asked."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.province import unchecked
from benchmarks.reuse_asking import served
from benchmarks.targets_asking import Browser, ask_selector, loop_ms, pages, timed, until_shown
from benchmarks.targets_province import (
    Province,
    add_papers,
    add_stock_and_campaigns,
    add_transfers,
    papers_waiting,
    prepare,
    write_file,
)
from targets.recounting import recount
from targets.rollup import rebuild

PAPERS_ACCEPTED = 20


def main(database: str, dossiers: int, each: int, out: str) -> None:
    """Load, roll up, serve, ask; what was measured goes to `out` as JSON."""
    province = prepare(dossiers)
    found: dict[str, Any] = {"database": database, "dossiers": dossiers}
    found |= _load(province, dossiers)
    _tell(found)
    with served() as port:
        browser = Browser(port, province.manager)
        found["pages"] = {
            name: timed(browser.get, addresses) for name, addresses in pages(province, each).items()
        }
    found["loop_ms"] = loop_ms()
    found["rates"] = ask_selector(province, each)
    found["command_s"] = _took(_command)
    found["accepted_to_shown"] = until_shown(papers_waiting(PAPERS_ACCEPTED))
    compared = recount(by="cli:bench")
    found["recount_s"], found["differences"] = round(compared.took_s, 2), compared.differences
    found["ratio"] = round(1_000 * compared.took_s / max(found["rates"]["p95_ms"], 0.1))
    _tell(found)
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def _load(province: Province, dossiers: int) -> dict[str, Any]:
    """Seconds of each part, and dossiers a second over all of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ho-so.parquet"
        write_file(path, province, dossiers)
        found = {"import_s": _took(partial(_import, path))}
    with unchecked():
        found["papers_and_transfers_s"] = _took(partial(_more, province, dossiers))
    found["rollup_s"] = _took(rebuild)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    whole_s = sum(found.values())
    return {
        **found,
        "import_per_s": round(dossiers / found["import_s"]),
        "rollup_per_s": round(dossiers / found["rollup_s"]),
        "over_all_per_s": round(dossiers / whole_s),
    }


def _import(path: Path) -> None:
    _motlan("import", "dossiers", str(path), "--in-parts", "--quiet")


def _more(province: Province, dossiers: int) -> None:
    add_papers(dossiers // 2)
    add_transfers(dossiers // 2)
    add_stock_and_campaigns(province)


def _command() -> None:
    _motlan("rates", "--year", "2025", "--json")


def _motlan(*words: str) -> None:
    command = [sys.executable, "-m", "worker.cli", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 2)


def _tell(found: dict[str, Any]) -> None:
    for name, value in found.items():
        print(f"{name}: {value}", flush=True)

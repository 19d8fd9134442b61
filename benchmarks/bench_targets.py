"""Targets on generated dossiers: loading, rolling up, every page, one rate, one accepted paper, a full recount.

    python -m benchmarks.bench_targets [--database postgresql|sqlite] [--sizes 10000 100000 …] [--full]

Each database and size begins empty, in a process of its own. What was measured goes to
benchmarks/results/<date>-targets.json, run by run, and as a table into docs/targets.md; a figure is told beside
what it has to reach. `--quick` is 2,000 dossiers, a minute, and saves nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.targets_report import judge, save, write_page
from tests.services.postgresql import Postgresql

SIZES = {
    "postgresql": (10_000, 100_000, 1_000_000, 2_000_000),
    "sqlite": (10_000, 100_000, 1_000_000),
}
# What Ho Chi Minh City received from 16 December 2018 to 15 September 2019.
FULL = 12_254_254
QUICK = 2_000
EACH = 100
# As docs/deploy.md has it for a province; what PostgreSQL takes when nobody says is for a machine of 512 MB.
SERVER = {"shared_buffers": "2GB", "parallel_setup_cost": "10000"}
# In a process of its own: settings are read once, when a process starts.
START = """
import sys, django
django.setup()
from benchmarks.targets_office import main
main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
"""


def main() -> int:
    """Each database and size in turn; 1 where a run broke off."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--database", choices=list(SIZES))
    options.add_argument("--sizes", type=int, nargs="+", metavar="DOSSIERS")
    options.add_argument("--full", action="store_true", help=f"{FULL} dossiers in PostgreSQL too")
    options.add_argument("--each", type=int, default=EACH, help="requests of each kind of page")
    options.add_argument("--quick", action="store_true")
    asked = options.parse_args()
    failed = 0
    for database, dossiers in _runs(asked):
        print(f"── {database}, {dossiers} dossiers ──", flush=True)
        found = _run(database, dossiers, each=asked.each)
        failed += found is None
        if found is None:
            continue
        for line in judge(found):
            print(line, flush=True)
        if not asked.quick:
            write_page(save(found))
    return 1 if failed else 0


def _runs(asked: argparse.Namespace) -> Iterator[tuple[str, int]]:
    for database in [asked.database] if asked.database else list(SIZES):
        sizes = (QUICK,) if asked.quick else asked.sizes or SIZES[database]
        yield from ((database, size) for size in sizes)
        if asked.full and database == "postgresql":
            yield database, FULL


def _run(database: str, dossiers: int, *, each: int) -> dict[str, Any] | None:
    with tempfile.TemporaryDirectory() as home:
        out = Path(home) / "measured.json"
        command = [sys.executable, "-c", START, database, str(dossiers), str(each), str(out)]
        settings = {"MOTLAN_HOME": home, "DJANGO_SETTINGS_MODULE": "config.settings.local"}
        if database == "sqlite":
            return _measured(command, settings, out)
        with Postgresql(**SERVER) as server:
            server.create_database("motlan")
            return _measured(command, settings | server.environment(), out)


def _measured(command: list[str], settings: dict[str, str], out: Path) -> dict[str, Any] | None:
    folder = Path(__file__).resolve().parents[1]
    ended = subprocess.run(command, env={**os.environ, **settings}, cwd=folder, check=False)  # noqa: S603
    if ended.returncode or not out.exists():
        return None
    measured: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return measured


if __name__ == "__main__":
    sys.exit(main())

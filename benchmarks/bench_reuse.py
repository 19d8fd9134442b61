"""Is it held, and whose is it? Through HTTP, one web process, beside plainer ways to the same answer.

1,000,000 papers in PostgreSQL and 300,000 in SQLite, made on the spot. Figures, a line each: p50 and p95 of
500 requests of each kind, warm, from sending to the last byte; queries of a request for holders with 1, 10
and 100 papers; and the same checks in this process by a walk over the papers one by one, and by one
statement of SQL that reads no more than the rows an answer rests on: what a database alone would cost.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services.postgresql import Postgresql

PAPERS = {"postgresql": 1_000_000, "sqlite": 300_000}
EACH = 500
# In a process of its own for each database: settings are read once, when a process starts.
START = """
import sys, django
django.setup()
from benchmarks.reuse_office import main
main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
"""


def main() -> None:
    """Each database in turn."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--papers", type=int, help="in each database")
    options.add_argument("--database", choices=list(PAPERS))
    options.add_argument("--each", type=int, default=EACH, help="requests of each kind")
    chosen = options.parse_args()
    for name in [chosen.database] if chosen.database else list(PAPERS):
        papers = chosen.papers or PAPERS[name]
        command = [sys.executable, "-c", START, name, str(papers), str(chosen.each)]
        with tempfile.TemporaryDirectory() as home:
            settings = {"MOTLAN_HOME": home, "DJANGO_SETTINGS_MODULE": "config.settings.local"}
            if name == "sqlite":
                _run(command, settings)
                continue
            with Postgresql() as server:
                server.create_database("motlan")
                _run(command, settings | server.environment())


def _run(command: list[str], settings: dict[str, str]) -> None:
    folder = Path(__file__).resolve().parents[1]
    subprocess.run(command, env={**os.environ, **settings}, cwd=folder, check=True)  # noqa: S603


if __name__ == "__main__":
    main()

"""How fast the nightly check looks at objects of 1 MB when only their digests are due, with rows and all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading_report import Figure

ROOT = Path(__file__).resolve().parents[1]
# In a process and a home of its own: Django reads its settings once.
_OFFICE = """
import sys, django
django.setup()
from benchmarks.trust_archive_rows import main
main(int(sys.argv[1]))
"""


def archive(folder: Path, *, objects: int) -> Iterator[Figure]:
    """Objects a second, one and two at once; what was just written is still in the machine's memory."""
    home = folder / "archive"
    home.mkdir(parents=True)
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _OFFICE, str(objects)],
        cwd=ROOT,
        env={
            **os.environ,
            "MOTLAN_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    note = f"{objects} objects in the folder store, SQLite, warm cache"
    for row in json.loads(told.stdout.splitlines()[-1]):
        yield Figure(
            f"nightly check of 1 MB objects, {row['jobs']} at once",
            row["a_second"],
            "objects/s",
            at_least=100 if row["jobs"] == 2 else None,
            note=f"{note}, {row['a_cpu_second']:.0f} a CPU-second",
        )

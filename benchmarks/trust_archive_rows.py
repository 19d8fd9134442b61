"""The archive that is checked, and the check of it; run by trust_archive.py in a process of its own."""

import io
import json
import os
import time

from django.core.management import call_command

from config import wiring
from dossiers.states import State
from ingest.archive import Wanted, verify_archive
from tests.records import make_agency, make_paper

SIZE_BYTES = 1_000_000


def main(objects: int) -> None:
    """Fill, check with one thread and with two, and print what was measured."""
    _fill(objects)
    rows = []
    with wiring.tools(jobs=1) as tools:
        for jobs in (1, 2):
            cpu, wall = time.process_time(), time.perf_counter()
            run = verify_archive(Wanted(by="cli:bench", jobs=jobs), tools)
            wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
            if run.wrong or run.objects_checked != objects:
                raise RuntimeError(f"{run.wrong} wrong, {run.objects_checked} of {objects} checked")
            rows.append(
                {"jobs": jobs, "a_second": objects / wall_s, "a_cpu_second": objects / cpu_s}
            )
    print(json.dumps(rows))


def _fill(objects: int) -> None:
    """Papers whose originals are of the one size, and nothing else."""
    call_command("migrate", verbosity=0)
    agency, store = make_agency("H19.1"), wiring.store()
    for _ in range(objects):
        content = os.urandom(SIZE_BYTES)
        store.put(io.BytesIO(content), media_type="application/pdf")
        make_paper(agency, State.KEPT, content=content)

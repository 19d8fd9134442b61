"""Several processes on one SQLite file: the chain has no gap, the same bytes are kept once, nothing is locked out."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.test_kill import ROOT, Office

pytestmark = pytest.mark.slow

SET_UP = "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.local'); django.setup()\n"
WRITE_EVENTS = """
from accounts.models import Agency
from dossiers import events
agency = Agency.objects.get()
for _ in range(50):
    events.record(agency=agency, actor="worker", verb="test.written", about=agency)
"""
TAKE_IN = """
import io
from accounts.models import Agency
from config import wiring
from ingest.intake import open_batch, receive_upload
batch = open_batch(agency=Agency.objects.get(), created_by="user:thu")
for number in range(10):
    content = f"%PDF-1.7 the same bytes everywhere {number}".encode()
    receive_upload(io.BytesIO(content), name="a.pdf", size_bytes=len(content), batch=batch, store=wiring.store())
"""
DOSSIERS = 200
WRITE_DOSSIERS = f"""
from accounts.models import Agency
from dossiers import events
from tests.records import make_dossier, make_procedure
agency, procedure = Agency.objects.get(), make_procedure()
for _ in range({DOSSIERS}):
    dossier = make_dossier(agency, procedure=procedure)
    events.record(agency=agency, actor="user:thu", verb="dossier.recorded", about=dossier)
"""
FOLLOW_ON = """
from targets.rollup import follow
follow()
print("begun", flush=True)
while True:
    follow()
"""
FOLLOW = """
from targets.rollup import follow
for _ in range(20):
    follow()
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "home")
    done = made.run("migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang")
    assert done.returncode == 0, done.stderr
    return made


def at_once(office: Office, *scripts: str) -> None:
    """Run the scripts in processes of their own at the same moment; all must end well."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SET_UP + script],
            cwd=ROOT,
            env=office.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for script in scripts
    ]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
    assert [code for _, code in ends] == [0] * len(scripts), ends


def test_four_processes_write_two_hundred_events_without_a_gap(office: Office) -> None:
    before = office.rows("select count(*) from dossiers_event")[0][0]
    at_once(office, *[WRITE_EVENTS] * 4)
    seqs = [seq for (seq,) in office.rows("select seq from dossiers_event order by seq")]
    assert seqs == list(range(1, int(str(before)) + 201))
    assert office.run("audit", "verify").returncode == 0


def test_the_same_bytes_handed_in_everywhere_at_once_are_kept_once(office: Office) -> None:
    at_once(office, TAKE_IN, TAKE_IN, TAKE_IN, FOLLOW)
    outcomes = dict(
        office.rows("select outcome, count(*) from dossiers_receivedfile group by outcome")
    )
    assert outcomes == {"kept": 10, "duplicate": 20}
    assert office.rows("select count(*) from dossiers_paper") == [(10,)]
    assert len([path for path in (office.home / "store").rglob("*") if len(path.name) == 64]) == 10
    assert office.run("audit", "verify").returncode == 0


def test_sums_agree_with_a_full_count_however_often_who_follows_is_killed(office: Office) -> None:
    """Two follow, one writes; those who follow are killed again and again in the midst of it."""
    with running(office, WRITE_DOSSIERS) as writer:
        while writer.poll() is None:
            with running(office, FOLLOW_ON) as one, running(office, FOLLOW_ON) as other:
                for each in (one, other):
                    assert each.stdout is not None
                    each.stdout.readline()  # it has begun to count
                time.sleep(0.1)
    assert writer.returncode == 0
    at_once(office, FOLLOW, FOLLOW)
    compared = office.run("recount")
    assert compared.returncode == 0, compared.stderr
    assert office.rows("select sum(received) from targets_agencymonth") == [(DOSSIERS,)]


@contextmanager
def running(office: Office, script: str) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the script, killed at the end of the block where it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", SET_UP + script],
        cwd=ROOT,
        env=office.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()

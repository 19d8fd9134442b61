"""Several processes on one SQLite file: the chain has no gap, the same bytes are kept once, nothing is locked out."""

import subprocess
import sys
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

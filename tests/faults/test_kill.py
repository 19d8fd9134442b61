"""kill -9 at random moments, then a run to the end: every file accounted for once, nothing half, nothing lost.

The quick test kills `motlan digitize` a few times over a handful of samples; the slow one kills the whole
demo twenty times. Both look at the records, the store and the process table afterwards.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOTLAN = [sys.executable, "-m", "worker.cli"]
SEED = 20260305


class Office:
    """A Motlan of its own under a folder, driven by the command line."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {**os.environ, "MOTLAN_HOME": str(home), "PYTHONPATH": str(ROOT)}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*MOTLAN, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def kill_after(self, seconds: float, *arguments: str) -> bool:
        """Start it, kill -9 after so many seconds; whether it was still running."""
        process = subprocess.Popen(
            [*MOTLAN, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        return False

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.home / "motlan.sqlite3") as records:
            return records.execute(query).fetchall()

    def processes(self) -> list[str]:
        """Processes that still carry this office's MOTLAN_HOME."""
        mark = f"MOTLAN_HOME={self.home}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        found.append((folder / "cmdline").read_text().replace("\0", " "))
                except OSError:
                    continue
        return found

    def no_process_remains(self) -> None:
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.processes() == []


def everything_is_whole(office: Office) -> None:
    """No half object, no lost row, no gap in the chain, no lease left behind."""
    stored = [
        path
        for path in (office.home / "store").rglob("*")
        if path.is_file() and len(path.name) == 64
    ]
    assert stored
    for path in stored:
        assert subprocess.check_output(["sha256sum", path]).split()[0].decode() == path.name
    keys = {str(key) for (key,) in office.rows("select key from dossiers_rendition")}
    keys |= {
        str(key)
        for (key,) in office.rows("select key from dossiers_receivedfile where outcome='kept'")
    }
    assert {key.rsplit("/", 1)[-1] for key in keys} <= {path.name for path in stored}
    assert office.rows("select count(*) from dossiers_paper where lease_owner <> ''") == [(0,)]
    assert office.run("audit", "verify").returncode == 0


@pytest.mark.slow
def test_digitize_killed_a_few_times(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    samples = tmp_path / "samples"
    assert office.run("make_samples", str(samples), "--seed", "3").returncode == 0
    files = sorted((samples / "scans").iterdir())
    for path in files[6:20]:
        path.unlink()
    assert office.run("migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang").returncode == 0
    dice = random.Random(SEED)
    killed = [
        office.kill_after(dice.uniform(0.5, 3.0), "digitize", str(samples / "scans"))
        for _ in range(5)
    ]
    assert any(killed)
    done = office.run("digitize", str(samples / "scans"), "--json")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    left = sorted((samples / "scans").iterdir())
    assert Counter(each["file"] for each in results) == Counter(str(path) for path in left)
    assert {each["outcome"] for each in results} <= {"to_review", "duplicate", "failed"}
    assert office.rows("select count(*) from dossiers_receivedfile") == [(len(left),)]
    everything_is_whole(office)
    office.no_process_remains()


@pytest.mark.slow
def test_the_demo_killed_at_twenty_moments(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    dice = random.Random(SEED)
    killed = sum(
        office.kill_after(dice.uniform(0.3, 14.0), "demo", "--no-serve") for _ in range(20)
    )
    assert killed >= 5
    done = office.run("demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    names = [path.name for path in (office.home / "samples" / "scans").iterdir()]
    recorded = Counter(
        str(name) for (name,) in office.rows("select name from dossiers_receivedfile")
    )
    assert recorded == Counter(names)
    assert all(name in done.stdout for name in names)
    everything_is_whole(office)
    office.no_process_remains()
    before = office.rows("select count(*), max(id) from dossiers_event")
    assert office.run("demo", "--no-serve").returncode == 0
    assert office.rows("select count(*), max(id) from dossiers_event") == before

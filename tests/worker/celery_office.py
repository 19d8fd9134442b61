"""An office on a file of SQLite whose workers are told by a real broker what is due."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from config.broker import BACKLOG, COUNTER, Sender, celery_app
from tests.faults.test_at_once import SET_UP
from tests.faults.test_kill import ROOT, Office

PACED = [sys.executable, "-m", "tests.worker.paced_motlan"]
WAIT_S = 90.0


class Queues:
    """The broker as a test sees it."""

    def __init__(self, url: str, password: str) -> None:
        self.app = celery_app(url=url, password=password)
        self.sender = Sender(self.app)

    def waiting(self) -> tuple[int, int]:
        """Messages at the counter, and of the backlog."""
        return self.sender.waiting(COUNTER), self.sender.waiting(BACKLOG)

    def purge(self) -> None:
        """Lose every message."""
        with self.app.connection_for_write() as connection:
            for name in (COUNTER, BACKLOG):
                queue = self.app.amqp.queues[name](connection.default_channel)
                queue.declare()
                queue.purge()


class CeleryOffice(Office):
    """Starts workers, hands papers in, and looks into the records."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        super().__init__(home)
        self.environment |= {**settings, "PYTHONUNBUFFERED": "1", "MOTLAN_LOG_LEVEL": "INFO"}
        self._started: list[tuple[subprocess.Popen[bytes], Any]] = []

    def start(self, *arguments: str, read_s: float = 0.0) -> "subprocess.Popen[bytes]":
        """Start `motlan` with a reader that takes `read_s`; its log lies beside the home."""
        log = self.log_of(len(self._started)).open("wb")
        process = subprocess.Popen(
            [*PACED, *arguments],
            cwd=ROOT,
            env={**self.environment, "MOTLAN_TEST_READ_S": str(read_s)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self._started.append((process, log))
        return process

    def log_of(self, number: int) -> Path:
        """The log of the process that was started as this one."""
        return self.home.parent / f"log-{number}.txt"

    def worker(self, *, read_s: float = 0.0) -> "subprocess.Popen[bytes]":
        """A worker for one paper at a time, once it hears the broker."""
        number = len(self._started)
        process = self.start("worker", "--jobs", "1", read_s=read_s)
        self.until(lambda: b"Connected to" in self.log_of(number).read_bytes())
        return process

    def close(self) -> None:
        """End what a failed test left running."""
        for process, log in self._started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
            log.close()

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds; else fail with the logs."""
        deadline = time.monotonic() + WAIT_S
        while not holds():
            if time.monotonic() > deadline:
                logs = [self.log_of(n).read_text()[-3000:] for n in range(len(self._started))]
                raise AssertionError("\n\n".join([str(self.states()), *logs]))
            time.sleep(0.1)

    def hand_in(self, *names: str, dossier: str = "") -> None:
        """Hand scans in without working on them."""
        paths = [str(draw_scan(self.home.parent / "scans" / name)) for name in names]
        where = ("--dossier", dossier) if dossier else ()
        done = self.run("digitize", "--enqueue", *where, *paths)
        assert done.returncode == 0, done.stderr

    def python(self, script: str) -> str:
        """Run a script in this office; what it printed."""
        command = [sys.executable, "-c", SET_UP + script]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def states(self) -> list[str]:
        """The papers' states, by the papers' ids."""
        return [
            str(state) for (state,) in self.rows("select state from dossiers_paper order by id")
        ]

    def leases(self) -> list[str]:
        """Who holds papers."""
        rows = self.rows("select lease_owner from dossiers_paper where lease_owner <> ''")
        return [str(owner) for (owner,) in rows]

    def write(self, statement: str, *values: object) -> None:
        """Change the records behind everybody's back."""
        with sqlite3.connect(self.home / "motlan.sqlite3", timeout=20) as records:
            records.execute(statement, values)

    def let_time_pass(self, seconds: float) -> None:
        """Let every paper have been in its state for so much longer."""
        since = datetime.now(UTC) - timedelta(seconds=seconds)
        self.write("update dossiers_paper set state_since = ?", since.replace(tzinfo=None))


def draw_scan(path: Path) -> Path:
    """A page with lines of ink and bytes of its own, drawn once."""
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        page = Image.new("RGB", (1654, 2339), (250, 248, 245))
        pen = ImageDraw.Draw(page)
        for row in range(30):
            for column in range(12):
                left, top = 160 + column * 110, 160 + row * 60
                pen.rectangle((left, top, left + 66, top + 16), fill=(20, 20, 30))
        pen.text((160, 40), path.name, fill=(20, 20, 30))
        page.save(path, dpi=(200, 200))
    return path

"""The running service that the browser meets: its own home, the demo's papers, pages and worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ANSWERS_WITHIN_S = 60
STOPS_WITHIN_S = 60


@dataclass(frozen=True)
class Office:
    """A home folder and the service on it; `logins` are passwords by user name."""

    home: Path
    url: str = ""
    logins: dict[str, str] = field(default_factory=dict)

    def motlan(self, *arguments: str) -> str:
        """Run one command to its end and return what it said; an exit status but 0 fails the test."""
        return self._run("worker.cli", *arguments)

    def into_the_records(self, code: str) -> str:
        """Run Python on the records, for what no command does yet; returns what it printed."""
        return self._run(
            "django", "shell", "--settings", "config.settings.local", "--command", code
        )

    def _run(self, module: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.env(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{module} {arguments}: {done.returncode}\n{done.stderr}"
        return done.stdout

    def found(self, query: str, **options: str) -> list[str]:
        """File names of what `motlan search` finds, the best first."""
        more = [part for name, value in options.items() for part in (f"--{name}", value)]
        lines = self.motlan("search", query, "--json", *more).splitlines()
        return [json.loads(line)["file_name"] for line in lines]

    def env(self) -> dict[str, str]:
        """The environment of a real call: this home, and none of the tests' own settings."""
        kept = {
            name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
        }
        return kept | {"MOTLAN_HOME": str(self.home), "MOTLAN_TRIAL": "1"}


@contextmanager
def serving(home: Path, logins: dict[str, str]) -> Iterator[Office]:
    """`motlan serve` with its worker on a free port; at the end no process of it remains."""
    port = free_port()
    office = Office(home=home, url=f"http://127.0.0.1:{port}", logins=logins)
    with (home / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "worker.cli", "serve", "--port", str(port)],
            env=office.env(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_it_answers(office.url, server)
        yield office
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=STOPS_WITHIN_S)
    until = time.monotonic() + STOPS_WITHIN_S / 6
    while (left := session_members(server.pid)) and time.monotonic() < until:
        time.sleep(0.2)
    assert left == []


def wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Until the sign-in page is there."""
    until = time.monotonic() + ANSWERS_WITHIN_S
    while time.monotonic() < until:
        assert server.poll() is None, "the service has ended"
        try:
            with urllib.request.urlopen(f"{url}/dang-nhap/", timeout=10) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the service does not answer")


def session_members(session_id: int) -> list[str]:
    """Processes that still run in a session, by id and command line."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name in parentheses: state, parent, group, session.
            state, _, _, session = stat.read_text().rpartition(") ")[2].split()[:4]
        except OSError:
            continue
        if int(session) == session_id and state != "Z":
            command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ")
            members.append(f"{stat.parent.name}: {command.decode(errors='replace')}")
    return members


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""PostgreSQL goes away and comes back: pages say so and recover, the worker waits, a command ends in a sentence."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.faults.test_kill import ROOT
from tests.services.loopback import free_port
from tests.services.postgresql import Postgresql
from tests.services.server import Missing

pytestmark = pytest.mark.service

MOTLAN = [sys.executable, "-m", "worker.cli"]
# The pool's own time-out, and room for a slow machine.
ANSWER_WITHIN_S = 30


class Office:
    """Pages with a worker beside them, on a PostgreSQL of their own."""

    def __init__(self, server: Postgresql, home: Path) -> None:
        self.port, self.log = free_port(), home / "log.txt"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name[:7] != "DJANGO_"},
            **server.environment("motlan"),
            "MOTLAN_HOME": str(home),
        }

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*MOTLAN, *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def serve(self) -> "subprocess.Popen[bytes]":
        with self.log.open("wb") as log:
            command = [*MOTLAN, "serve", "--port", str(self.port)]
            return subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=log)

    def ask(self) -> tuple[int, str, str]:
        """Status, Retry-After and text of a page that looks a session up."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_S)
        try:
            connection.request("GET", "/", headers={"Cookie": f"sessionid={'a' * 32}"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Retry-After", ""), answer.read().decode()
        finally:
            connection.close()

    def told(self) -> str:
        return self.log.read_text()


@pytest.fixture
def server() -> Iterator[Postgresql]:
    """Not the one that other tests use: it is stopped."""
    try:
        with Postgresql() as made:
            made.create_database("motlan")
            yield made
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def office(server: Postgresql, tmp_path: Path) -> Iterator[Office]:
    made = Office(server, tmp_path)
    done = made.run("migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang", "-v", "0")
    assert done.returncode == 0, done.stderr
    process = made.serve()
    try:
        wait_until(lambda: answers(made), within_s=60)
        yield made
    finally:
        process.terminate()
        process.wait(60)


def answers(office: Office) -> bool:
    try:
        return office.ask()[0] == 302
    except OSError:
        return False


def wait_until(true: Callable[[], bool], *, within_s: float) -> None:
    until = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < until, "did not come about"
        time.sleep(0.2)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_the_records_go_away_and_come_back(how: str, office: Office, server: Postgresql) -> None:
    wait_until(lambda: "Đang chờ việc" in office.told(), within_s=60)
    getattr(server, how)()
    status, retry_after, page = office.ask()
    assert (status, retry_after) == (503, "10")
    assert "Không kết nối được với máy chủ cơ sở dữ liệu." in page
    assert "Traceback" not in page
    wait_until(lambda: "[records.unreachable]" in office.told(), within_s=60)

    command = office.run("rates", "--year", "2026")
    assert command.returncode == 1
    assert "[records.unreachable]" in command.stderr
    assert "Traceback" not in command.stderr

    server.start()
    assert office.ask()[0] == 302  # the very next request
    wait_until(lambda: "Đã làm việc lại bình thường." in office.told(), within_s=60)
    assert office.told().count("[records.unreachable]") == 1

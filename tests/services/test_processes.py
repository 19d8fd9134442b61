"""A server that dies at its start tells why, and none outlives the process that started it."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.loopback import http_status, is_free
from tests.services.processes import alive, wait_for_end
from tests.services.server import NotStarted, Server

ROOT = Path(__file__).resolve().parents[2]


class Pages(Server):
    """The standard library's server of files."""

    name = "pages"

    def _prepare(self) -> None:
        (self.folder / "page.txt").write_text("here")

    def _command(self) -> list[str | Path]:
        return [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(self.port)]

    def _ready(self) -> bool:
        return http_status(self.port, "/page.txt") == 200


class Parent(Pages):
    """It leaves its child behind when it ends."""

    def _command(self) -> list[str | Path]:
        serve = shlex.join(map(str, super()._command()))
        return ["sh", "-c", f"sleep 600 & echo $! > child; exec {serve}"]

    @property
    def child(self) -> int:
        return int((self.folder / "child").read_text())


class Dying(Pages):
    name = "dying"

    def _command(self) -> list[str | Path]:
        return ["sh", "-c", "echo the disk is full; exit 3"]


class Mute(Pages):
    name = "mute"
    ready_within_s = 0.3

    def _command(self) -> list[str | Path]:
        return ["sh", "-c", "echo thinking; exec sleep 600"]


@pytest.fixture
def pages() -> Iterator[Parent]:
    with Parent() as server:
        yield server


def test_it_starts_again_on_its_port_and_data(pages: Parent) -> None:
    folder, first = pages.folder, pages.pid
    (folder / "page.txt").write_text("kept")
    for end in (pages.stop, pages.kill):
        child = pages.child
        end()
        assert http_status(pages.port, "/page.txt") == 0
        assert is_free(pages.port)
        assert wait_for_end([first, child], seconds=5)
        pages.start()
        assert pages.folder == folder
        assert (folder / "page.txt").read_text() == "kept"


def test_its_folder_goes_with_it() -> None:
    with Pages() as server:
        folder, pid = server.folder, server.pid
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    assert not alive(pid)


def test_one_that_dies_while_starting_tells_its_log() -> None:
    with pytest.raises(NotStarted, match=r"dying ended with 3(.|\n)*the disk is full"), Dying():
        pass


def test_one_that_is_never_ready_is_ended() -> None:
    server = Mute()
    with pytest.raises(NotStarted, match=r"not ready after 0\.3 s(.|\n)*thinking"):
        server.start()
    with pytest.raises(RuntimeError, match="does not run"):
        print(server.pid)
    server.close()


def test_it_outlives_the_thread_that_started_it() -> None:
    server = Pages()
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    try:
        assert not wait_for_end([server.pid], seconds=0.3)
    finally:
        server.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_process_that_started_it(tmp_path: Path, how: signal.Signals) -> None:
    code = (
        "import time; from tests.services.test_processes import Pages; server = Pages(); server.start();"
        "print(server.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        assert alive(server)
        parent.send_signal(how)
    assert wait_for_end([server], seconds=10)

"""A server of our own: a process on free ports of the loopback address, with a folder that goes when it goes."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from tests.services.loopback import free_port
from tests.services.processes import family, spawn, wait_for_end


class Missing(Exception):
    """A tool that the server needs is not on this machine; its tests skip with this reason."""


class NotStarted(Exception):
    """The server ended, or was not ready in time; the message carries the end of its log."""


class Server(ABC):
    """Starts, stops and starts again on the same port and data.

    `with Minio() as minio:` starts it, and ends it and removes its folder afterwards.
    """

    name: ClassVar[str]
    ready_within_s: ClassVar[float] = 60
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    # Servers that refuse to run as root run as `nobody` when we are root.
    unprivileged: ClassVar[bool] = False

    def __init__(self) -> None:
        self.port = free_port()
        self.password = secrets.token_urlsafe(18)
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()
        self._log_start = 0

    @abstractmethod
    def _prepare(self) -> None:
        """Write what it needs into `self.folder`, once; raise Missing where a tool is missing."""

    @abstractmethod
    def _command(self) -> list[str | Path]:
        """Program and arguments."""

    @abstractmethod
    def _ready(self) -> bool:
        """Whether it answers as it should."""

    def _variables(self) -> dict[str, str]:
        """What its environment holds beside PATH, HOME and the language."""
        return {}

    def _beside(self) -> None:  # noqa: B027
        """Start what must run before it; most need nothing."""

    def _stop_beside(self) -> None:  # noqa: B027
        """End what `_beside` started."""

    @property
    def folder(self) -> Path:
        """Its own folder, private to it."""
        if self._folder is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._folder

    @property
    def log(self) -> Path:
        """All it printed."""
        return self.folder / "log.txt"

    def printed(self) -> str:
        """What it printed since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it is ready; where it runs already, do nothing.

        Raises:
            Missing: a tool it needs is not here.
            NotStarted: it ended or was not ready in time.
        """
        if self._process is not None:
            return
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=f"motlan-{self.name}-"))
            self._prepare()
            self._give()
        self._beside()
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        self._process = self._spawn(self._command(), log=self.log)
        self._wait_until_ready()

    def stop(self) -> None:
        """Ask it to end and wait until it did."""
        self._end(self.stop_signal, seconds=60)
        self._stop_beside()

    def kill(self) -> None:
        """End it at once, as a crash does; its data stays for the next start."""
        self._end(signal.SIGKILL, seconds=30)
        self._stop_beside()

    def closing(self) -> None:
        """Tell a start that is under way in another thread to give up."""
        self._closed.set()

    def close(self) -> None:
        """End it and remove its folder."""
        self._closed.set()
        self.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _spawn(self, command: list[str | Path], *, log: Path) -> subprocess.Popen[bytes]:
        return spawn(
            command,
            log=log,
            environment=self._environment(),
            folder=self.folder,
            user=self._user(),
        )

    def _run(self, *command: str | Path, stdin: str = "") -> str:
        """Run a tool to its end, as the server's user; returns what it printed."""
        done = subprocess.run(
            [*self._as_user(), *map(str, command)],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment(),
            cwd=self.folder,
            timeout=120,
        )
        if done.returncode:
            raise NotStarted(f"{Path(command[0]).name} ended with {done.returncode}: {done.stdout}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        path = os.environ.get("PATH", os.defpath)
        return {"PATH": path, "HOME": folder, "LC_ALL": "C.UTF-8", **self._variables()}

    def _user(self) -> tuple[int, int] | None:
        if not self.unprivileged or os.geteuid() != 0:
            return None
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid

    def _as_user(self) -> list[str]:
        user = self._user()
        if user is None:
            return []
        return ["setpriv", f"--reuid={user[0]}", f"--regid={user[1]}", "--clear-groups", "--"]

    def _give(self) -> None:
        """Give the folder and what lies in it to the server's user."""
        user = self._user()
        if user is not None:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, *user, follow_symlinks=False)

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + self.ready_within_s
        while not self._ready():
            status = self._process.poll() if self._process else None
            if status is not None:
                self._process = None
                self._stop_beside()
                raise NotStarted(f"{self.name} ended with {status} while starting.\n{self._tail()}")
            if time.monotonic() > until or self._closed.is_set():
                self.kill()
                raise NotStarted(
                    f"{self.name} was not ready after {self.ready_within_s:g} s.\n{self._tail()}"
                )
            time.sleep(0.1)

    def _tail(self) -> str:
        return "\n".join(["The end of its log:", *self.printed().splitlines()[-30:]])

    def _end(self, how: signal.Signals, *, seconds: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        pids = family(process.pid)
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # What it had started and left behind: after a kill nobody else ends these.
        if how is signal.SIGKILL or not wait_for_end(pids, seconds=2):
            for pid in pids[1:]:
                _kill(pid)
            wait_for_end(pids, seconds=10)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return

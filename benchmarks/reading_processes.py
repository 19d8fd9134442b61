"""Programs run as a user runs them: CPU seconds of all their processes, wall time, and peak memory."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LOOK_EVERY_S = 0.25
_LONGEST_S = 3600.0  # what takes longer hangs, and is ended
_TAIL = 600


class ProgramFailedError(Exception):
    """A program that was to be measured ended badly."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run cost; memory is 0 where nobody watched."""

    cpu_s: float
    wall_s: float
    peak_process_mb: float = 0.0  # the largest resident set of any one process
    peak_together_mb: float = 0.0  # all of its processes, shared pages counted once


def run(
    command: Sequence[str | Path], *, stdout: Path | None = None, watch_memory: bool = False
) -> Spent:
    """Run a program to its end, one thread for each library in it.

    Args:
        command: the program and its arguments.
        stdout: file that takes what it prints; None drops it.
        watch_memory: whether to look at its processes four times a second.
    Raises:
        ProgramFailedError: it ended with another status than 0.
    """
    errors_path = Path(f"{stdout or os.devnull}.errors") if stdout else Path(os.devnull)
    began = time.perf_counter()
    with Path(stdout or os.devnull).open("wb") as out, errors_path.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 (commands of this benchmark)
            [str(each) for each in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"},
        )
    watcher = _Watcher(process.pid)
    if watch_memory:
        watcher.start()
    too_long = threading.Timer(_LONGEST_S, process.kill)
    too_long.daemon = True
    too_long.start()
    _, status, usage = os.wait4(process.pid, 0)
    too_long.cancel()
    wall_s = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.stop()
    if process.returncode != 0:
        said = errors_path.read_text(errors="replace")[-_TAIL:] if stdout else ""
        raise ProgramFailedError(f"{Path(command[0]).name}: status {process.returncode} {said}")
    return Spent(
        cpu_s=usage.ru_utime + usage.ru_stime,
        wall_s=wall_s,
        peak_process_mb=watcher.process_mb,
        peak_together_mb=watcher.together_mb,
    )


class _Watcher:
    """Looks at the memory of a process and of all that it started."""

    def __init__(self, pid: int) -> None:
        self.process_mb = self.together_mb = 0.0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_S):
            family = list(_family(self._pid))
            together = sum(_kb(pid, "smaps_rollup", "Pss:") for pid in family) / 1024
            largest = max((_kb(pid, "status", "VmHWM:") for pid in family), default=0) / 1024
            self.together_mb = max(self.together_mb, together)
            self.process_mb = max(self.process_mb, largest)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for children in (_PROC / str(pid) / "task").glob("*/children"):
            for child in children.read_text().split():
                yield from _family(int(child))


def _kb(pid: int, file: str, label: str) -> int:
    with suppress(OSError):
        for line in (_PROC / str(pid) / file).read_text().splitlines():
            if line.startswith(label):
                return int(line.split()[1])
    return 0

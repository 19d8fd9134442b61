"""Child processes that end with this process, however it ends."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# The kernel sends the death signal when the thread that made the child ends, not the process. So one thread,
# which lives as long as the interpreter, makes all of them.
_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    user: tuple[int, int] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that is told to end (SIGTERM) when this process dies.

    Args:
        command: program and arguments.
        log: where its output goes, appended.
        environment: all it sees.
        folder: its working folder.
        user: user and group id to run as; None for the same.
    """
    # setpriv sets the death signal itself: the kernel forgets it when the user changes.
    before = ["setpriv", "--pdeathsig", "TERM"]
    if user is not None:
        before += [f"--reuid={user[0]}", f"--regid={user[1]}", "--clear-groups"]

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen(
                [*before, "--", *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=folder,
                start_new_session=True,  # Ctrl+C goes to us alone, who end the servers in order
            )

    return _SPAWNER.submit(start).result()


def family(pid: int) -> list[int]:
    """The process and all its living descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(stat)
        if fields is not None:
            children.setdefault(fields[1], []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return fields is not None and fields[0] not in "ZX"


def wait_for_end(pids: Sequence[int], *, seconds: float) -> bool:
    """Whether all of them ended in this time."""
    until = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _stat(path: Path) -> tuple[str, int] | None:
    """State letter and parent of a process; None where it is gone."""
    try:
        # The name stands in brackets and may hold anything, brackets and blanks too.
        after = path.read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return after[0], int(after[1])

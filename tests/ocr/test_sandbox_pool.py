"""The sandbox's processes live as long as the sandbox, not as the thread that asked first; a dead pool is renewed."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from ocr.adapters.pytesseract_engine import PytesseractEngine
from ocr.errors import SandboxBroken, SandboxDied, SandboxNotStarted
from ocr.sandbox import ProcessSandbox
from ocr.sandbox_process import RESIDENT_LIMIT_BYTES
from tests.ocr import misbehaving

pytestmark = pytest.mark.service


def children() -> set[int]:
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and b"spawn_main" in (folder / "cmdline").read_bytes():
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent == os.getpid():
                    found.add(int(folder.name))
        except OSError:
            continue
    return found


def test_processes_outlive_the_thread_that_asked_first_and_end_with_the_sandbox() -> None:
    with ProcessSandbox(jobs=1, engine_factory=PytesseractEngine) as sandbox:
        first: list[int] = []
        thread = threading.Thread(target=lambda: first.append(sandbox.run(os.getpid)))
        thread.start()
        thread.join()
        time.sleep(0.5)
        assert sandbox.run(os.getpid) == first[0]
    deadline = time.monotonic() + 5
    while first[0] in children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert first[0] not in children()


def test_a_pool_whose_idle_process_was_killed_is_renewed() -> None:
    with ProcessSandbox(jobs=1, engine_factory=PytesseractEngine) as sandbox:
        killed = sandbox.run(os.getpid)
        os.kill(killed, signal.SIGKILL)
        time.sleep(0.5)
        assert sandbox.run(os.getpid) != killed


def test_processes_that_cannot_be_started_are_an_error_and_no_endless_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()  # a new process cannot be told where to begin
    with ProcessSandbox(jobs=2, engine_factory=PytesseractEngine) as sandbox:
        with pytest.raises(SandboxNotStarted):
            sandbox.run(os.getpid)
        with pytest.raises(SandboxNotStarted):
            list(sandbox.run_each(misbehaving.double, ((n,) for n in range(3))))
        monkeypatch.chdir(tmp_path)
        assert list(sandbox.run_each(misbehaving.double, [(2,)])) == [4]


class EndsWhoeverReadsIt:
    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)

    def __call__(self) -> PytesseractEngine:
        raise NotImplementedError


def test_processes_that_end_before_they_take_a_call_are_an_error_and_no_endless_wait() -> None:
    with ProcessSandbox(jobs=2, engine_factory=EndsWhoeverReadsIt()) as sandbox:
        with pytest.raises(SandboxBroken):
            sandbox.run(os.getpid)
        with pytest.raises(SandboxBroken):
            list(sandbox.run_each(misbehaving.double, ((n,) for n in range(40))))


def test_copies_of_this_process_work_and_are_replaced_like_others(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    with ProcessSandbox(
        jobs=2, engine_factory=PytesseractEngine, timeout_s=2, copied=True
    ) as sandbox:
        results = list(sandbox.run_each(misbehaving.die_at, ((n, 5, seen) for n in range(12))))
        assert isinstance(results[5], SandboxDied)
        assert [*results[:5], *results[6:]] == [*range(5), *range(6, 12)]
        assert sandbox.run(os.getppid) == os.getpid()


def test_a_copy_of_a_large_process_is_not_taken_for_one_that_has_grown() -> None:
    large = bytearray(RESIDENT_LIMIT_BYTES)
    with ProcessSandbox(jobs=1, engine_factory=PytesseractEngine, copied=True) as sandbox:
        pids = set(sandbox.run_each(misbehaving.swell, ((n,) for n in range(1, 4))))
    assert len(pids) == 1
    assert len(large) == RESIDENT_LIMIT_BYTES


def test_whoever_waits_when_the_sandbox_is_closed_is_told() -> None:
    sandbox = ProcessSandbox(jobs=1, engine_factory=PytesseractEngine)
    told: list[BaseException] = []

    def wait_long() -> None:
        try:
            sandbox.run(time.sleep, 60)
        except (SandboxDied, SandboxBroken) as error:
            told.append(error)

    waiting = [threading.Thread(target=wait_long, daemon=True) for _ in range(3)]
    for each in waiting:
        each.start()
    time.sleep(1.0)
    sandbox.close()
    for each in waiting:
        each.join(timeout=5)
    assert len(told) == 3

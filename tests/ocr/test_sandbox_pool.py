"""The sandbox's processes live as long as the sandbox, not as the thread that asked first; a dead pool is renewed."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from ocr.adapters.pytesseract_engine import PytesseractEngine
from ocr.errors import SandboxBroken, SandboxDied
from ocr.sandbox import ProcessSandbox

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

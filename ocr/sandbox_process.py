"""What happens inside a process of the sandbox: its beginning, one call after the other, its own engine."""

import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import cv2

from ocr.documents import Limits
from ocr.ports import Engine, PageReading
from ocr.reading import read_page

T = TypeVar("T")
PR_SET_PDEATHSIG = 1
# What a process may ask for, so that a hostile file meets a MemoryError and not the whole machine.
MEMORY_LIMIT_BYTES = 4 * 1024**3
# What a process may hold between two calls beside what it began with: a copy begins with all that its parent
# holds. A usual page leaves it far below; a huge one does not.
RESIDENT_LIMIT_BYTES = 500 * 1024**2
# Above this, what the last page left free goes back to the system. Pages of usual size use the same memory
# again: to give it back and to ask for it anew costs a quarter of the time of reading.
_KEPT_BYTES = 300 * 1024**2
_MALLOC_NEVER_BYTES = 10**9
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
# Exit status of a process that made room for a fresh one before it began with a call (EX_TEMPFAIL).
RECYCLED = 75
# The pool has to learn who took the call before it learns that the process is gone.
_NOTICE_S = 0.3

type_of_engine_factory = Callable[..., Engine]  # called with no `name`, or with that of a mode
_libc = ctypes.CDLL(None, use_errno=True)
_engine_factory: type_of_engine_factory | None = None
_began_with_bytes = 0
_engines: dict[str, Engine] = {}


def begin(parent_pid: int, engine_factory: type_of_engine_factory) -> None:
    """First call in every process: die with the parent, bound the memory, ignore the keyboard."""
    global _began_with_bytes, _engine_factory  # noqa: PLW0603 - the process's own, set once
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # the parent died before prctl took hold
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    for threshold in (_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD):
        _libc.mallopt(threshold, _MALLOC_NEVER_BYTES)
    # Libraries mutter there without naming the file; what went wrong comes back as an exception.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # A copy of its parent would otherwise write out, at its end, what the parent has yet to write.
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    _engine_factory = engine_factory
    _began_with_bytes = resident_bytes()


def call(function: Callable[..., T], args: Sequence[Any], kwargs: Mapping[str, Any]) -> T:
    """One call, in a process that holds little memory: else it ends itself, and a fresh one gets the call."""
    if _grown_bytes() > RESIDENT_LIMIT_BYTES:
        time.sleep(_NOTICE_S)
        os._exit(RECYCLED)
    try:
        return function(*args, **kwargs)
    finally:
        if _grown_bytes() > _KEPT_BYTES:
            _libc.malloc_trim(0)


def resident_bytes() -> int:
    """Memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    return pages * resource.getpagesize()


def _grown_bytes() -> int:
    return resident_bytes() - _began_with_bytes


def read_page_here(path: Path, number: int, limits: Limits, mode: str = "") -> PageReading:
    """Read one page with an engine of this process, which is made when its first page comes.

    Args:
        path, number, limits: see ocr.reading.read_page.
        mode: what the engine factory is asked for; the one it makes by itself, if none.
    Raises:
        OcrError: as ocr.reading.read_page.
    """
    if mode not in _engines:  # loading an engine costs 0.2 s
        if _engine_factory is None:
            raise RuntimeError("the process was not begun with an engine factory")
        _engines[mode] = _engine_factory(name=mode) if mode else _engine_factory()
    return read_page(path, number, engine=_engines[mode], limits=limits)

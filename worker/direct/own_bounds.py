"""Bounds of time and memory on this process, for a tool in pure Python that needs no process of its own.

Reading runs C libraries, which a signal cannot stop: it has `ocr.sandbox`. Verification does not, and
starting a process would take longer than verifying a file.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MEMORY_LIMIT_BYTES = 4 * 1024**3


class TookTooLong(BaseException):
    """The time is over. No `Exception`, so that a tool that catches all of those does not hide it."""


@contextmanager
def within_memory(size_bytes: int = MEMORY_LIMIT_BYTES) -> Iterator[None]:
    """What takes more memory in the block meets a MemoryError instead of taking the machine."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    hard = before[1]
    bound = size_bytes if hard == resource.RLIM_INFINITY else min(size_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextmanager
def within_time(seconds: float) -> Iterator[None]:
    """Raises TookTooLong in the block when the time is over; in the main thread only."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

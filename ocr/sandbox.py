"""Runs tool functions on untrusted files in processes of their own, within limits of time and memory.

The processes do pixels and bytes only: no Django, no database. They end with their parent
(PR_SET_PDEATHSIG, prctl(2)), and the pool replaces one that died, was stopped for taking too long or
holds too much memory (`ocr/sandbox_pool.py`).
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from ocr.documents import Limits
from ocr.errors import (
    EngineMissing,
    LanguageMissing,
    NetworkUnsupported,
    OcrError,
    SandboxBroken,
)
from ocr.ports import Engine, PageReading
from ocr.reading import read_page
from ocr.sandbox_pool import Call, Pool
from ocr.sandbox_process import read_page_here, type_of_engine_factory

T = TypeVar("T")
TIMEOUT_S = 180.0  # for one page or one call; a usual page takes one or two
# Calls under way or done before their turn. A page that hangs holds up those behind it only when so many
# others are read; their readings are small.
LOOK_AHEAD = 32
TRIES = 2
# These would meet every other page as well: what reads is at fault, not the page.
OF_ALL_PAGES = (
    EngineMissing,
    LanguageMissing,
    NetworkUnsupported,
    SandboxBroken,
)

log = logging.getLogger(__name__)


class Sandbox(Protocol):
    """Where tool functions run."""

    def run(
        self,
        function: Callable[..., T],
        *args: Any,
        timeout_s: float | None = None,
        **kwargs: Any,
    ) -> T:
        """The function's result; its own errors pass through.

        Raises:
            SandboxTimeout: it took longer than `timeout_s`; its process was ended.
            SandboxDied: its process ended by itself, or asked for more memory than it may have.
        """

    def run_each(
        self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]
    ) -> Iterator[T | OcrError]:
        """The result of each call, or why there is none, in the order of the calls.

        As many at once as there are processes. Calls are taken up a bounded number ahead. A call whose
        process died or was ended for taking too long is made once more in another process.

        Raises:
            OcrError: one of OF_ALL_PAGES.
        """

    def read_each(
        self, pages: Iterable[tuple[Path, int]], limits: Limits, *, mode: str = ""
    ) -> Iterator[PageReading | OcrError]:
        """Read these pages (file, number from 1) as `run_each` does: one that fails, fails alone.

        `mode` is fast or accurate; as the sandbox was made to read, if none.
        """

    def make_each(
        self,
        make: Callable[[Path, PageReading], T],
        pages: Iterable[tuple[Path, int]],
        limits: Limits,
    ) -> Iterator[T | OcrError]:
        """What `make` makes of each page, where it was read: less is handed over than by `read_each`."""

    def read_pages(
        self, path: Path, numbers: Sequence[int], limits: Limits, *, mode: str = ""
    ) -> list[PageReading]:
        """Read these pages of one file (from 1), all or none."""


class InlineSandbox:
    """Runs everything in the calling process, for tests that look at something else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(
        self,
        function: Callable[..., T],
        *args: Any,
        timeout_s: float | None = None,
        **kwargs: Any,
    ) -> T:
        """Call it here and now."""
        del timeout_s
        return function(*args, **kwargs)

    def run_each(
        self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]
    ) -> Iterator[T | OcrError]:
        """Call it here, one after the other."""
        for arguments in calls:
            yield _outcome(partial(function, *arguments))

    def read_each(
        self, pages: Iterable[tuple[Path, int]], limits: Limits, *, mode: str = ""
    ) -> Iterator[PageReading | OcrError]:
        """Read the pages here, one after the other, with its only engine."""
        del mode
        read = partial(read_page, engine=self._engine, limits=limits)
        return self.run_each(read, pages)

    def make_each(
        self,
        make: Callable[[Path, PageReading], T],
        pages: Iterable[tuple[Path, int]],
        limits: Limits,
    ) -> Iterator[T | OcrError]:
        """Read the pages here and make of them what is wanted."""
        read = partial(read_page, engine=self._engine, limits=limits)
        return self.run_each(partial(_made, make, read), pages)

    def read_pages(
        self, path: Path, numbers: Sequence[int], limits: Limits, *, mode: str = ""
    ) -> list[PageReading]:
        """Read them, or raise why one could not be read."""
        return _all_of(self.read_each(((path, number) for number in numbers), limits, mode=mode))


class ProcessSandbox:
    """A pool of processes, one page or file each; no threads inside them.

    Args:
        jobs: how many processes.
        engine_factory: makes the reading engine, in each process when it reads its first page; where
            a mode is asked for, it is called with that as `name`.
        timeout_s: how long one page or one call may take, unless the call says otherwise.
        copied: make the processes copies of this one, which have all libraries loaded already. Only
            for a program that holds no connections and has no other threads at work; else they are
            started anew and load for themselves, half a second each.
    """

    def __init__(
        self,
        *,
        jobs: int,
        engine_factory: type_of_engine_factory,
        timeout_s: float = TIMEOUT_S,
        copied: bool = False,
    ) -> None:
        self._new_pool = partial(Pool, jobs, engine_factory, copied=copied)
        self._timeout_s = timeout_s
        self._lock, self._closed = threading.Lock(), False
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def run(
        self,
        function: Callable[..., T],
        *args: Any,
        timeout_s: float | None = None,
        **kwargs: Any,
    ) -> T:
        """Run it in a process of the pool."""
        timeout_s = timeout_s or self._timeout_s
        result: T = Call(lambda: self._schedule(function, args, kwargs, timeout_s)).result(tries=1)
        return result

    def run_each(
        self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]
    ) -> Iterator[T | OcrError]:
        """Keep the processes busy with the next calls while results are taken."""
        coming, ahead = iter(calls), deque[Call]()
        try:
            while True:
                # What is done is handed out before more is taken up: to tell the next call, whoever
                # gives them may have to open the next file first.
                while len(ahead) < LOOK_AHEAD and not (ahead and ahead[0].is_done):
                    arguments = next(coming, None)
                    if arguments is None:
                        break
                    ahead.append(Call(partial(self._schedule, function, arguments, {})))
                if not ahead:
                    return
                yield _outcome(partial(ahead.popleft().result, tries=TRIES))
        finally:
            for each in ahead:
                each.cancel()

    def read_each(
        self, pages: Iterable[tuple[Path, int]], limits: Limits, *, mode: str = ""
    ) -> Iterator[PageReading | OcrError]:
        """Read them with the engine that each process keeps."""
        return self.run_each(
            read_page_here, ((path, number, limits, mode) for path, number in pages)
        )

    def make_each(
        self,
        make: Callable[[Path, PageReading], T],
        pages: Iterable[tuple[Path, int]],
        limits: Limits,
    ) -> Iterator[T | OcrError]:
        """Read them with the engine that each process keeps, and make there what is wanted."""
        read = partial(read_page_here, limits=limits)
        return self.run_each(partial(_made, make, read), pages)

    def read_pages(
        self, path: Path, numbers: Sequence[int], limits: Limits, *, mode: str = ""
    ) -> list[PageReading]:
        """Read them, or raise why one could not be read."""
        return _all_of(self.read_each(((path, number) for number in numbers), limits, mode=mode))

    def close(self) -> None:
        """Stop the processes; what they were doing is done again by whoever takes the paper up."""
        with self._lock:
            self._closed = True
            pool = self._pool
        if pool is not None:
            pool.close()

    def _schedule(
        self, function: Callable[..., Any], args: Any, kwargs: Any, timeout_s: float | None = None
    ) -> Any:
        timeout_s = timeout_s or self._timeout_s
        for _ in range(2):  # the pool may have broken just now, as when an idle process is killed
            with suppress(RuntimeError):
                return self._active_pool().schedule(function, args, kwargs, timeout_s)
        raise SandboxBroken

    def _active_pool(self) -> Pool:
        """Started when it is first wanted, and once more when it broke."""
        with self._lock:
            if self._closed:
                raise SandboxBroken
            if self._pool is None or not self._pool.is_active:
                if self._pool is not None:
                    self._pool.close()
                self._pool = self._new_pool()
            return self._pool


def _made(
    make: Callable[[Path, PageReading], T],
    read: Callable[[Path, int], PageReading],
    path: Path,
    number: int,
) -> T:
    return make(path, read(path, number))


def _all_of(outcomes: Iterable[PageReading | OcrError]) -> list[PageReading]:
    readings = []
    for outcome in outcomes:
        if isinstance(outcome, OcrError):
            raise outcome
        readings.append(outcome)
    return readings


def _outcome(result: Callable[[], T]) -> T | OcrError:
    try:
        return result()
    except OF_ALL_PAGES:
        raise
    except OcrError as error:
        return error
    except Exception as error:
        log.warning("%s: %s", type(error).__name__, error)
        log.debug("where it failed", exc_info=error)
        return OcrError(f"{type(error).__name__}: {error}")

"""Runs tool functions on untrusted files in processes of their own, within limits of time and memory.

The processes do pixels and bytes only: no Django, no database. They end with their parent
(PR_SET_PDEATHSIG, prctl(2)), and the pool replaces one that died or was stopped for taking too long.
"""

# mypy: disable-error-code="no-untyped-call"
# Pebble is untyped in part; it is used here only.

import ctypes
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from ocr.documents import Limits
from ocr.errors import SandboxBroken, SandboxDied, SandboxTimeout
from ocr.ports import Engine, PageReading
from ocr.reading import read_page

T = TypeVar("T")
PR_SET_PDEATHSIG = 1
MEMORY_LIMIT_BYTES = 4 * 1024**3
TIMEOUT_S = 180.0  # for one page or one call; a usual page takes one or two

type_of_engine_factory = Callable[[], Engine]
_engine_factory: type_of_engine_factory | None = None
_engine: Engine | None = None


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

    def read_pages(self, path: Path, numbers: Sequence[int], limits: Limits) -> list[PageReading]:
        """Read these pages (counted from 1), as many at once as there are processes."""


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

    def read_pages(self, path: Path, numbers: Sequence[int], limits: Limits) -> list[PageReading]:
        """Read the pages one after the other."""
        return [read_page(path, number, engine=self._engine, limits=limits) for number in numbers]


class ProcessSandbox:
    """A pool of processes, one page or file each; no threads inside them.

    Args:
        jobs: how many processes.
        engine_factory: makes the reading engine, in each process when it reads its first page.
        timeout_s: how long one page or one call may take, unless the call says otherwise.
    """

    def __init__(
        self, *, jobs: int, engine_factory: type_of_engine_factory, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._jobs, self._engine_factory, self._timeout_s = jobs, engine_factory, timeout_s
        self._lock = threading.Lock()
        self._pool = _Pool(jobs, engine_factory)

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
        result: T = _result(self._schedule(function, args, kwargs, timeout_s))
        return result

    def read_pages(self, path: Path, numbers: Sequence[int], limits: Limits) -> list[PageReading]:
        """Schedule all pages at once; the pool spreads them over its processes."""
        futures = [
            self._schedule(_read_page, (path, number, limits), {}, self._timeout_s)
            for number in numbers
        ]
        try:
            return [_result(future) for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            raise

    def close(self) -> None:
        """Stop the processes; what they were doing is done again by whoever takes the paper up."""
        self._pool.close()

    def _schedule(
        self, function: Callable[..., Any], args: Any, kwargs: Any, timeout_s: float
    ) -> Any:
        try:
            return self._pool.schedule(function, args, kwargs, timeout_s)
        except RuntimeError:  # the pool is broken, as when a process is killed while it is idle
            with self._lock:
                if not self._pool.is_active:
                    self._pool.close()
                    self._pool = _Pool(self._jobs, self._engine_factory)
            return self._pool.schedule(function, args, kwargs, timeout_s)


class _Pool:
    """A Pebble pool that is started and kept by a thread of its own.

    PR_SET_PDEATHSIG follows the *thread* that started a process: were it the thread of a step or of
    a request, the processes would die with that thread while the rest of the program lives on.
    """

    def __init__(self, jobs: int, engine_factory: type_of_engine_factory) -> None:
        self._pool = ProcessPool(
            max_workers=jobs,
            max_tasks=200,  # a fresh process now and then keeps leaks in C libraries small
            initializer=_begin,
            initargs=(os.getpid(), engine_factory),
            context=multiprocessing.get_context("spawn"),
        )
        self._waited_for: set[Any] = set()
        self._started, self._closed = threading.Event(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="sandbox", daemon=True)
        self._keeper.start()
        self._started.wait()

    @property
    def is_active(self) -> bool:
        """Whether it takes work."""
        return bool(self._pool.active)

    def schedule(
        self, function: Callable[..., Any], args: Any, kwargs: Any, timeout_s: float
    ) -> Any:
        """A future of the call. Raises RuntimeError when the pool is broken or closed."""
        future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=timeout_s)
        self._waited_for.add(future)
        future.add_done_callback(self._waited_for.discard)
        return future

    def close(self) -> None:
        """End the processes, then the thread that kept them."""
        self._closed.set()
        self._keeper.join()

    def _keep(self) -> None:
        self._pool.schedule(os.getpid)  # the first call starts the processes, from this thread
        self._started.set()
        self._closed.wait()
        self._pool.stop()
        self._pool.join()
        # Pebble leaves these open, and whoever waits for one would wait for ever.
        for future in list(self._waited_for):
            with suppress(InvalidStateError):
                future.set_exception(ProcessExpired("the sandbox was closed"))


def _result(future: Any) -> Any:
    try:
        return future.result()
    except FutureTimeout as error:
        raise SandboxTimeout from error
    except BrokenProcessPool as error:
        raise SandboxBroken from error
    except (ProcessExpired, MemoryError) as error:
        raise SandboxDied(str(error)) from error


def _begin(parent_pid: int, engine_factory: type_of_engine_factory) -> None:
    """First call in every process: die with the parent, bound the memory, ignore the keyboard."""
    global _engine_factory  # noqa: PLW0603 - the process's own, set once
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # the parent died before prctl took hold
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    os.environ["OMP_THREAD_LIMIT"] = "1"
    # Libraries mutter there without naming the file; what went wrong comes back as an exception.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _engine_factory = engine_factory


def _read_page(path: Path, number: int, limits: Limits) -> PageReading:
    global _engine  # noqa: PLW0603 - loading an engine costs 0.2 s, so each process keeps its own
    if _engine is None:
        if _engine_factory is None:
            raise RuntimeError("the process was not begun with an engine factory")
        _engine = _engine_factory()
    return read_page(path, number, engine=_engine, limits=limits)

"""The processes of the sandbox as a pool that is renewed, and calls in it that can be made again.

Pebble is the pool since it ends a task that takes too long, alone: the executors of the standard
library and of loky know no such bound, and lose all tasks when one process dies.
"""

# mypy: disable-error-code="no-untyped-call"
# Pebble is untyped in part; it is used here only.

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from pebble import ProcessExpired, ProcessPool

from ocr.errors import OcrError, SandboxBroken, SandboxDied, SandboxNotStarted, SandboxTimeout
from ocr.sandbox_process import RECYCLED, begin, call, type_of_engine_factory

_LOOK_EVERY_S = 1.0  # whether Pebble gave the processes up


class Call:
    """A call under way in the pool, which can be made again."""

    def __init__(self, schedule: Callable[[], Any]) -> None:
        self._schedule = schedule
        self._future = schedule()

    @property
    def is_done(self) -> bool:
        """Whether the result is there, or the reason why there is none."""
        return bool(self._future.done())

    def cancel(self) -> None:
        """Nobody waits for it any more; its process is ended if it is at work on it."""
        self._future.cancel()

    def result(self, *, tries: int) -> Any:
        """Wait for it; errors of the function pass through, those of its process after the last try.

        Raises:
            SandboxBroken, SandboxDied, SandboxTimeout: see Sandbox.run.
        """
        while True:
            error, is_counted = self._wait()
            if error is None:
                return self._future.result()
            tries -= is_counted
            if not tries:
                raise error
            self._future = self._schedule()

    def _wait(self) -> tuple[OcrError | None, bool]:
        """What befell its process, and whether this was a try: one that made room never began."""
        try:
            self._future.result()
        except FutureTimeout as error:
            return SandboxTimeout(str(error)), True
        except BrokenProcessPool as error:
            return SandboxBroken(str(error)), True
        except ProcessExpired as error:
            return SandboxDied(str(error)), error.exitcode != RECYCLED
        except MemoryError as error:
            return SandboxDied(str(error)), True
        except Exception:  # noqa: BLE001 - the function's own, which its caller gets
            return None, True
        return None, True


class Pool:
    """A Pebble pool that is started and kept by a thread of its own.

    PR_SET_PDEATHSIG follows the *thread* that started a process: were it the thread of a step or of
    a request, the processes would die with that thread while the rest of the program lives on.

    Args:
        jobs: how many processes.
        engine_factory: see ocr.sandbox.ProcessSandbox.
        copied: the processes are copies of this one; see ocr.sandbox.ProcessSandbox.
    Raises:
        SandboxNotStarted: see there.
    """

    def __init__(self, jobs: int, engine_factory: type_of_engine_factory, *, copied: bool) -> None:
        self._pool = ProcessPool(
            max_workers=jobs,
            max_tasks=200,  # a fresh process now and then keeps leaks in C libraries small
            initializer=begin,
            initargs=(os.getpid(), engine_factory),
            context=multiprocessing.get_context("fork" if copied else "spawn"),
        )
        self._waited_for: set[Any] = set()
        self._trouble: Exception | None = None
        self._started, self._closed, self._ended = (threading.Event() for _ in range(3))
        self._keeper = threading.Thread(target=self._keep, name="sandbox", daemon=True)
        self._keeper.start()
        self._started.wait()
        if self._trouble is not None:
            raise SandboxNotStarted(repr(self._trouble.__cause__)) from self._trouble

    @property
    def is_active(self) -> bool:
        """Whether it takes work."""
        return bool(self._pool.active)

    def schedule(
        self, function: Callable[..., Any], args: Any, kwargs: Any, timeout_s: float
    ) -> Any:
        """A future of the call. Raises RuntimeError when the pool is broken or closed."""
        future = self._pool.schedule(call, args=(function, args, kwargs), timeout=timeout_s)
        self._waited_for.add(future)
        future.add_done_callback(self._waited_for.discard)
        if self._ended.is_set():
            self._give_up()
        return future

    def close(self) -> None:
        """End the processes, then the thread that kept them."""
        self._closed.set()
        self._keeper.join()

    def _keep(self) -> None:
        try:
            self._pool.schedule(os.getpid)  # the first call starts the processes, from this thread
        except Exception as error:  # noqa: BLE001 - whoever made this pool waits to be told
            self._trouble = error
        else:
            self._started.set()
            while self.is_active and not self._closed.wait(_LOOK_EVERY_S):
                pass
        self._pool.stop()
        self._pool.join()
        self._ended.set()
        self._give_up()
        self._started.set()

    def _give_up(self) -> None:
        """Pebble leaves calls open when it ends, and whoever waits for one would wait for ever."""
        for future in list(self._waited_for):
            with suppress(InvalidStateError):
                future.set_exception(BrokenProcessPool("the sandbox has ended"))

"""Asks something that may never answer, without waiting for it for ever, and not more often than is useful."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")


def in_thread(work: Callable[[], None]) -> None:
    """Do this in a thread that holds up nothing, not even the end of the process."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    threading.Thread(target=run, name="health", daemon=True).start()


class Question(Generic[T]):
    """One question and its newest answer. Who asks while it is being asked waits for the same answer.

    A server that swallows every word holds one thread, however many ask: a question that has not come
    back is not asked again.

    Args:
        ask: raises nothing.
        fresh_s: for so long an answer is given again.
    """

    def __init__(self, ask: Callable[[], T], *, fresh_s: float) -> None:
        self._ask, self._fresh_s = ask, fresh_s
        self._changed = threading.Condition()
        self._asking = False
        self._answer: list[T] = []  # none, or the newest
        self._answered_at = float("-inf")

    def begin(self) -> None:
        """Ask, unless the newest answer still holds or the question is under way."""
        with self._changed:
            if self._asking or self._is_fresh():
                return
            self._asking = True
        in_thread(self._run)

    def answer(self, *, until: float) -> T:
        """The answer.

        Raises:
            TimeoutError: there is none at that moment of time.monotonic().
        """
        self.begin()
        with self._changed:
            self._changed.wait_for(lambda: not self._asking, max(0.0, until - time.monotonic()))
            if self._asking or not self._answer:
                raise TimeoutError
            return self._answer[0]

    def forget(self) -> None:
        """Ask anew next time."""
        with self._changed:
            self._answered_at = float("-inf")

    def _run(self) -> None:
        answer: list[T] = []
        try:
            answer = [self._ask()]
        finally:
            with self._changed:
                self._answer, self._answered_at = answer, time.monotonic()
                self._asking = False
                self._changed.notify_all()

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._answered_at < self._fresh_s

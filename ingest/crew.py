"""The papers that this process has in hand, where others name them to it: at most so many at once.

`runner.drain` works until nothing is due; a crew is told of papers one at a time, looks by itself
now and then, and goes on for as long as the process lives.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, Error, InterfaceError, connection

from dossiers.models import Paper
from ingest.leases import LEASE_S, owner_name
from ingest.runner import advance, claim, due, give_back, keep_leases
from ingest.tools import Tools
from ingest.waking import wake

log = logging.getLogger(__name__)
RENEW_EVERY_S = LEASE_S / 4


class Crew:
    """Runs steps in the threads that call it, at most `jobs` at once, and keeps their leases."""

    def __init__(self, tools: Tools, *, jobs: int, on_trouble: Callable[[Error], None]) -> None:
        """`on_trouble` is told what kept the records from being read or written."""
        self.owner = owner_name()
        self._tools, self._on_trouble = tools, on_trouble
        self._free = threading.Semaphore(jobs)
        self._lock = threading.Lock()
        self._under_way: set[int] = set()
        # Papers whose lease we hold though nobody works on them: their step met troubled records.
        self._dropped: set[int] = set()
        # Papers that were named when it was too late to begin.
        self._put_off: set[int] = set()
        self._stopping = threading.Event()
        self._renewed = time.monotonic()

    def take(self, paper: int) -> None:
        """Take a paper as far as it goes by itself; due papers of waiting dossiers go first, before each step.

        Waits until a place is free. A paper that is not due (any more) is left alone.
        """
        with self._free:
            self._work(paper)
        if self._stopping.is_set():
            with self._lock:
                self._put_off.add(paper)

    def look(self) -> None:
        """Work on whatever is due, until nothing is; where no place is free, do nothing."""
        if self._free.acquire(blocking=False):
            try:
                self._work(None)
            finally:
                self._free.release()

    def renew(self) -> None:
        """Prolong the leases of what is under way, and end those of what was dropped; call it every second.

        Raises:
            django.db.Error: the records cannot be written now.
        """
        with self._lock:
            under_way, dropped = list(self._under_way), list(self._dropped)
        if dropped:
            give_back(self.owner, dropped)
            with self._lock:
                self._dropped.difference_update(dropped)
        if time.monotonic() - self._renewed > RENEW_EVERY_S:
            keep_leases(self.owner, under_way)
            self._renewed = time.monotonic()

    def leave(self, *, within_s: float) -> None:
        """Begin nothing more; give back what is still under way after so long, and wake others for it.

        Raises:
            django.db.Error: the records cannot be written now; the leases end by time.
        """
        self._stopping.set()
        until = time.monotonic() + within_s
        while self._busy() and time.monotonic() < until:
            time.sleep(0.05)
            self.renew()
        with self._lock:
            left = self._under_way | self._dropped
            named = left | self._put_off
        give_back(self.owner, left)
        for paper in Paper.objects.filter(due(), pk__in=named):
            wake(paper)

    def _busy(self) -> bool:
        with self._lock:
            return bool(self._under_way)

    def _work(self, named: int | None) -> None:
        try:
            while not self._stopping.is_set() and (paper := claim(self.owner, named=named)):
                self._advance(paper)
        except (DatabaseError, InterfaceError) as error:
            self._on_trouble(error)
        finally:
            connection.close()

    def _advance(self, paper: Paper) -> None:
        with self._lock:
            self._under_way.add(paper.pk)
        done = False
        try:
            advance(paper, self._tools, owner=self.owner)
            done = True
        finally:
            with self._lock:
                self._under_way.discard(paper.pk)
                if not done:
                    self._dropped.add(paper.pk)

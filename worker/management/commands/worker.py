"""`motlan worker`: moves papers through their life until it is stopped; the steps under way are finished.

Without a broker it looks for due papers every second. With one it is told which paper is due, and
looks by itself every few seconds all the same, so that nothing stands still while the broker is away.
"""

import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import DatabaseError, Error, InterfaceError, connection

from config import wiring
from config.logs import mask
from config.messages import message
from ingest.crew import Crew
from ingest.heartbeats import Kind
from ingest.indexing import follow, notice_loss
from ingest.leases import release_dead
from ingest.measures import count_error
from ingest.records import records_trouble
from ingest.runner import STOP_WITHIN_S, drain
from ingest.tools import Tools
from search.errors import SearchError
from worker.anchors import anchoring
from worker.command import RecordsCommand
from worker.consumer import Listening
from worker.digitizing import jobs_or_cores
from worker.presence import present
from worker.rates import following_rates

IDLE_S = 1.0
# Until the records are tried again after they could not be read or written.
TROUBLED_S = 5.0
# Between two looks of a worker that is told what is due.
LOOK_S = 5.0
# For the threads to end once their papers were given back and the sandbox is closed.
JOIN_WITHIN_S = 5.0
# For search, until papers are looked after again.
TURN_S = 2.0
NOTICE_EVERY_S = 10.0


class Command(RecordsCommand):
    help = "Xử lý giấy tờ đang chờ cho đến khi dừng (Ctrl+C hoặc SIGTERM)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--jobs", type=int, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs, stop = jobs_or_cores(options["jobs"]), threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self._told: set[str] = set()
        self._troubled_at = self._noticed_at = 0.0
        with present(Kind.WORKER, jobs=jobs):
            if wiring.broker() is None:
                self._look_for_work(jobs=jobs, stop=stop)
            else:
                self._be_told(jobs=jobs, stop=stop)
        self.tell("Đã dừng; việc còn dở sẽ được làm tiếp khi chạy lại.")

    def _look_for_work(self, *, jobs: int, stop: threading.Event) -> None:
        with wiring.tools(jobs=jobs) as tools, anchoring(), following_rates():
            self.tell(f"Đang chờ việc, {jobs} tiến trình.")
            while not stop.is_set():
                stop.wait(self._work(tools, jobs=jobs, stop=stop))

    def _work(self, tools: Any, *, jobs: int, stop: threading.Event) -> float:
        """Do what is due; the seconds to wait before the next look. No trouble of the records ends the worker."""
        try:
            drain(tools, jobs=jobs, stop=stop, meanwhile=lambda: self._follow(tools))
            self._follow(tools)
        except (DatabaseError, InterfaceError) as error:
            self._troubled(error)
            return TROUBLED_S
        self._well()
        return IDLE_S

    def _be_told(self, *, jobs: int, stop: threading.Event) -> None:
        looks = Looks(jobs)
        with wiring.tools(jobs=jobs) as tools:
            crew = Crew(tools, jobs=jobs, on_trouble=self._troubled)
            listening = Listening(wiring.broker(), jobs=jobs, take=crew.take)
            self.tell(f"Đang chờ việc, {jobs} tiến trình.")
            look_at = time.monotonic()
            while not stop.wait(IDLE_S):
                if time.monotonic() >= look_at:
                    self._look(crew, looks)
                    look_at = time.monotonic() + LOOK_S
                self._safely(crew.renew)
            listening.stop()
            self._safely(lambda: crew.leave(within_s=STOP_WITHIN_S))
        # The sandbox is closed: what was still under way ends now, and what it brings is dropped.
        listening.join(within_s=JOIN_WITHIN_S)

    def _look(self, crew: Crew, looks: "Looks") -> None:
        """Take up what nobody was told of: papers of dead workers, of lost messages, of a silent broker."""
        if self._safely(release_dead):
            looks.begin(crew.look)
            # Looking alone proves little: steps, too, must have met no trouble for a while.
            if time.monotonic() - self._troubled_at > 2 * LOOK_S:
                self._well()

    def _safely(self, act: Callable[[], object]) -> bool:
        """Whether the records let this be done; no trouble of theirs ends the worker."""
        try:
            act()
        except (DatabaseError, InterfaceError) as error:
            self._troubled(error)
            return False
        return True

    def _follow(self, tools: Tools) -> None:
        """Search follows the records, and holds up no paper."""
        try:
            if time.monotonic() - self._noticed_at > NOTICE_EVERY_S:
                self._noticed_at = time.monotonic()
                notice_loss(tools.index)
            follow(tools.index, within_s=TURN_S)
        except SearchError as error:
            count_error(error.code)
            self.tell(f"{error.code}: {error}")

    def _troubled(self, error: Error) -> None:
        """Tell the sentence of a code, once until work goes on again: a full disk needs no full log."""
        connection.close()
        self._troubled_at = time.monotonic()
        code = records_trouble(error)
        count_error(code)
        if code not in self._told:
            self._told.add(code)
            told = message(code)
            self.tell(
                f"{told.sentence} {told.remedy} Đang đợi để thử lại. [{code}] ({mask(str(error))})"
            )

    def _well(self) -> None:
        if self._told:
            self._told.clear()
            self.tell("Đã làm việc lại bình thường.")


class Looks:
    """Threads that look for work, one for each paper that may be in hand; a look may last for hours."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="look")
        self._under_way: list[Future[None]] = []

    def begin(self, look: Callable[[], None]) -> None:
        """Begin a look in every thread that is free."""
        self._under_way = [each for each in self._under_way if not each.done()]
        for _ in range(self._jobs - len(self._under_way)):
            self._under_way.append(self._threads.submit(look))

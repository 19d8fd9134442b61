"""`motlan worker`: moves papers through their life until it is stopped; the steps under way are finished."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from config import wiring
from config.messages import message
from ingest.indexing import follow
from ingest.records import records_trouble
from ingest.runner import drain
from search.errors import SearchError
from targets.rollup import follow as follow_rates
from worker.command import RecordsCommand
from worker.digitizing import jobs_or_cores

IDLE_S = 1.0
# Until the records are tried again after they could not be read or written.
TROUBLED_S = 5.0


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
        with wiring.tools(jobs=jobs) as tools:
            self.tell(f"Đang chờ việc, {jobs} tiến trình.")
            while not stop.is_set():
                stop.wait(self._work(tools, jobs=jobs, stop=stop))
        self.tell("Đã dừng; việc còn dở sẽ được làm tiếp khi chạy lại.")

    def _work(self, tools: Any, *, jobs: int, stop: threading.Event) -> float:
        """Do what is due; the seconds to wait before the next look. No trouble of the records ends the worker."""
        try:
            drain(tools, jobs=jobs, stop=stop, meanwhile=lambda: self._follow(tools))
            self._follow(tools)
        except (DatabaseError, InterfaceError) as error:
            code = (
                records_trouble(error) if isinstance(error, OperationalError) else "records.failed"
            )
            self._tell_once(code, error)
            connection.close()
            return TROUBLED_S
        if self._told:
            self._told.clear()
            self.tell("Đã làm việc lại bình thường.")
        return IDLE_S

    def _follow(self, tools: Any) -> None:
        """Rates and search follow the records; neither holds up a paper."""
        follow_rates()
        try:
            follow(tools.index)
        except SearchError as error:
            self.tell(f"{error.code}: {error}")

    def _tell_once(self, code: str, error: Exception) -> None:
        """The sentence of a code, once until work goes on again: a full disk needs no full log."""
        if code not in self._told:
            self._told.add(code)
            told = message(code)
            self.tell(f"{told.sentence} {told.remedy} Đang đợi để thử lại. [{code}] ({error})")

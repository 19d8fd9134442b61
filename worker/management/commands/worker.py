"""`motlan worker`: moves papers through their life until it is stopped; the steps under way are finished."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from config import wiring
from ingest.indexing import follow
from ingest.runner import drain
from search.errors import SearchError
from targets.rollup import follow as follow_rates
from worker.command import RecordsCommand
from worker.digitizing import jobs_or_cores

IDLE_S = 1.0


class Command(RecordsCommand):
    help = "Xử lý giấy tờ đang chờ cho đến khi dừng (Ctrl+C hoặc SIGTERM)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--jobs", type=int, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs, stop = jobs_or_cores(options["jobs"]), threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with wiring.tools(jobs=jobs) as tools:
            self.tell(f"Đang chờ việc, {jobs} tiến trình.")
            while not stop.is_set():
                drain(tools, jobs=jobs, stop=stop, meanwhile=lambda: self._follow(tools))
                self._follow(tools)
                stop.wait(IDLE_S)
        self.tell("Đã dừng; việc còn dở sẽ được làm tiếp khi chạy lại.")

    def _follow(self, tools: Any) -> None:
        """Rates and search follow the records; neither holds up a paper."""
        follow_rates()
        try:
            follow(tools.index)
        except SearchError as error:
            self.tell(f"{error.code}: {error}")

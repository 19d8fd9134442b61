"""`motlan indexer`: keeps search and rates in step with the records, and wakes workers for what got lost.

Where a broker tells workers what is due they do nothing else, and this process does the rest. Several
may run: leases decide who writes.
"""

import signal
import threading
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from config import wiring
from config.logs import mask
from config.messages import message
from ingest.heartbeats import Kind
from ingest.indexing import follow, notice_loss
from ingest.measures import count_error
from ingest.records import records_trouble
from ingest.sweeping import sweep
from search.errors import SearchError
from worker.anchors import anchoring
from worker.command import RecordsCommand
from worker.presence import present
from worker.rates import following_rates

IDLE_S = 1.0
TROUBLED_S = 5.0
SWEEP_EVERY_S = 10.0
# For search, until it is another's turn and a stop is noticed.
TURN_S = 5.0


class Command(RecordsCommand):
    help = "Giữ chỉ mục tra cứu và chỉ tiêu theo kịp sổ, nhắc việc bị bỏ quên."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self._told = ""
        self._swept_at = 0.0
        with present(Kind.INDEXER), anchoring(), following_rates():
            self.tell("Đang theo sổ.")
            while not stop.is_set():
                stop.wait(self._follow())
        self.tell("Đã dừng; chạy lại sẽ làm tiếp.")

    def _follow(self) -> float:
        """Do what is due once; the seconds to wait. No trouble of records or search ends the process."""
        try:
            if time.monotonic() - self._swept_at > SWEEP_EVERY_S:
                sweep()
                self._swept_at = time.monotonic()
                notice_loss(wiring.index())
            follow(wiring.index(), within_s=TURN_S)
        except SearchError as error:
            self._tell_once(error.code, error)
            return TROUBLED_S
        except (DatabaseError, InterfaceError) as error:
            self._tell_once(records_trouble(error), error)
            connection.close()
            return TROUBLED_S
        if self._told:
            self._told = ""
            self.tell("Đã làm việc lại bình thường.")
        return IDLE_S

    def _tell_once(self, code: str, error: Exception) -> None:
        count_error(code)
        if code != self._told:
            self._told = code
            told = message(code)
            self.tell(
                f"{told.sentence} {told.remedy} Đang đợi để thử lại. [{code}] ({mask(str(error))})"
            )

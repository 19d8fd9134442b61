"""`motlan reindex`: writes the whole index anew from the records, while searches go on in the old one."""

import time
from typing import Any

from django.core.management.base import CommandError

from config import wiring
from config.messages import message
from ingest.indexing import rebuild
from search.errors import SearchError
from worker.command import RecordsCommand

TELL_EVERY_S = 5.0


class Command(RecordsCommand):
    help = "Dựng lại chỉ mục tra cứu từ sổ; trong khi đó vẫn tra cứu được."

    def handle(self, *args: Any, **options: Any) -> None:
        self._told_at = time.monotonic()
        try:
            papers = rebuild(wiring.index(), told=self._tell_now_and_then)
        except SearchError as error:
            told = message(error.code)
            raise CommandError(f"{told.sentence}\n→ {told.remedy} [{error.code}]") from error
        if options["json"]:
            self.put({"papers": papers})
        else:
            self.say(f"Đã lập chỉ mục {papers} giấy tờ.")

    def _tell_now_and_then(self, papers: int) -> None:
        if time.monotonic() - self._told_at >= TELL_EVERY_S:
            self._told_at = time.monotonic()
            self.tell(f"Đã đọc {papers} giấy tờ.")

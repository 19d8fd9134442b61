"""`motlan reindex`: writes the whole index anew from the records."""

from typing import Any

from config import wiring
from ingest.indexing import rebuild
from worker.command import RecordsCommand


class Command(RecordsCommand):
    help = "Dựng lại chỉ mục tra cứu từ sổ."

    def handle(self, *args: Any, **options: Any) -> None:
        papers = rebuild(wiring.index())
        if options["json"]:
            self.put({"papers": papers})
        else:
            self.say(f"Đã lập chỉ mục {papers} giấy tờ.")

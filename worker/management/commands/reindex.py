"""`motlan reindex`: writes the whole index anew from the records."""

from typing import Any

from django.core.management.base import CommandError

from config import wiring
from config.messages import message
from ingest.indexing import rebuild
from search.errors import SearchError
from worker.command import RecordsCommand


class Command(RecordsCommand):
    help = "Dựng lại chỉ mục tra cứu từ sổ."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            papers = rebuild(wiring.index())
        except SearchError as error:
            told = message(error.code)
            raise CommandError(f"{told.sentence}\n→ {told.remedy} [{error.code}]") from error
        if options["json"]:
            self.put({"papers": papers})
        else:
            self.say(f"Đã lập chỉ mục {papers} giấy tờ.")

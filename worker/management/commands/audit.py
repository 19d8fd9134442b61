"""`motlan audit verify`: walks every agency's chain of events and says where it does not hold."""

from argparse import ArgumentParser
from typing import Any

from accounts.models import Agency
from dossiers.events import breaks
from dossiers.models import Event
from worker.command import ALL_FAILED, RecordsCommand


class Command(RecordsCommand):
    help = "Kiểm tra chuỗi sự kiện của từng cơ quan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for agency in Agency.objects.order_by("path"):
            found = list(breaks(agency))
            broken += len(found)
            count = Event.objects.filter(agency=agency).count()
            if options["json"]:
                wrong = [{"seq": seq, "message": text} for seq, text in found]
                self.put({"agency": agency.code, "events": count, "breaks": wrong})
            elif count:
                verdict = "nguyên vẹn" if not found else f"ĐỨT ở {found[0][0]}: {found[0][1]}"
                self.say(f"{agency.code} {agency.name}: {count} sự kiện, {verdict}")
        self.end(ALL_FAILED if broken else 0)

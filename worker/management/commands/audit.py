"""`motlan audit verify`: walks every agency's chain of events and names the rows that do not hold."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from accounts.models import Agency
from dossiers.chain import Break, Walk
from dossiers.models import Event
from worker.command import ALL_FAILED, RecordsCommand, agency_named
from worker.log_words import told

PROGRESS_EVERY = 100_000


class Command(RecordsCommand):
    help = "Kiểm tra chuỗi sự kiện của từng cơ quan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--agency", metavar="CODE", help="chỉ cơ quan này")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, self._seen, broken = options["json"], 0, 0
        for agency in self._agencies(options["agency"]):
            before = self._seen
            found = list(Walk(agency, look=self._look).breaks())
            broken += len(found)
            self._answer(agency, self._seen - before, found)
        self.end(ALL_FAILED if broken else 0)

    def _agencies(self, code: str | None) -> Iterator[Agency]:
        if code:
            yield agency_named(code)
        else:
            yield from Agency.objects.order_by("path").iterator()

    def _look(self, _event: Event) -> None:
        self._seen += 1
        if self._seen % PROGRESS_EVERY == 0:
            self.tell(f"Đã kiểm tra {self._seen} sự kiện.")

    def _answer(self, agency: Agency, count: int, found: list[Break]) -> None:
        if self.as_json:
            wrong = [
                {
                    "seq": each.seq,
                    "last": each.last,
                    "row_id": each.row_id,
                    "kind": each.kind.value,
                    "columns": list(each.columns),
                    "anchor": each.anchor,
                    "message": told(each),
                }
                for each in found
            ]
            self.put({"agency": agency.code, "events": count, "breaks": wrong})
            return
        if count or found:
            verdict = "nguyên vẹn" if not found else f"KHÔNG NGUYÊN VẸN, {len(found)} chỗ"
            self.say(f"{agency.code} {agency.name}: {count} sự kiện, {verdict}")
        for each in found:
            self.say(f"  {told(each)}")

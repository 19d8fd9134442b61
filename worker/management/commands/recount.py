"""`motlan recount`: compares every sum of the rates with a full count. For a timer, once a night."""

from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from config.messages import message
from targets.recounting import Compared, recount
from vietnamese.dates import format_number
from worker.command import ALL_FAILED, DONE, RecordsCommand, operator

WORDS = {
    "dossier": "hồ sơ",
    "paper": "giấy tờ",
    "stockcount": "số liệu kho giấy",
    "procedureday": "tổng theo thủ tục, ngày",
    "proceduremonth": "tổng theo thủ tục, tháng",
    "agencyday": "tổng theo cơ quan, ngày",
    "wholemonth": "tổng toàn bộ theo thủ tục, tháng",
    "agencymonth": "tổng theo cơ quan, tháng",
    "agencyyear": "tổng theo cơ quan, năm",
    "ownerset": "tập người nộp theo cơ quan, tháng",
}
DIFFERS = "targets.recount_differs"


class Command(RecordsCommand):
    help = "Đối chiếu mọi số liệu chỉ tiêu với kết quả đếm lại toàn bộ sổ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--rebuild", action="store_true", help="nếu lệch thì tính lại toàn bộ số liệu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = recount(by=operator(), with_rebuild=options["rebuild"])
        if options["json"]:
            self.put(
                {
                    "rows": found.rows,
                    "sums": found.sums,
                    "differences": found.differences,
                    "differing": found.differing,
                    "examples": found.examples,
                    "rebuilt": found.rebuilt,
                    "took_s": round(found.took_s, 2),
                }
            )
        else:
            self._say(found)
        self.end(ALL_FAILED if found.differences and not found.rebuilt else DONE)

    def _say(self, found: Compared) -> None:
        rows, sums = format_number(found.rows), format_number(found.sums)
        took = format_number(Decimal(f"{found.took_s:.1f}"))
        self.say(f"Đã đối chiếu {rows} dòng và {sums} tổng trong {took} giây.")
        if not found.differences:
            self.say("Khớp hoàn toàn với kết quả đếm lại từ sổ.")
            return
        for what, number in found.differing.items():
            some = ", ".join(found.examples[what])
            self.say(f"Lệch {format_number(number)} {WORDS[what]}: {some}")
        if found.rebuilt:
            self.say("Đã tính lại toàn bộ số liệu từ sổ.")
            return
        told = message(DIFFERS)
        self.tell(f"{told.sentence}\n→ {told.remedy} [{DIFFERS}]")

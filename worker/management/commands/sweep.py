"""`motlan sweep`: takes up what got lost, tells of late dossiers, compares the store with the records."""

import signal
import threading
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from config import wiring
from config.messages import message
from counter.press import keep_all
from counter.watch import watch
from dossiers.models import Paper
from dossiers.states import State, WrongMove
from ingest.objects import Objects, missing, orphans, remove
from ingest.pipeline import MACHINE_STATES
from ingest.review import retry
from ingest.runner import drain
from ingest.sweeping import sweep
from ingest.waking import waker
from worker.command import ALL_FAILED, RecordsCommand, operator, wrong_use
from worker.digitizing import jobs_or_cores


class Command(RecordsCommand):
    help = "Tìm giấy tờ bị bỏ quên, hồ sơ quá hẹn, đối tượng thừa và thiếu trong kho."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--every", type=float, metavar="S", help="làm lại sau mỗi S giây cho đến khi dừng"
        )
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không đổi gì")
        parser.add_argument("--jobs", type=int, metavar="N")
        parser.add_argument(
            "--objects", action="store_true", help="so từng đối tượng trong kho với sổ"
        )
        parser.add_argument(
            "--delete",
            action="store_true",
            help="với --objects: xóa đối tượng thừa hết hạn lưu; chạy ngoài giờ nhận hồ sơ",
        )
        parser.add_argument(
            "--retry",
            metavar="CODE",
            help="cho mọi giấy tờ đã dừng hoặc đang đợi vì mã lỗi này chạy lại ngay",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"] is not None and options["every"] <= 0:
            wrong_use("sweep.not_positive")
        if options["delete"] and not options["objects"]:
            wrong_use("sweep.delete_what")
        self.as_json = options["json"]
        if options["retry"]:
            self._retry(options["retry"], dry_run=options["dry_run"])
            return
        if options["objects"]:
            self.end(self._objects(delete=options["delete"] and not options["dry_run"]))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self._sweep(dry_run=options["dry_run"], jobs=jobs_or_cores(options["jobs"]), stop=stop)
            if options["every"] is None:
                break
            stop.wait(options["every"])

    def _sweep(self, *, dry_run: bool, jobs: int, stop: threading.Event) -> None:
        swept = sweep(dry_run=dry_run)
        if waker() is None and swept.forgotten and not dry_run:
            # Nobody can be told: this process works on them itself.
            with wiring.tools(jobs=jobs) as tools:
                drain(tools, jobs=jobs, stop=stop)
        watched = watch(dry_run=dry_run)
        printed, not_printed = (0, 0) if dry_run else keep_all(press=wiring.press())
        facts = {
            "released": swept.released,
            "forgotten": swept.forgotten,
            "woken": swept.woken,
            "late": watched.late,
            "told": watched.told,
            "printed": printed,
            "not_printed": not_printed,
        }
        if self.as_json:
            self.put(facts)
        else:
            self.say(
                f"Thu lại {swept.released} quyền giữ việc; {swept.forgotten} giấy tờ bị bỏ quên, "
                f"đã nhắc {swept.woken}."
            )
            self.say(
                f"{watched.late} hồ sơ quá hẹn chưa xin lỗi, mới báo {watched.told}; in lại {printed} phiếu"
                + (f", {not_printed} phiếu chưa in được." if not_printed else ".")
            )

    def _retry(self, code: str, *, dry_run: bool) -> None:
        """What Thử lại does for one paper, for all that stopped with the code: its cause was seen to.

        Those that wait to be tried again by themselves wait no longer.
        """
        met = Paper.objects.filter(failure_code=code)
        waiting = met.filter(state__in=MACHINE_STATES, not_before__isnull=False)
        hastened = waiting.count() if dry_run else waiting.update(not_before=None)
        stopped = met.filter(state=State.FAILED).order_by("id")
        papers, retried = list(stopped.values_list("pk", flat=True)), 0
        for paper in () if dry_run else papers:
            with suppress(WrongMove):  # a person was quicker
                retry(paper, by=operator())
                retried += 1
        if self.as_json:
            self.put({"stopped": len(papers), "retried": retried, "waiting": hastened})
        else:
            self.say(
                f"Vì [{code}]: {len(papers)} giấy tờ đã dừng, cho chạy lại {retried}; "
                f"{hastened} giấy tờ đang đợi."
            )

    def _objects(self, *, delete: bool) -> int:
        store = wiring.store()
        found = Objects()
        for orphan in orphans(store, found):
            removed = delete and remove(store, orphan)
            found.removed += removed
            if self.as_json:
                self.put({"orphan": orphan, "removed": removed})
            else:
                self.say(f"{orphan}: thừa" + (", đã xóa" if removed else ""))
        for gone in missing(store, found):
            self._missing(gone)
        facts = {
            "objects": found.held,
            "orphans": found.orphans,
            "removed": found.removed,
            "rows": found.named,
            "missing": found.missing,
        }
        if self.as_json:
            self.put(facts)
        else:
            self.say(
                f"Kho có {found.held} đối tượng, thừa {found.orphans}, đã xóa {found.removed}; "
                f"sổ ghi {found.named}, thiếu {found.missing}."
            )
        return ALL_FAILED if found.missing else 0

    def _missing(self, key: str) -> None:
        code = "storage.missing"
        if self.as_json:
            self.put({"missing": key, "code": code})
        else:
            told = message(code)
            self.say(f"{key}: {told.sentence} {told.remedy} [{code}]")

"""`motlan verify_archive`: is every object that the records name in the store, whole, locked and signed?"""

import re
import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings

from config import wiring
from config.messages import message
from ingest.archive import Wanted, verify_archive
from ingest.archive_findings import standing
from ingest.errors import ArchiveBusy
from ingest.models import ArchiveFinding
from ingest.pacing import Pace
from storage.errors import StorageError
from worker import archive_report
from worker.command import (
    ALL_FAILED,
    SOME_FAILED,
    RecordsCommand,
    agency_named,
    operator,
    wrong_use,
)
from worker.digitizing import jobs_or_cores

SAMPLE = re.compile(r"[1-9]\d*|(?:\d{1,2}(?:\.\d+)?|100)%")
RATE = re.compile(r"(\d+(?:\.\d+)?)(MB)?")
MB = 1_000_000


class Command(RecordsCommand):
    help = "Kiểm tra từng đối tượng mà sổ ghi: còn đủ, nguyên vẹn, được khóa, chữ ký còn hợp lệ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--sample", default="", metavar="N|N%", help="chỉ một mẫu ngẫu nhiên")
        parser.add_argument("--agency", metavar="CODE", help="chỉ cơ quan này và cấp dưới")
        parser.add_argument(
            "--rate", metavar="N|NMB", help="nhiều nhất N đối tượng, hoặc N MB, mỗi giây"
        )
        parser.add_argument("--jobs", type=int, metavar="N", help="số đối tượng đọc cùng lúc")
        parser.add_argument(
            "--no-restore", action="store_true", help="chỉ kiểm tra, không tự khắc phục"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["json"]
        jobs = jobs_or_cores(options["jobs"])
        wanted = Wanted(
            by=operator(),
            agency=agency_named(options["agency"]) if options["agency"] else None,
            sample=_sample(options["sample"]),
            jobs=jobs,
            pace=_pace(options["rate"]),
            verified_within=timedelta(days=settings.MOTLAN_ARCHIVE_VERIFIED_WITHIN_DAYS),
            restores=not options["no_restore"],
        )
        self.end(self._run(wanted))

    def _run(self, wanted: Wanted) -> int:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            with wiring.tools(jobs=1) as tools:
                run = verify_archive(
                    wanted,
                    tools,
                    stop=stop,
                    on_finding=self._tell,
                    meanwhile=lambda run: self.tell(
                        f"{run.seen}/{run.rows}, {run.wrong} có vấn đề"
                    ),
                )
        except (ArchiveBusy, StorageError) as error:
            return self._failed(error.code)
        if self.as_json:
            self.put(archive_report.facts(run))
        else:
            self.say(archive_report.sentence(run))
        if run.ended_at is None:
            return self._failed("archive.stopped")
        if code := archive_report.send(run):
            self._failed(code)
        return SOME_FAILED if standing().exists() else 0

    def _tell(self, finding: ArchiveFinding) -> None:
        if self.as_json:
            self.put(archive_report.as_json(finding))
        else:
            self.say(archive_report.line(finding))

    def _failed(self, code: str) -> int:
        told = message(code)
        self.tell(f"{told.sentence}\n→ {told.remedy} [{code}]")
        return ALL_FAILED


def _sample(text: str) -> str:
    if text and not SAMPLE.fullmatch(text):
        wrong_use("archive.wrong_sample", text)
    return text


def _pace(text: str | None) -> Pace:
    if not text:
        return Pace()
    found = RATE.fullmatch(text)
    if found is None or not float(found[1]):
        wrong_use("archive.wrong_rate", text)
    number = float(found[1])
    return Pace(bytes_per_s=number * MB) if found[2] else Pace(objects_per_s=number)

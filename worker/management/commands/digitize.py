"""`motlan digitize PATH…`: takes files in, runs their life, and ends when nothing but people is waited for."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError

from config import wiring
from config.messages import message
from ingest.records import records_trouble
from ingest.tools import Tools
from worker.command import (
    ALL_FAILED,
    DONE,
    RecordsCommand,
    agency_named,
    dossier_named,
    error_object,
    exit_status,
    operator,
    user_named,
)
from worker.digitizing import Intake, jobs_or_cores, outcome, run_life, take_in

WATCH_EVERY_S = 2.0
WORDS = {
    "available": "dùng được",
    "to_review": "chờ đối soát",
    "waiting": "đang chờ",
    "duplicate": "trùng",
    "failed": "lỗi",
}


class Command(RecordsCommand):
    help = "Nhận tệp hoặc thư mục quét, đọc, ký, lưu và lập chỉ mục."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="tệp hoặc thư mục quét"
        )
        parser.add_argument("--agency", metavar="CODE", help="cơ quan giữ giấy tờ")
        parser.add_argument("--dossier", metavar="NO", help="mã hồ sơ; bỏ trống là hồ sơ lưu")
        parser.add_argument(
            "--jobs", type=int, metavar="N", help="số tiến trình (mặc định: mỗi nhân một)"
        )
        parser.add_argument(
            "--watch", action="store_true", help="theo dõi thư mục cho đến khi dừng bằng Ctrl+C"
        )
        parser.add_argument(
            "--enqueue", action="store_true", help="chỉ nhận tệp; motlan worker làm tiếp"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        dossier = dossier_named(options["dossier"])
        agency = agency_named(
            options["agency"] or (dossier.deciding_agency.code if dossier else None)
        )
        user = user_named(options["as_user"])
        self.as_json, self.jobs = options["json"], jobs_or_cores(options["jobs"])
        self.facts: Any = {
            "agency": agency,
            "dossier": dossier,
            "created_by": f"user:{user}" if user else operator(),
        }
        with wiring.tools(jobs=self.jobs) as tools:
            if options["watch"]:
                self._watch(options["paths"], tools)
                return
            intake = take_in(options["paths"], tools=tools, **self.facts)
            stopped = False
            if not options["enqueue"]:
                stopped = self._stops(tools)
            self.end(self._report(intake) or (ALL_FAILED if stopped else DONE))

    def _stops(self, tools: Tools) -> bool:
        """Run the life; whether the records stopped it. What was taken in is told in any case."""
        try:
            run_life(tools, jobs=self.jobs, on_warning=self._warn)
        except (OperationalError, InterfaceError) as error:
            self._warn(records_trouble(error))
            return True
        return False

    def _watch(self, paths: list[Path], tools: Any) -> None:
        """Take in each file once it has stopped growing; a file that was told is not told again."""
        seen: dict[str, tuple[int, int]] = {}
        told: set[str] = set()
        self.tell("Đang theo dõi; dừng bằng Ctrl+C.")
        try:
            while True:
                now = {str(each): _shape(each) for path in paths for each in _files(path)}
                ready = [
                    Path(name)
                    for name, shape in now.items()
                    if seen.get(name) == shape and name not in told
                ]
                seen = now
                if ready:
                    intake = take_in(ready, tools=tools, **self.facts)
                    run_life(tools, jobs=self.jobs, on_warning=self._warn, show=False)
                    self._report(intake)
                    told |= {str(path) for path in ready}
                time.sleep(WATCH_EVERY_S)
        except KeyboardInterrupt:
            self.tell("Đã dừng theo dõi.")

    def _warn(self, code: str) -> None:
        told = message(code)
        self.tell(f"{told.sentence} {told.remedy} [{code}]")

    def _report(self, intake: Intake) -> int:
        results = [outcome(taken) for taken in intake.files]
        for result in results:
            if self.as_json:
                error = (
                    {"error": error_object(result["code"])} if result["outcome"] == "failed" else {}
                )
                self.put({**result, **error})
            else:
                self._line(result)
        if intake.passed_over:
            self.tell(f"Bỏ qua {len(intake.passed_over)} tệp không phải PDF hoặc ảnh.")
        failed = sum(result["outcome"] == "failed" for result in results)
        return exit_status(failed=failed, total=len(results))

    def _line(self, result: dict[str, Any]) -> None:
        pages = sum(paper["pages"] or 0 for paper in result["papers"])
        self.say(
            f"{result['file']}: {WORDS[result['outcome']]}" + (f", {pages} trang" if pages else "")
        )
        if result["outcome"] == "duplicate":
            self.say(f"  giống giấy tờ số {result['duplicate_of']} đã có")
        elif result["code"]:
            told = message(result["code"])
            self.say(f"  {told.sentence} {told.remedy} [{result['code']}]")


def _files(path: Path) -> list[Path]:
    return [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]


def _shape(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (-1, -1)
    return facts.st_size, facts.st_mtime_ns

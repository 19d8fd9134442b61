"""`motlan renew`: renews what proves the time of signed copies before it ends. For a timer, once a night."""

import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from config import wiring
from config.messages import message
from dossiers.models import Rendition
from ingest.errors import NoTimestamper, RenewalBusy
from ingest.renewing import Renewed, Wanted, due, renew_due
from worker.command import ALL_FAILED, DONE, SOME_FAILED, RecordsCommand, operator, wrong_use


class Command(RecordsCommand):
    help = "Gia hạn bằng chứng thời gian của các bản đã ký trước khi chứng thư hoặc thuật toán hết hạn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--within", type=int, metavar="DAYS", help="những bản hết hạn trong số ngày này"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="nhiều nhất N bản")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không đổi gì")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["json"]
        given = {name: options[name] for name in ("within", "limit") if options[name] is not None}
        if any(number < 1 for number in given.values()):
            wrong_use("renew.not_positive")
        within = timedelta(days=given.get("within", settings.MOTLAN_RENEW_WITHIN_DAYS))
        if options["dry_run"]:
            self._count(within)
        else:
            most = {"most": given["limit"]} if "limit" in given else {}
            self.end(self._run(Wanted(by=operator(), within=within, **most)))

    def _count(self, within: timedelta) -> None:
        copies = due(before=timezone.now() + within)
        first = copies.values_list("renew_before", flat=True).first()
        ends = first.date().isoformat() if first else None
        if self.as_json:
            self.put({"due": copies.count(), "first_ends": ends})
        else:
            self.say(
                f"{copies.count()} bản đã ký cần gia hạn" + (f", sớm nhất {ends}." if ends else ".")
            )

    def _run(self, wanted: Wanted) -> int:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            with wiring.tools(jobs=1) as tools:
                done = renew_due(wanted, tools, stop=stop, on_each=self._tell)
        except (NoTimestamper, RenewalBusy) as error:
            self._told(error.code)
            return ALL_FAILED
        return self._sum_up(done)

    def _tell(self, copy: Rendition, code: str) -> None:
        if self.as_json:
            self.put({"paper": copy.paper_id, "version": copy.version, "code": code})
        elif code:
            self.say(f"Giấy tờ {copy.paper_id}: {message(code).sentence} [{code}]")

    def _sum_up(self, done: Renewed) -> int:
        if self.as_json:
            failed = dict(done.failed)
            self.put(
                {
                    "due": done.due,
                    "renewed": done.renewed,
                    "failed": failed,
                    "ended_by": done.ended_by,
                }
            )
        else:
            self.say(
                f"Cần gia hạn {done.due} bản, đã gia hạn {done.renewed}, lỗi {done.failed.total()}."
            )
        if done.ended_by:
            self._told(done.ended_by)
        if not done.failed:
            return DONE
        return SOME_FAILED if done.renewed else ALL_FAILED

    def _told(self, code: str) -> None:
        told = message(code)
        self.tell(f"{told.sentence}\n→ {told.remedy} [{code}]")

"""`motlan send_reports`: mails the reports whose day has come. For a timer, once a night."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from config import wiring
from config.messages import message
from targets.reports.sending import Due, due_reports, send_due
from targets.rollup import follow
from worker.command import RecordsCommand, exit_status, operator


class Command(RecordsCommand):
    help = (
        "Gửi qua thư điện tử các báo cáo đến ngày gửi: mỗi kỳ mỗi người nhận một thư; "
        "thư chưa gửi được thì lần chạy sau gửi lại."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="chỉ kể thư đến ngày gửi")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["json"]
        today = timezone.localdate()
        if options["dry_run"]:
            for each in due_reports(today):
                self._tell(each, None)
            return
        follow()
        done = send_due(
            by=operator(), to_pdf=wiring.press().to_pdf, today=today, on_each=self._tell
        )
        failed = sum(done.failed.values())
        if self.as_json:
            self.put({"sent": done.sent, "failed": done.failed})
        else:
            self.say(f"Đã gửi {done.sent} báo cáo, chưa gửi được {failed}.")
        self.end(exit_status(failed=failed, total=done.sent + failed))

    def _tell(self, each: Due, code: str | None) -> None:
        """One mail: sent (""), why not (a code), or only waited for (None)."""
        schedule, period = each.schedule, each.period
        if self.as_json:
            fact = {"to": schedule.user.username, "agency": schedule.agency.code}
            self.put({**fact, "period": period.code, "code": code})
            return
        line = f"{schedule.agency} · {period.name} · {schedule.user}"
        if code:
            told = message(code)
            self.tell(f"{line}: {told.sentence}\n→ {told.remedy} [{code}]")
        else:
            self.say(line if code is None else f"{line}: đã gửi.")

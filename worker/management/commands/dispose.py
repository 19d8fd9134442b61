"""`motlan dispose`: carries out approved disposals, and brings the store's locks to the recorded legal holds."""

from argparse import ArgumentParser
from typing import Any

from config import wiring
from dossiers.models import Disposal, DisposalItem
from ingest.disposing import dispose
from ingest.holding import follow_holds
from worker.command import SOME_FAILED, Ended, RecordsCommand


class Command(RecordsCommand):
    help = (
        "Thực hiện các lần tiêu hủy đã được người thứ hai duyệt, và khóa hoặc gỡ khóa trong kho theo "
        "lệnh giữ. Chạy lại bao nhiêu lần cũng được; nên chạy mỗi đêm một lần."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="chỉ đếm giấy tờ đang chờ, không đụng đến gì"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            waiting = DisposalItem.objects.filter(
                disposal__state=Disposal.State.APPROVED, bytes_gone_at=None
            ).count()
            self._tell(options, {"waiting": waiting}, f"{waiting} giấy tờ chờ tiêu hủy.")
            return
        followed, not_followed = follow_holds(wiring.store())
        done = dispose(wiring.disposal_store())
        told = {
            "papers": done.papers,
            "objects": done.objects,
            "hindered": done.hindered,
            "holds": followed,
            "holds_failed": not_followed,
        }
        self._tell(
            options,
            told,
            f"Tiêu hủy {done.papers} giấy tờ, xóa {done.objects} đối tượng; {done.hindered} chưa được. "
            f"Lệnh giữ: {followed} đã theo, {not_followed} chưa.",
        )
        if done.hindered or not_followed:
            raise Ended(
                "Lý do đứng cạnh từng giấy tờ ở trang Lưu trữ; lần chạy sau sẽ thử lại.",
                returncode=SOME_FAILED,
            )

    def _tell(self, options: dict[str, Any], told: dict[str, int], words: str) -> None:
        if options["json"]:
            self.put(told)
        else:
            self.say(words)

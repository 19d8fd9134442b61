"""`motlan trust list|add|check|refresh`: which roots are relied on, and the lists of revocation beside them."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from config import wiring
from config.messages import message
from signing.errors import TrustUnreadable
from signing.refresh import Refreshed, refresh
from signing.roots import TABLE, Entry, Placed, add, lists_end, read_table, standings
from worker.command import ALL_FAILED, WRONG_USE, Ended, RecordsCommand, exit_status

STANDINGS = {
    "trusted": "tin cậy, đã ghim",
    "intermediate": "chứng thư trung gian",
    "changed": "KHÔNG TIN: khác với mã băm đã ghim",
    "missing": "thiếu tệp",
    "unpinned": "chưa ghim",
}
OUTCOMES = {
    "replaced": "đã thay bằng danh sách mới",
    "unchanged": "không đổi",
    "unreachable": "không tải được",
    "no_list": "không phải danh sách thu hồi",
    "not_signed": "KHÔNG NHẬN: không do cơ quan cấp đã nạp ký",
    "older": "KHÔNG NHẬN: cũ hơn danh sách đang có",
    "ended": "KHÔNG NHẬN: đã hết hạn",
}
SOON = timedelta(days=2)


class Command(RecordsCommand):
    help = "Gốc tin cậy và danh sách thu hồi trong MOTLAN_HOME/trust."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["list", "add", "check", "refresh"])
        parser.add_argument("file", nargs="?", type=Path, help="chứng thư gốc (PEM), cho add")
        parser.add_argument("--name", default="", help="tên để người đọc nhận ra")
        parser.add_argument("--sha256", default="", help="mã băm do cơ quan cấp công bố")
        parser.add_argument("--purpose", choices=["signer", "timestamp", "both"], default="both")
        parser.add_argument("--whose", choices=["government", "public"], default="public")
        parser.add_argument("--crl", action="append", default=[], metavar="URL")
        parser.add_argument("--ocsp", action="append", default=[], metavar="URL")
        parser.add_argument("--from", dest="valid_from", type=_day, metavar="NGÀY")
        parser.add_argument("--to", dest="valid_to", type=_day, metavar="NGÀY")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, self.folder = options["json"], wiring.trust_folder()
        acts = {
            "list": self._list,
            "add": self._add,
            "check": self._check,
            "refresh": self._refresh,
        }
        try:
            acts[options["what"]](options)
        except TrustUnreadable as error:
            told = message(error.code)
            raise Ended(
                f"{told.sentence} ({error})\n→ {told.remedy} [{error.code}]", returncode=WRONG_USE
            ) from error

    def _list(self, _options: dict[str, Any]) -> None:
        for each in standings(self.folder):
            self._told(each)

    def _told(self, each: Placed) -> None:
        entry = each.entry
        if self.as_json:
            purpose, whose = (entry.purpose, entry.whose) if entry else (None, None)
            self.put(
                {
                    "file": each.file,
                    "standing": each.standing,
                    "sha256": each.sha256 or None,
                    "name": entry.name if entry else None,
                    "purpose": purpose,
                    "whose": whose,
                }
            )
            return
        name = f"{entry.name}: " if entry else ""
        self.say(f"{each.file}: {name}{STANDINGS[each.standing]}. SHA-256 {each.sha256 or '?'}")

    def _add(self, options: dict[str, Any]) -> None:
        source = options["file"]
        if source is None:
            raise TrustUnreadable("motlan trust add FILE")
        entry = Entry(
            name=options["name"] or source.stem,
            file=f"{source.stem}.pem",
            sha256=options["sha256"].replace(":", "").replace(" ", "").lower(),
            purpose=options["purpose"],
            whose=options["whose"],
            valid_from=options["valid_from"],
            valid_to=options["valid_to"],
            crl=tuple(options["crl"]),
            ocsp=tuple(options["ocsp"]),
        )
        first = read_table(self.folder) is None
        pinned = add(self.folder, source, entry)
        self.say(f"Đã ghim {pinned.name}. SHA-256 {pinned.sha256}")
        if not options["sha256"]:
            self.tell("So mã băm này với mã do cơ quan cấp công bố trước khi tin.")
        left = [each.file for each in standings(self.folder) if each.standing == "unpinned"]
        if first and left:
            self.tell(f"Từ nay {', '.join(left)} không được tin nữa vì chưa ghim trong {TABLE}.")

    def _check(self, _options: dict[str, Any]) -> None:
        placed = standings(self.folder)
        pinned = read_table(self.folder) is not None
        wrong = [each for each in placed if each.standing in ("changed", "missing")]
        for each in placed:
            if each in wrong or (pinned and each.standing == "unpinned"):
                self._told(each)
        if not pinned and placed:
            self.tell(f"Chưa có {TABLE}: mọi gốc trong thư mục đều được tin. Ghim bằng trust add.")
        ended = lists_end(wiring.trust(), within=SOON, now=timezone.now())
        for issuer, until in ended:
            self.tell(f"Danh sách thu hồi của {issuer} hết hạn {until:%d/%m/%Y %H:%M} UTC.")
        self.end(ALL_FAILED if wrong or ended else 0)

    def _refresh(self, _options: dict[str, Any]) -> None:
        done = refresh(self.folder, fetch=wiring.list_fetcher(), now=timezone.now())
        for each in done:
            self._refreshed(each)
        if not done:
            self.tell(f"Không có địa chỉ danh sách thu hồi nào trong {TABLE}.")
        failed = sum(not each.good for each in done)
        self.end(exit_status(failed=failed, total=len(done)))

    def _refreshed(self, each: Refreshed) -> None:
        until = each.until.isoformat() if each.until else None
        if self.as_json:
            self.put({"address": each.address, "outcome": each.outcome, "until": until})
            return
        detail = f" ({each.detail})" if each.detail else ""
        self.say(f"{each.address}: {OUTCOMES[each.outcome]}{detail}; hết hạn {until or '?'}")


def _day(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

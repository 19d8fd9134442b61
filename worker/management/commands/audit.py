"""`motlan audit`: checks the log, anchors it, writes it for an auditor, and checks what was written."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from accounts.actors import actor
from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from config import wiring
from config.messages import message
from ingest.log.anchoring import anchor_all
from ingest.log.exporting import Wanted, export
from ingest.log.package_check import NoPackage, check_package
from signing.errors import SigningError
from signing.trust import load_trust
from storage.errors import StorageError
from worker.command import (
    ALL_FAILED,
    Ended,
    RecordsCommand,
    agency_named,
    operator,
    user_named,
    wrong_use,
)
from worker.log_check import LogCheck
from worker.log_words import PACKAGE

ACTS = ("verify", "anchor", "export", "check")


class Command(RecordsCommand):
    help = "Kiểm tra, neo và xuất nhật ký sự kiện: verify, anchor, export, check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=ACTS)
        parser.add_argument("file", nargs="?", metavar="GÓI.zip", help="với export và check")
        parser.add_argument("--agency", metavar="CODE", help="chỉ cơ quan này")
        parser.add_argument(
            "--since-anchor", action="store_true", help="verify: chỉ phần sau mốc neo gần nhất"
        )
        parser.add_argument(
            "--known",
            metavar="SHA256",
            default="",
            help="verify: bản khai mốc neo đã biết từ trước",
        )
        parser.add_argument("--from", dest="since", metavar="DATE", help="export: từ ngày")
        parser.add_argument("--to", dest="until", metavar="DATE", help="export: đến hết ngày")
        parser.add_argument("--paper", type=int, metavar="ID", help="export: chỉ giấy tờ này")
        parser.add_argument(
            "--trust", action="append", default=[], metavar="PEM", help="check: chứng thư gốc"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = options["json"]
        act = {
            "verify": self._verify,
            "anchor": self._anchor,
            "export": self._export,
            "check": self._check,
        }[options["what"]]
        self.end(act(options))

    def _verify(self, options: dict[str, Any]) -> int:
        user = user_named(options["as_user"])
        agencies = _audited(user).order_by("path")
        if options["agency"]:
            agencies = agencies.filter(pk=agency_named(options["agency"]).pk)
        check = LogCheck(self, wiring.store(), since_anchor=options["since_anchor"])
        for agency in agencies.iterator():
            check.chain(agency)
        if user is None:
            check.anchors(wiring.trust(), known=options["known"])
        return ALL_FAILED if check.broken else 0

    def _anchor(self, _options: dict[str, Any]) -> int:
        made = 0
        try:
            for anchor in anchor_all(wiring.anchor_desk(), by=operator()):
                made += 1
                statement = anchor.key[-64:]
                if self.as_json:
                    facts = {"number": anchor.number, "events": anchor.events}
                    stamped = bool(anchor.token)
                    self.put({**facts, "statement": statement, "stamped": stamped})
                else:
                    weak = "" if anchor.token else f" {message('log.anchor_unstamped').sentence}"
                    self.say(
                        f"Mốc neo {anchor.number}: {anchor.events} sự kiện, bản khai {statement}.{weak}"
                    )
        except (SigningError, StorageError) as error:
            told = message(error.code)
            raise Ended(
                f"{told.sentence}\n→ {told.remedy} [{error.code}]", returncode=ALL_FAILED
            ) from error
        if not made and not self.as_json:
            self.say("Không có sự kiện mới để neo.")
        return 0

    def _export(self, options: dict[str, Any]) -> int:
        if not options["file"] or not options["agency"]:
            wrong_use("log.agency_needed" if options["file"] else "path.missing")
        agency, user = agency_named(options["agency"]), user_named(options["as_user"])
        if not _audited(user).filter(pk=agency.pk).exists():
            wrong_use("log.not_auditor", agency.code)
        wanted = Wanted(agency, _day(options["since"]), _day(options["until"]), options["paper"])
        try:
            by = actor(user) if user else operator()
            done = export(wanted, Path(options["file"]), by=by)
        except FileExistsError:
            wrong_use("log.package_exists", options["file"])
        except OSError as error:
            wrong_use("path.missing", str(error))
        if self.as_json:
            counts = {"events": done.events, "anchored": done.anchored, "anchors": done.anchors}
            self.put({"file": options["file"], "agency": agency.code, **counts})
        else:
            self.say(
                f"Đã ghi {options['file']}: {done.events} sự kiện, {done.anchored} đã có mốc neo."
            )
        return 0

    def _check(self, options: dict[str, Any]) -> int:
        if not options["file"] or not Path(options["file"]).is_file():
            wrong_use("path.missing", options["file"] or "")
        roots = [Path(each) for each in options["trust"]]
        try:
            found = check_package(
                Path(options["file"]), trust=load_trust(roots) if roots else wiring.trust()
            )
        except NoPackage as error:
            wrong_use(error.code, options["file"])
        except SigningError as error:
            wrong_use(error.code, str(error))
        if self.as_json:
            broken = [{"seq": seq, "code": code} for seq, code in found.broken]
            anchors = [
                {
                    "number": each.number,
                    "code": each.code or None,
                    "stamped_at": each.stamped_at.isoformat() if each.stamped_at else None,
                    "authority": each.authority,
                }
                for each in found.anchors
            ]
            counts = {"events": found.events, "anchored": found.anchored}
            self.put({"agency": found.agency, **counts, "broken": broken, "anchors": anchors})
        else:
            self.say(f"{found.agency}: {found.events} sự kiện, {found.anchored} đã có mốc neo.")
            for seq, code in found.broken:
                self.say(f"  sự kiện số {seq}: {PACKAGE[code]}")
            for each in found.anchors:
                told = message(each.code).sentence if each.code else "dấu thời gian đúng"
                self.say(f"  mốc neo {each.number}: {told} {each.stamped_at or ''}".rstrip())
            self.say("Gói nguyên vẹn." if found.sound else "GÓI KHÔNG NGUYÊN VẸN.")
        return 0 if found.sound else ALL_FAILED


def _audited(user: User | None) -> QuerySet[Agency]:
    """The agencies whose log this person may read; all of them for the operator."""
    return agencies_of(user, Role.Kind.AUDITOR) if user else Agency.objects.all()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        wrong_use("log.not_a_date", text or "")

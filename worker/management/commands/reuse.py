"""`motlan reuse check`: what of a procedure's components is already held, valid and allowed."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils import timezone

from dossiers.models import Holder, Paper, Procedure, ProcedureVersion
from reuse.check import ComponentCheck, check, holder_by_id
from reuse.decision import Status
from reuse.errors import MalformedHolderId
from reuse.reasons import sentence, source
from reuse.sight import Sight
from vietnamese.procedure_code import parse_procedure_code
from worker.command import RecordsCommand, papers_for, user_named, wrong_use

MARKS = {
    Status.USABLE: "đang giữ, dùng được",
    Status.NOT_USABLE: "đang giữ nhưng không dùng được",
    Status.MISSING: "chưa có",
}


class Command(RecordsCommand):
    help = "Kiểm tra giấy tờ đang giữ có dùng lại được cho một thủ tục không."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["check"])
        parser.add_argument(
            "--holder",
            required=True,
            metavar="ID",
            help="số định danh 12 số, CMND 9 số hoặc mã số thuế",
        )
        parser.add_argument("--procedure", required=True, metavar="CODE")
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="DATE", help="ngày dùng; mặc định hôm nay"
        )
        parser.add_argument(
            "--explain",
            action="store_true",
            help="với --as: nói cả giấy tờ có nhưng người này không được xem",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_named(options["as_user"])
        sight = Sight(known=papers_for(user)) if user is None else Sight(viewer=user)
        if user is not None and options["explain"]:
            sight = Sight(known=Paper.objects.all(), seen=papers_for(user))
        day = options["on"] or timezone.localdate()
        version = _version(options["procedure"], day)
        checks = check(
            holder=_holder(options["holder"]),
            version=version,
            on=day,
            sight=sight,
        )
        for each in checks:
            if options["json"]:
                self.put(as_json(each, version.pk))
            else:
                self._tell(each, version.pk)
        if not checks and not options["json"]:
            self.say("Thủ tục này chưa khai báo thành phần hồ sơ.")

    def _tell(self, each: ComponentCheck, version_id: int) -> None:
        code = each.component.code_in(version_id)
        self.say(f"{code} {each.component.name}: {MARKS[each.status]}")
        for paper in each.papers:
            self.say(f"   [{paper.pk}] {paper} {paper.number}".rstrip())
        for reason in each.decision.reasons:
            self.say(f"   {sentence(reason)} ({source(reason)})")


def as_json(each: ComponentCheck, version_id: int) -> dict[str, Any]:
    """The object of docs/interfaces.md; of several papers that are needed together the first stands in `paper`."""
    reasons = [
        {"code": reason.code, "message": sentence(reason), "source": source(reason)}
        for reason in each.decision.reasons
    ]
    return {
        "component": each.component.code_in(version_id),
        "alternative": each.decision.alternative,
        "status": each.status.value,
        "paper": next(iter(each.decision.papers), None),
        "reasons": reasons,
    }


def _holder(text: str) -> Holder | None:
    try:
        return holder_by_id(text)
    except MalformedHolderId as error:
        # The text itself is not repeated: it may be most of somebody's id.
        wrong_use(error.code)


def _version(code: str, day: date) -> ProcedureVersion:
    codes = {code.strip(), parse_procedure_code(code) or ""}
    found = Procedure.objects.filter(code__in=codes).order_by("code").first()
    version = found.version_on(day) if found else None
    return version or wrong_use("procedure.unknown", code)

"""Checks: is what a procedure asks for held and usable for this person? Each look-up is recorded."""

from datetime import date

from django.utils import timezone
from ninja import Router

from accounts.actors import actor
from accounts.models import Role, User
from accounts.selectors import has_role, home_agency
from api.auth import READ, SystemRequest
from api.errors import NotAllowed
from api.holders import HolderSent, determined
from api.papers_told import PaperTold, paper_told
from api.procedures import version_lately
from api.schemas import Day, ProcedureCode, ReasonTold, Sent, Told, reason_told
from dossiers import events
from dossiers.models import Holder, ProcedureVersion
from reuse.check import ComponentCheck, check
from reuse.sight import Sight

router = Router(tags=["checks"])


class CheckSent(Sent):
    """What is asked."""

    holder: HolderSent
    procedure: ProcedureCode
    on: Day | None = None


class ComponentChecked(Told):
    """One component: usable, not_usable or missing; why; and the papers that may be seen."""

    code: str
    name: str
    status: str
    alternative: int | None
    papers: list[PaperTold]
    reasons: list[ReasonTold]


class Checked(Told):
    """The answer. Nobody found and several found are answered alike: `determined` is false."""

    procedure: str
    version: int
    on: date
    determined: bool
    components: list[ComponentChecked]


@router.post("", auth=READ, response=Checked, operation_id="check")
def make_check(request: SystemRequest, sent: CheckSent) -> Checked:
    """Giấy tờ đang giữ của một người có đủ cho một thủ tục không; mỗi lần tra đều được ghi lại."""
    if not has_role(request.user, Role.Kind.OFFICER, Role.Kind.CLERK):
        raise NotAllowed
    on = sent.on or timezone.localdate()
    version = version_lately(sent.procedure, on)
    holder = determined(sent.holder)
    _record(request.user, version, holder)
    checks = check(
        holder=holder,
        version=version,
        on=on,
        sight=Sight(viewer=request.user),
    )
    return Checked(
        procedure=version.procedure.code,
        version=version.number,
        on=on,
        determined=holder is not None,
        components=[component_checked(each, version.pk) for each in checks],
    )


def component_checked(each: ComponentCheck, version_id: int) -> ComponentChecked:
    """What the check says of a component that this version of a procedure asks for."""
    return ComponentChecked(
        code=each.component.code_in(version_id),
        name=each.component.name,
        status=each.status.value,
        alternative=each.decision.alternative,
        papers=[paper_told(paper) for paper in each.papers],
        reasons=[reason_told(reason) for reason in each.decision.reasons],
    )


def _record(caller: User, version: ProcedureVersion, holder: Holder | None) -> None:
    """Who looked whom up is recorded before it is answered."""
    agency = home_agency(caller)
    if agency is not None:
        events.record(
            agency=agency,
            actor=actor(caller),
            verb="reuse.checked",
            about=holder or version.procedure,
            facts={"procedure": version.procedure_id, "holder": holder.pk if holder else None},
        )

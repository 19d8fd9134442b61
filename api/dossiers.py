"""Dossiers that the account's agencies take in or decide: list, one, its checklist, and opening one."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import StringConstraints

from accounts.models import Agency, Role, User
from api.auth import INTAKE, READ, SystemRequest
from api.checks import ComponentChecked, component_checked
from api.errors import NotThere, RefusedByRules
from api.holders import HolderSent
from api.once import Key, once
from api.paging import page_of
from api.refusals import done
from api.schemas import (
    FIRST,
    ROWS,
    After,
    Limit,
    Page,
    ProcedureCode,
    ReasonTold,
    Sent,
    Text,
    Told,
    reason_told,
)
from counter.intake import Places, Request, open_dossier
from dossiers.access import dossiers_open_to
from dossiers.identity.matching import determine, numbered
from dossiers.identity.registering import Claim
from dossiers.models import Channel, Dossier, DossierStatus, Procedure
from reuse.checklist import Line, checklist
from vietnamese.dossier_number import parse_dossier_number
from vietnamese.person_id import mask
from vietnamese.procedure_code import parse_procedure_code

router = Router(tags=["dossiers"])

Number = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$")
]
AgencyCode = Annotated[
    str, StringConstraints(min_length=1, max_length=35, pattern=r"^[0-9A-Za-z][0-9A-Za-z.]*$")
]
StatusNumber = Annotated[int, Query(ge=min(DossierStatus.values), le=max(DossierStatus.values))]
CHANNELS = {"counter": Channel.COUNTER, "online": Channel.ONLINE, "post": Channel.POST}
NAMES = {channel.value: name for name, channel in CHANNELS.items()}


class HolderTold(Told):
    """Whose dossier it is; the middle of the id is hidden."""

    kind: str
    name: str
    masked_id: str


class DossierTold(Told):
    """A dossier; `status` is the number of the National Portal."""

    number: str
    procedure: str
    version: int
    holder: HolderTold
    channel: str
    status: int
    status_name: str
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    place_of_intake: str
    deciding_agency: str


class LineTold(ComponentChecked):
    """A component of a dossier: where it stands, and whether the citizen still has to hand something in."""

    standing: str
    still_needed: bool
    reuses: list[int]
    doubts: list[ReasonTold]


class ChecklistTold(Told):
    """Every component that the dossier's version of its procedure asks for."""

    dossier: str
    procedure: str
    version: int
    on: date
    lines: list[LineTold]


class ApplicantSent(HolderSent):
    """Who the dossier is for, as their card says."""

    sex: Literal["male", "female"] | None = None
    address: Text | None = None


class DossierSent(Sent):
    """A dossier to be opened; `confirmed`: number, birth and sex were compared with the card."""

    procedure: ProcedureCode
    applicant: ApplicantSent
    place_of_intake: AgencyCode
    deciding_agency: AgencyCode
    place_of_support: AgencyCode | None = None
    channel: Literal["counter", "online", "post"] = "online"
    confirmed: bool = False


@router.get("", auth=READ, response=Page[DossierTold], operation_id="list_dossiers")
def dossiers(
    request: SystemRequest,
    status: StatusNumber | None = None,
    after: After = FIRST,
    limit: Limit = ROWS,
) -> dict[str, object]:
    """Hồ sơ của các cơ quan mà tài khoản có vai trò, mới nhất trước."""
    rows = readable(request.user)
    if status is not None:
        rows = rows.filter(status=status)
    return page_of(rows, key="-pk", after=after, limit=limit, item=dossier_told)


@router.post("", auth=INTAKE, response={201: DossierTold}, operation_id="open_dossier")
def open_one(request: SystemRequest, sent: DossierSent, key: Key) -> HttpResponse:
    """Mở một hồ sơ: tìm hoặc ghi chủ hồ sơ, cấp mã, tính hạn trả, giữ phiên bản thủ tục của hôm nay."""

    def act() -> DossierTold:
        _insist_on_the_name(sent.applicant)
        places = Places(
            intake=_agency(sent.place_of_intake),
            deciding=_agency(sent.deciding_agency),
            support=_agency(sent.place_of_support) if sent.place_of_support else None,
        )
        wanted = Request(
            procedure=_procedure(sent.procedure),
            applicant=_claim(sent.applicant),
            channel=CHANNELS[sent.channel],
            confirmed=sent.confirmed,
        )
        opened = done(open_dossier(request=wanted, places=places, by=request.user))
        return dossier_told(readable(request.user).get(pk=opened.pk))

    return once(request, key, act, status=201)


@router.get("/{number}", auth=READ, response=DossierTold, operation_id="get_dossier")
def dossier(request: SystemRequest, number: Number) -> DossierTold:
    """Một hồ sơ theo mã."""
    return dossier_told(dossier_of(number, readable(request.user)))


@router.get("/{number}/checklist", auth=READ, response=ChecklistTold, operation_id="get_checklist")
def checklist_of(request: SystemRequest, number: Number) -> ChecklistTold:
    """Từng thành phần của hồ sơ: đã dùng lại, dùng lại được, hay công dân còn phải nộp."""
    found, today = dossier_of(number, readable(request.user)), timezone.localdate()
    lines = checklist(found, viewer=request.user, on=today)
    return ChecklistTold(
        dossier=found.number,
        procedure=found.procedure.code,
        version=found.version.number,
        on=today,
        lines=[_line(each, found.version_id) for each in lines],
    )


def readable(user: User, *kinds: Role.Kind) -> QuerySet[Dossier]:
    """The dossiers open to the account, with all that is told of one at hand."""
    return dossiers_open_to(user, *kinds).select_related(
        "procedure", "version", "holder__merged_into", "place_of_intake", "deciding_agency"
    )


def dossier_of(number: str, rows: QuerySet[Dossier]) -> Dossier:
    """The dossier with this number among these.

    Raises:
        NotThere: none, or not to be seen.
    """
    parsed = parse_dossier_number(number)
    found = rows.filter(number=parsed.number).first() if parsed else None
    if found is None:
        raise NotThere
    return found


def dossier_told(found: Dossier) -> DossierTold:
    """The dossier as others read it."""
    holder = found.holder.merged_into or found.holder
    return DossierTold(
        number=found.number,
        procedure=found.procedure.code,
        version=found.version.number,
        holder=HolderTold(
            kind=holder.kind,
            name=holder.name,
            masked_id=mask(holder.personal_id or holder.old_personal_id or ""),
        ),
        channel=NAMES.get(found.channel, "counter"),
        status=found.status,
        status_name=DossierStatus(found.status).label,
        received_at=found.received_at,
        due_at=found.due_at,
        finished_at=found.finished_at,
        place_of_intake=found.place_of_intake.code,
        deciding_agency=found.deciding_agency.code,
    )


def _line(line: Line, version_id: int) -> LineTold:
    return LineTold(
        **component_checked(line.check, version_id).model_dump(),
        standing=line.standing.value,
        still_needed=line.still_needed,
        reuses=[each.pk for each in line.reuses],
        doubts=[reason_told(reason) for reason in line.doubts],
    )


def _agency(code: str) -> Agency:
    """Agencies are no secret: every paper names the one that keeps it."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise RefusedByRules("agency.unknown")
    return found


def _procedure(code: str) -> Procedure:
    codes = {code, parse_procedure_code(code) or code}
    found = Procedure.objects.filter(code__in=codes).order_by("code").first()
    if found is None:
        raise RefusedByRules("procedure.unknown")
    return found


def _insist_on_the_name(sent: ApplicantSent) -> None:
    """`confirmed` answers for birth and sex only: else a number would be enough to be told whose it is."""
    if numbered(sent.number) and determine(number=sent.number, name=sent.name) is None:
        raise RefusedByRules("holder.not_certain")


def _claim(sent: ApplicantSent) -> Claim:
    return Claim(
        number=sent.number,
        name=sent.name,
        birth_date=sent.birth_date,
        sex=sent.sex or "",
        address=sent.address or "",
    )

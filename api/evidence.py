"""Evidence: request, preview, accept or refuse, fetch. What the rules say is decided below; see reuse/evidence.py."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from accounts.actors import actor
from accounts.models import Role
from api.auth import READ, REUSE, SystemRequest
from api.dossiers import dossier_of, readable
from api.errors import NotThere
from api.evidence_told import (
    EvidenceListed,
    EvidenceSent,
    EvidenceTold,
    RefusalSent,
    evidence_listed,
    evidence_of_account,
    evidence_told,
)
from api.once import Key, once
from api.paging import page_of
from api.refusals import done
from api.schemas import FIRST, ROWS, After, Limit, Page
from config.fresh import verify_stale
from dossiers.models import Component, Dossier, PaperRefusal
from dossiers.selectors import components_of
from reuse.answers import Grounds
from reuse.evidence import (
    accept_evidence,
    evidence_requests_of,
    papers_of,
    refuse_evidence,
    request_evidence,
)

router = Router(tags=["evidence"])


@router.post("", auth=REUSE, response={201: EvidenceTold}, operation_id="request_evidence")
def ask(request: SystemRequest, sent: EvidenceSent, key: Key) -> HttpResponse:
    """Đề nghị giấy tờ đang giữ cho một thành phần của hồ sơ."""
    rows = readable(request.user, Role.Kind.OFFICER)
    dossier = dossier_of(sent.dossier, rows)
    component = _component(dossier, sent.component)

    def act() -> EvidenceTold:
        grounds = Grounds(sent.purpose, sent.legal_basis, sent.request, sent.exception or "")
        made = request_evidence(
            dossier=dossier, component=component, officer=request.user, grounds=grounds
        )
        return evidence_told(done(made))

    return once(request, key, act, status=201)


@router.get("", auth=READ, response=Page[EvidenceListed], operation_id="list_evidence_requests")
def requests(
    request: SystemRequest, after: After = FIRST, limit: Limit = ROWS
) -> dict[str, object]:
    """Các yêu cầu của tài khoản, mới nhất trước."""
    rows = evidence_requests_of(request.user)
    return page_of(rows, key="-pk", after=after, limit=limit, item=evidence_listed)


@router.get(
    "/{uuid:evidence_id}", auth=READ, response=EvidenceTold, operation_id="get_evidence_request"
)
def one(request: SystemRequest, evidence_id: UUID) -> EvidenceTold:
    """Một yêu cầu."""
    return evidence_told(evidence_of_account(request.user, evidence_id))


@router.post(
    "/{uuid:evidence_id}/accept",
    auth=REUSE,
    response=EvidenceTold,
    operation_id="accept_evidence",
)
def accept(request: SystemRequest, evidence_id: UUID, key: Key) -> HttpResponse:
    """Nhận giấy tờ đã xem: việc dùng lại được ghi nhận cho hồ sơ."""
    found, user = evidence_of_account(request.user, evidence_id), request.user

    def act() -> EvidenceTold:
        done(accept_evidence(request=found, officer=user))
        return evidence_told(evidence_of_account(user, evidence_id))

    def prepare() -> None:
        verify_stale(papers_of(found, user), by=actor(user))

    return once(request, key, act, prepare=prepare)


@router.post(
    "/{uuid:evidence_id}/refuse",
    auth=REUSE,
    response=EvidenceTold,
    operation_id="refuse_evidence",
)
def refuse(request: SystemRequest, evidence_id: UUID, sent: RefusalSent, key: Key) -> HttpResponse:
    """Không dùng giấy tờ đã xem, với lý do; nó không được đưa ra nữa cho thành phần này."""
    found, user = evidence_of_account(request.user, evidence_id), request.user

    def act() -> EvidenceTold:
        reason = PaperRefusal.Reason(sent.reason)
        done(refuse_evidence(request=found, officer=user, reason=reason, note=sent.note or ""))
        return evidence_told(evidence_of_account(user, evidence_id))

    return once(request, key, act)


def _component(dossier: Dossier, code: str) -> Component:
    for each in components_of(dossier.version):
        if each.code_in(dossier.version_id) == code:
            return each
    raise NotThere

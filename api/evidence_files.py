"""The papers of a request for evidence: looked at before it is decided, fetched after it was accepted."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Router

from accounts.actors import actor
from accounts.models import User
from api.auth import REUSE, SystemRequest
from api.errors import FileTooLarge, NotThere, RefusedByRules
from api.evidence_told import LinkTold, PreviewedTold, PreviewTold, evidence_of_account
from api.papers_told import paper_told
from api.refusals import done
from api.schemas import RowId
from config import wiring
from config.fresh import NotGivenOut, assure
from config.pictures import has_page, page_picture
from dossiers.models import EvidenceRequest, HandOver, Paper, Reuse
from reuse.evidence import State, note_preview, papers_of, reuses_of
from reuse.services import evidence_of, hand_over, record_fetch

router = Router(tags=["evidence"])

# One answer is held in memory; what is larger is streamed by link.
MOST_BYTES = 32 * 1024 * 1024
COPY, LINK = HandOver.Kind.COPY, HandOver.Kind.LINK
PageNumber = Annotated[int, Path(ge=1, le=5000)]


def _bytes(media_type: str) -> dict[str, object]:
    """The description of an answer that is a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"content": content}}}


@router.get(
    "/{uuid:evidence_id}/preview",
    auth=REUSE,
    response=PreviewTold,
    operation_id="preview_evidence",
)
def preview(request: SystemRequest, evidence_id: UUID) -> PreviewTold:
    """Xem trước: thông tin và địa chỉ từng trang; lần xem được ghi lại."""
    found = _viewable(request.user, evidence_id)
    note_preview(request=found, officer=request.user)
    shown = [
        PreviewedTold(**paper_told(paper).model_dump(), pages=_page_addresses(found, paper))
        for paper in papers_of(found, request.user)
    ]
    return PreviewTold(id=found.key, papers=shown)


@router.get(
    "/{uuid:evidence_id}/papers/{int:paper_id}/pages/{int:number}",
    auth=REUSE,
    operation_id="get_evidence_page",
    response={200: None},
    openapi_extra=_bytes("image/jpeg"),
    url_name="evidence_page",
)
def page(
    request: SystemRequest, evidence_id: UUID, paper_id: RowId, number: PageNumber
) -> HttpResponse:
    """Ảnh của một trang."""
    found = _viewable(request.user, evidence_id)
    paper = _paper(found, request.user, paper_id)
    if not has_page(paper, number):
        raise NotThere
    picture = page_picture(paper.received_file, number)
    note_preview(request=found, officer=request.user)
    return HttpResponse(picture, content_type="image/jpeg")


@router.get(
    "/{uuid:evidence_id}/papers/{int:paper_id}/file",
    auth=REUSE,
    operation_id="get_evidence_file",
    response={200: None},
    openapi_extra=_bytes("application/pdf"),
)
def file(request: SystemRequest, evidence_id: UUID, paper_id: RowId) -> HttpResponse:
    """Bản đã ký số của một giấy tờ đã nhận."""
    by = actor(request.user)
    given = done(hand_over(reuse=_reuse(request, evidence_id, paper_id), kind=COPY, by=by))
    evidence = evidence_of(given.hand_over)
    if evidence is None:
        raise NotThere
    rendition = evidence.rendition
    if rendition.size_bytes > MOST_BYTES:
        raise FileTooLarge
    try:
        assure(rendition, by=by, must_be_valid=True)
    except NotGivenOut as error:
        raise RefusedByRules(error.code) from error
    with wiring.store().open(rendition.key) as stream:
        content = stream.read()
    record_fetch(evidence, by=by)
    digest = {"X-Content-SHA256": rendition.sha256}
    return HttpResponse(content, content_type=rendition.media_type, headers=digest)


@router.get(
    "/{uuid:evidence_id}/papers/{int:paper_id}/link",
    auth=REUSE,
    response=LinkTold,
    operation_id="get_evidence_link",
)
def link(request: SystemRequest, evidence_id: UUID, paper_id: RowId) -> LinkTold:
    """Đường dẫn tới bản đã ký số, chỉ có hiệu lực vài phút; đường dẫn trước đó hết hiệu lực."""
    reuse = _reuse(request, evidence_id, paper_id)
    given = done(hand_over(reuse=reuse, kind=LINK, by=actor(request.user)))
    address = request.build_absolute_uri(reverse("hand_over", args=[given.token]))
    return LinkTold(address=address, until=given.hand_over.until or timezone.now())


def _viewable(user: User, evidence_id: UUID) -> EvidenceRequest:
    """A request whose papers may be looked at: not refused, not over."""
    found = evidence_of_account(user, evidence_id)
    if found.state == State.REFUSED:
        raise RefusedByRules("evidence.decided")
    if found.until <= timezone.now():
        raise RefusedByRules("evidence.over")
    return found


def _paper(found: EvidenceRequest, user: User, paper_id: int) -> Paper:
    for paper in papers_of(found, user):
        if paper.pk == paper_id:
            return paper
    raise NotThere


def _reuse(request: SystemRequest, evidence_id: UUID, paper_id: int) -> Reuse:
    """The use of this paper that the request led to, while it may be fetched."""
    found = _viewable(request.user, evidence_id)
    reuse = reuses_of(found).filter(paper=_paper(found, request.user, paper_id)).first()
    if reuse is None:
        raise NotThere
    return reuse


def _page_addresses(found: EvidenceRequest, paper: Paper) -> list[str]:
    last = paper.last_page or paper.first_page
    return [
        reverse("api:evidence_page", args=[found.key, paper.pk, number])
        for number in range(paper.first_page, last + 1)
    ]

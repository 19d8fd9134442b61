"""Papers that the account may see: found by number or by their holder, one, and the verdict on its signature."""

from datetime import datetime
from typing import Annotated

from ninja import Router
from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from accounts.actors import actor
from accounts.models import User
from accounts.selectors import home_agency
from api.auth import READ, SystemRequest
from api.errors import NotThere
from api.holders import HolderSent, determined
from api.paging import MOST_ROWS, page_of
from api.papers_told import COLUMNS, PaperTold, paper_told
from api.schemas import FIRST, ROWS, TEXT, Page, RowId, Sent, Told
from dossiers import events
from dossiers.models import Holder, Paper, PaperQuerySet
from dossiers.states import READABLE
from vietnamese.document_number import fold_number

router = Router(tags=["papers"])


# JSON Schema for "a number or a holder"; `_something` is the same for us.
SOMETHING: JsonDict = {
    "anyOf": [
        {"required": ["number"], "properties": {"number": {"type": "string"}}},
        {"required": ["holder"], "properties": {"holder": {"type": "object"}}},
    ]
}


class SearchSent(Sent):
    """What is looked for: a number, a holder, or both; an id never stands in an address."""

    model_config = ConfigDict(json_schema_extra=SOMETHING)

    number: Annotated[str, Field(min_length=1, max_length=120, pattern=TEXT)] | None = None
    holder: HolderSent | None = None
    after: Annotated[str, Field(max_length=400)] = FIRST
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = ROWS

    @model_validator(mode="after")
    def _something(self) -> "SearchSent":
        if self.number is None and self.holder is None:
            raise ValueError("number or holder")
        return self


class VerdictTold(Told):
    """The newest verdict on a paper's signatures, by ETSI: valid, indeterminate, invalid or unsigned."""

    paper: int
    outcome: str
    message: str
    sha256: str
    verified_at: datetime


@router.post("/search", auth=READ, response=Page[PaperTold], operation_id="search_papers")
def search(request: SystemRequest, sent: SearchSent) -> dict[str, object]:
    """Tìm giấy tờ theo số, hoặc theo chủ giấy tờ; mỗi lần tìm theo người đều được ghi lại."""
    rows = papers_open_to(request.user).filter(state__in=READABLE)
    if sent.number is not None:
        rows = rows.filter(number_key=fold_number(sent.number)[:120])
    if sent.holder is not None:
        holder = determined(sent.holder)
        _record_search(request.user, holder)
        # Asked also where nobody was found: the time it takes tells nothing either.
        rows = rows.filter(holder=holder.pk if holder is not None else 0)
    return page_of(
        rows.only(*COLUMNS), key="-pk", after=sent.after, limit=sent.limit, item=paper_told
    )


@router.get("/{int:paper_id}", auth=READ, response=PaperTold, operation_id="get_paper")
def paper(request: SystemRequest, paper_id: RowId) -> PaperTold:
    """Một giấy tờ; lần xem được ghi lại để chủ giấy tờ biết."""
    found = _found(request.user, paper_id)
    events.record(agency=found.agency, actor=actor(request.user), verb="paper.viewed", about=found)
    return paper_told(found)


@router.get(
    "/{int:paper_id}/verification",
    auth=READ,
    response=VerdictTold,
    operation_id="get_verification",
)
def verification(request: SystemRequest, paper_id: RowId) -> VerdictTold:
    """Kết luận mới nhất về chữ ký số của giấy tờ."""
    found = _found(request.user, paper_id)
    newest = found.verifications.order_by("-pk").first()
    if newest is None:
        raise NotThere
    return VerdictTold(
        paper=found.pk,
        outcome=newest.outcome,
        message=newest.message,
        sha256=newest.sha256,
        verified_at=newest.verified_at,
    )


def papers_open_to(user: User) -> PaperQuerySet:
    """The papers that the account may see."""
    return Paper.objects.visible_to(user).select_related("agency")


def _record_search(user: User, found: Holder | None) -> None:
    """That a person was looked for; found or not, so that neither trying nor the time it takes tells who is here."""
    agency = home_agency(user)
    if agency is not None:
        about = found or user
        events.record(agency=agency, actor=actor(user), verb="holder.searched", about=about)


def _found(user: User, paper_id: int) -> Paper:
    found = papers_open_to(user).filter(pk=paper_id).first()
    if found is None:
        raise NotThere
    return found

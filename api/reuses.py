"""Reuses in the dossiers of the account: list, one, take back, let stand after an alarm."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints

from accounts.actors import actor
from accounts.models import User
from api.auth import READ, REUSE, SystemRequest
from api.dossiers import dossier_of, readable
from api.errors import NotThere
from api.once import Key, once
from api.paging import page_of
from api.refusals import done
from api.schemas import FIRST, ROWS, After, Limit, Page, RowId, Sent, Text, Told
from dossiers.access import dossiers_open_to
from dossiers.models import Reuse
from reuse.answers import Refused
from reuse.services import revoke_reuse, settle_alarm
from search.words import hide_ids

router = Router(tags=["reuses"])

OfDossier = Annotated[
    str, Query(max_length=60), StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$")
]


class ReuseTold(Told):
    """A recorded use of a paper, or of a database's answer; `mine` where this account recorded it."""

    id: int
    dossier: str
    component: str
    paper: int | None
    paper_version: int
    mode: str
    source: str | None
    reference: str
    purpose: str
    legal_basis: str
    request: str
    exception: str | None
    mine: bool
    at: datetime
    revoked_at: datetime | None
    alarm: str
    settled_at: datetime | None


class ReasonSent(Sent):
    """Why, in a sentence that names nobody."""

    reason: Text


@router.get("", auth=READ, response=Page[ReuseTold], operation_id="list_reuses")
def reuses(
    request: SystemRequest,
    dossier: OfDossier | None = None,
    after: After = FIRST,
    limit: Limit = ROWS,
) -> dict[str, object]:
    """Lần dùng lại trong các hồ sơ của tài khoản, mới nhất trước."""
    rows = reuses_open_to(request.user)
    if dossier is not None:
        rows = rows.filter(dossier=dossier_of(dossier, readable(request.user)))
    return page_of(rows, key="-pk", after=after, limit=limit, item=teller(request.user))


@router.get("/{int:reuse_id}", auth=READ, response=ReuseTold, operation_id="get_reuse")
def reuse(request: SystemRequest, reuse_id: RowId) -> ReuseTold:
    """Một lần dùng lại."""
    return teller(request.user)(_found(request.user, reuse_id))


@router.post("/{int:reuse_id}/revoke", auth=REUSE, response=ReuseTold, operation_id="revoke_reuse")
def revoke(request: SystemRequest, reuse_id: RowId, sent: ReasonSent, key: Key) -> HttpResponse:
    """Thôi dùng lại, với lý do; dòng ghi vẫn còn."""
    return _change(request, reuse_id, key, revoke_reuse, sent.reason)


@router.post("/{int:reuse_id}/settle", auth=REUSE, response=ReuseTold, operation_id="settle_alarm")
def settle(request: SystemRequest, reuse_id: RowId, sent: ReasonSent, key: Key) -> HttpResponse:
    """Giữ lần dùng lại dù giấy tờ đã bị thu hồi hoặc thay thế, với lý do."""
    return _change(request, reuse_id, key, settle_alarm, sent.reason)


def reuses_open_to(user: User) -> QuerySet[Reuse]:
    """The reuses in the dossiers of the account."""
    return Reuse.objects.filter(dossier__in=dossiers_open_to(user)).select_related(
        "dossier", "component__version__procedure"
    )


def teller(user: User) -> Callable[[Reuse], ReuseTold]:
    """Tells a reuse to this account."""
    own = actor(user)

    def told(each: Reuse) -> ReuseTold:
        return ReuseTold(
            id=each.pk,
            dossier=each.dossier.number,
            component=each.component.code_in(each.dossier.version_id),
            paper=each.paper_id,
            paper_version=each.paper_version,
            mode=each.mode,
            source=each.source_id,
            reference=hide_ids(each.reference),
            purpose=hide_ids(each.purpose),
            legal_basis=hide_ids(each.legal_basis),
            request=each.request,
            exception=each.exception_id,
            mine=each.officer == own,
            at=each.at,
            revoked_at=each.revoked_at,
            alarm=each.alarm,
            settled_at=each.settled_at,
        )

    return told


def _change(
    request: SystemRequest,
    reuse_id: int,
    key: str,
    change: Callable[..., Reuse | Refused],
    reason: str,
) -> HttpResponse:
    def act() -> ReuseTold:
        done(change(reuse_id=reuse_id, reason=reason, officer=request.user))
        return teller(request.user)(_found(request.user, reuse_id))

    return once(request, key, act)


def _found(user: User, reuse_id: int) -> Reuse:
    found = reuses_open_to(user).filter(pk=reuse_id).first()
    if found is None:
        raise NotThere
    return found

"""What the account was told, as a feed: papers that its dossiers used and that left use, above all.

A feed is read forward and never ends: every page has a `next`, also the last, and whoever calls again with it
gets what came since.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from ninja import Router

from accounts.models import User
from api.auth import READ, SystemRequest
from api.paging import feed_of
from api.schemas import FIRST, ROWS, After, Limit, Page, Told
from dossiers.access import dossiers_open_to
from dossiers.models import Notification, Paper
from dossiers.notices import SENTENCES

router = Router(tags=["notifications"])

# Rows become visible when their transaction ends, not in the order of their ids. Who has read past an id would
# never see a lower one that came later, so that a page ends before what is this young.
SETTLED_AFTER = timedelta(seconds=5)
OF_USED_PAPERS = "reuse."


class NoticeTold(Told):
    """One thing that happened; dossier and paper only where the account may see them today."""

    id: int
    kind: str
    message: str
    dossier: str | None
    paper: int | None
    replaced_by: int | None
    at: datetime


class Feed(Page[NoticeTold]):
    """A page of a feed; `next` is never null."""

    next: str


@router.get("/notifications", auth=READ, response=Feed, operation_id="list_notifications")
def notifications(
    request: SystemRequest, after: After = FIRST, limit: Limit = ROWS
) -> dict[str, object]:
    """Mọi thông báo của tài khoản, cũ trước mới sau."""
    return _feed(request.user, after=after, limit=limit)


@router.get("/withdrawals", auth=READ, response=Feed, operation_id="list_withdrawals")
def withdrawals(
    request: SystemRequest, after: After = FIRST, limit: Limit = ROWS
) -> dict[str, object]:
    """Giấy tờ đã dùng cho hồ sơ của tài khoản nay bị thu hồi, thay thế hoặc gắn nhầm chủ."""
    return _feed(request.user, after=after, limit=limit, kinds=OF_USED_PAPERS)


def _feed(user: User, *, after: str, limit: int, kinds: str = "") -> dict[str, object]:
    settled = timezone.now() - SETTLED_AFTER
    rows = Notification.objects.filter(user=user, kind__startswith=kinds)
    page, following = feed_of(rows, after=after, limit=limit, until=lambda row: row.at <= settled)
    papers = Paper.objects.visible_to(user).in_bulk({row.paper_id for row in page if row.paper_id})
    dossiers = dossiers_open_to(user).in_bulk({row.dossier_id for row in page if row.dossier_id})
    items = []
    for row in page:
        paper, dossier = papers.get(row.paper_id or 0), dossiers.get(row.dossier_id or 0)
        items.append(
            NoticeTold(
                id=row.pk,
                kind=row.kind,
                message=SENTENCES[row.kind],
                dossier=dossier.number if dossier else None,
                paper=paper.pk if paper else None,
                replaced_by=paper.replaced_by_id if paper else None,
                at=row.at,
            )
        )
    return {"items": items, "next": following}

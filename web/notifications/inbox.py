"""A person's notifications, and what of them the person may still see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from dossiers.access import dossiers_open_to
from dossiers.models import Dossier, Notification, Paper
from dossiers.notices import SENTENCES

# The bell says "99+" beyond this: counting on would only cost.
MOST_COUNTED = 99
# Every page with the bar asks.
_UNREAD = """
SELECT count(*) FROM (
    SELECT 1 FROM dossiers_notification WHERE user_id = %s AND read_at IS NULL LIMIT %s
) AS unread
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification as the list shows it; dossier and paper only where they may be seen today."""

    notification: Notification
    sentence: str
    dossier: Dossier | None
    paper: Paper | None


def notifications_of(user: User) -> QuerySet[Notification]:
    """What this person was told; nobody else's."""
    return Notification.objects.filter(user=user)


def unread_count(user: User) -> str:
    """The figure at the bell: empty for none, "99+" for more than MOST_COUNTED. One query, by its index."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [user.pk, MOST_COUNTED + 1])
        (count,) = cursor.fetchone()
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def notices(rows: Iterable[Notification], *, user: User) -> list[Notice]:
    """The rows in words. What was visible when it was told may not be so today: then it is not named."""
    rows = list(rows)
    papers = Paper.objects.visible_to(user).select_related("paper_type", "received_file")
    seen = papers.in_bulk({row.paper_id for row in rows if row.paper_id})
    dossiers = dossiers_open_to(user).select_related("procedure")
    open_ones = dossiers.in_bulk({row.dossier_id for row in rows if row.dossier_id})
    return [
        Notice(
            notification=row,
            sentence=SENTENCES[row.kind],
            dossier=open_ones.get(row.dossier_id) if row.dossier_id else None,
            paper=seen.get(row.paper_id) if row.paper_id else None,
        )
        for row in rows
    ]


def mark_read(rows: QuerySet[Notification]) -> None:
    """Mark these as read; what was read before keeps its moment."""
    rows.filter(read_at__isnull=True).update(read_at=timezone.now())

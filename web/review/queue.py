"""The papers that wait for a clerk, in the order in which they should be taken."""

from datetime import UTC, datetime

from django.db.models import Count, DateTimeField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from dossiers.models import Paper
from dossiers.states import State
from ocr.confidence import SURE
from web.access import clerk_papers
from web.paging import past

# The oldest dossier first; the backlog, for which nobody waits at the counter, in order of arrival.
ORDER = ("waiting_since", "id")
COUNTED = 100
BACKLOG_LAST = datetime(9000, 1, 1, tzinfo=UTC)


def in_order(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Papers with the columns of ORDER."""
    since = Coalesce("dossier__received_at", Value(BACKLOG_LAST), output_field=DateTimeField())
    return papers.annotate(waiting_since=since).order_by(*ORDER)


def waiting(user: User) -> QuerySet[Paper]:
    """What waits for this clerk."""
    return in_order(clerk_papers(user).filter(state=State.TO_REVIEW))


def with_doubts(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Papers with the number of fields that were read, and of those that are to be looked at."""
    doubtful = Count("fields", filter=Q(fields__confidence__lt=SURE))
    return papers.annotate(read_fields=Count("fields"), doubtful_fields=doubtful)


def left_in_words(user: User) -> str:
    """How many still wait, counted no further than a clerk takes in at a glance; empty with none."""
    left = waiting(user)[: COUNTED + 1].count()
    if left > COUNTED:
        return f"Còn hơn {COUNTED} giấy tờ chờ."
    return f"Còn {left} giấy tờ chờ." if left else ""


def next_waiting(user: User, *, after: int | None = None, backwards: bool = False) -> int | None:
    """The id of the paper that comes after (or before) this one; None at the end.

    The paper itself need not wait any more: it may have been accepted a moment ago.
    """
    papers = waiting(user)
    if after is not None:
        place = in_order(clerk_papers(user).filter(pk=after)).values_list(*ORDER).first()
        if place is not None:
            papers = papers.filter(past(ORDER, place, descending=backwards))
    if backwards:
        papers = papers.reverse()
    return papers.values_list("pk", flat=True).first()


def next_picture(user: User, *, after: int) -> tuple[int, int] | None:
    """Paper and page of the picture that this clerk will want next; None at the end."""
    following = next_waiting(user, after=after)
    if following is None:
        return None
    return clerk_papers(user).filter(pk=following).values_list("pk", "first_page").first()

"""The papers that wait for a clerk, in the order in which they should be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import DateTimeField, Prefetch, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce

from accounts.models import User
from config.reading_rules import rules
from dossiers.models import PageText, Paper
from dossiers.states import State
from ingest.checks import is_sure, missing
from ocr.confidence import SURE
from ocr.unread import UNREAD
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


@dataclass(frozen=True, slots=True)
class Look:
    """What a clerk has to look at on one paper."""

    paper: Paper
    type_is_sure: bool  # read for certain, or said by a separator sheet
    is_read: bool  # whether a field was read at all
    fields: int  # unsure, or borne by every paper of the type and not read
    unread_pages: int


def looks(papers: Sequence[Paper]) -> list[Look]:
    """What is to be looked at on each of these papers; two queries for all of them."""
    # Most papers have many pages, and hardly any one that was not read.
    unread = PageText.objects.filter(quality__warnings__icontains=UNREAD).only("paper")
    pages = Prefetch("page_texts", unread, to_attr="unread")
    prefetch_related_objects(papers, "fields", pages)
    return [_look(paper, vars(paper)["unread"]) for paper in papers]


def _look(paper: Paper, unread: Sequence[PageText]) -> Look:
    read = [field for field in paper.fields.all() if field.value]
    doubtful = sum(not is_sure(field) for field in read)
    lost = missing(paper.paper_type_id or "", {field.name for field in read}, rules())
    sure = paper.type_confidence is None or paper.type_confidence >= SURE
    return Look(
        paper,
        type_is_sure=paper.paper_type_id is not None and sure,
        is_read=bool(read),
        fields=doubtful + len(lost),
        unread_pages=len(unread),
    )


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

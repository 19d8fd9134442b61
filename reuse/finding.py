"""Finds papers: ids and numbers in the records (never stale), words in the index, within what may be seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models import Paper, PaperQuerySet
from dossiers.states import READABLE, State
from search.errors import SearchError
from search.ports import Filters, Hit, Index
from search.query import parse

EXACT_SCORE = 1000.0
HIT_MARKS = str.maketrans("", "", "\ue000\ue001")
# Hits that the person may not see are dropped after the search, so that more are fetched than asked for.
FETCH_AT_LEAST = 100
FETCH_AT_MOST = 3200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for."""

    query: str
    paper_type: str | None = None
    agency: Agency | None = None
    valid_on: date | None = None
    issued_year: int | None = None
    available_only: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A paper, why it stands where it stands, and the original text with hits between U+E000 and U+E001."""

    paper: Paper
    score: float
    snippet: str

    @property
    def plain_snippet(self) -> str:
        """The snippet without marks."""
        return self.snippet.translate(HIT_MARKS)


@dataclass(frozen=True, slots=True)
class Results:
    """What was found; `code` says that the index did not answer and only ids and numbers were searched."""

    found: tuple[Found, ...]
    code: str = ""


def find(wanted: Wanted, *, papers: PaperQuerySet, index: Index) -> Results:
    """Best first: papers by exact id or number, then by words.

    Args:
        papers: what the person may see; nothing outside it is ever returned.
    """
    seen = _narrow(wanted, papers.filter(state__in=READABLE)).select_related(
        "received_file", "paper_type", "agency", "holder"
    )
    exact = [Found(paper, EXACT_SCORE, "") for paper in _by_id_or_number(wanted, seen)]
    known = {each.paper.pk for each in exact}
    try:
        by_words = _by_words(wanted, seen, index)
        rest = [each for each in by_words if each.paper.pk not in known]
        shown = (exact + rest)[: wanted.limit]
        snippets = index.snippets(wanted.query, [str(each.paper.pk) for each in shown])
    except SearchError as error:
        return Results(tuple(exact), error.code)
    return Results(
        tuple(replace(each, snippet=snippets.get(str(each.paper.pk), "")) for each in shown)
    )


def _narrow(wanted: Wanted, papers: PaperQuerySet) -> PaperQuerySet:
    if wanted.paper_type:
        papers = papers.filter(paper_type=wanted.paper_type)
    if wanted.agency:
        papers = papers.filter(agency__in=Agency.objects.under(wanted.agency))
    if wanted.issued_year:
        papers = papers.filter(issued_on__year=wanted.issued_year)
    if wanted.available_only:
        papers = papers.filter(state=State.AVAILABLE)
    return papers.valid_on(wanted.valid_on) if wanted.valid_on else papers


def _by_id_or_number(wanted: Wanted, papers: PaperQuerySet) -> list[Paper]:
    plan = parse(wanted.query)
    match = Q()
    if plan.person_id:
        match |= Q(holder__personal_id=plan.person_id) | Q(holder__old_personal_id=plan.person_id)
    keys = [key for key in {*plan.numbers, plan.keyword} if key]
    if keys:
        match |= Q(number_key__in=keys)
    if not match:
        return []
    # Said in full, since the two databases put what has no date at different ends.
    newest_first = (F("issued_on").desc(nulls_last=True), "-id")
    return list(papers.filter(match).order_by(*newest_first)[: wanted.limit])


def _by_words(wanted: Wanted, papers: PaperQuerySet, index: Index) -> list[Found]:
    agencies = None
    if wanted.agency:
        under = Agency.objects.under(wanted.agency).values_list("pk", flat=True)
        agencies = frozenset(str(pk) for pk in under)
    filters = Filters(
        agencies=agencies,
        available_only=wanted.available_only,
        paper_type=wanted.paper_type,
        valid_on=wanted.valid_on,
        issued_year=wanted.issued_year,
    )
    fetch = max(FETCH_AT_LEAST, wanted.limit)
    while True:
        hits = index.search(wanted.query, filters=filters, limit=fetch)
        found = _visible(hits, papers)
        if len(found) >= wanted.limit or len(hits) < fetch or fetch >= FETCH_AT_MOST:
            return found
        fetch *= 4


def _visible(hits: Sequence[Hit], papers: PaperQuerySet) -> list[Found]:
    rows = papers.in_bulk([int(hit.paper) for hit in hits])
    return [Found(rows[int(hit.paper)], hit.score, "") for hit in hits if int(hit.paper) in rows]

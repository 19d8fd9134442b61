"""Finds papers: ids and numbers in the records (never stale), words in the index, within what may be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from accounts.models import Agency
from dossiers.identity.matching import numbered
from dossiers.models import Paper, PaperQuerySet
from dossiers.states import READABLE, State
from search.errors import SearchError
from search.ports import Filters, Index
from search.query import Plan, parse

EXACT_SCORE = 1000.0
HIT_MARKS = str.maketrans("", "", "\ue000\ue001")
# Hits that the person may not see are dropped after the search, so that more are fetched than asked for.
FETCH_AT_LEAST = 200
FETCH_AT_MOST = 3200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for."""

    query: str
    paper_type: str | None = None
    agency: Agency | None = None
    valid_on: date | None = None
    not_valid_on: date | None = None
    issued_year: int | None = None
    available_only: bool = False
    limit: int = 20
    snippets: bool = True


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
    """What was found.

    `code` says that the index did not answer and only ids and numbers were searched. `ids` are the row ids
    of all papers that were found on the way, best first: at least those of `found`, and not always all.
    """

    found: tuple[Found, ...]
    code: str = ""
    ids: tuple[int, ...] = ()
    ids_are_all: bool = True


def find(wanted: Wanted, *, papers: PaperQuerySet, index: Index) -> Results:
    """Best first: papers by exact id or number, then by words.

    Args:
        papers: what the person may see; nothing outside it is ever returned.
    """
    seen, plan = _narrow(wanted, papers.filter(state__in=READABLE)), parse(wanted.query)
    scores = dict.fromkeys(_by_id_or_number(plan, seen, wanted.limit), EXACT_SCORE)
    complete, code = len(scores) < max(FETCH_AT_LEAST, wanted.limit), ""
    snippets: Mapping[str, str] = {}
    try:
        if not plan.empty:
            by_words, all_of_them = _by_words(wanted, seen, index)
            scores |= {pk: score for pk, score in by_words.items() if pk not in scores}
            complete = complete and all_of_them
            if wanted.snippets:
                shown = [str(pk) for pk in [*scores][: wanted.limit]]
                snippets = index.snippets(wanted.query, shown)
    except SearchError as error:
        code = error.code
    best = [*scores][: wanted.limit]
    # Asked also where nothing was found, so that an answer tells nothing by the time it takes.
    shown_rows = seen.filter(pk__in=best or (0,))
    rows = {each.pk: each for each in shown_rows.select_related("paper_type", "agency", "holder")}
    found = [Found(rows[pk], scores[pk], snippets.get(str(pk), "")) for pk in best if pk in rows]
    return Results(tuple(found), code, tuple(scores), complete)


def _narrow(wanted: Wanted, papers: PaperQuerySet) -> PaperQuerySet:
    if wanted.paper_type:
        papers = papers.filter(paper_type=wanted.paper_type)
    if wanted.agency:
        papers = papers.filter(agency__in=Agency.objects.under(wanted.agency))
    if wanted.issued_year:
        papers = papers.filter(issued_on__year=wanted.issued_year)
    if wanted.available_only:
        papers = papers.filter(state=State.AVAILABLE)
    if wanted.not_valid_on:
        papers = papers.not_valid_on(wanted.not_valid_on)
    return papers.valid_on(wanted.valid_on) if wanted.valid_on else papers


def _by_id_or_number(plan: Plan, papers: PaperQuerySet, limit: int) -> list[int]:
    match = Q()
    if plan.person_id:
        match |= Q(holder__in=[each.pk for each in numbered(plan.person_id)] or (0,))
    keys = [key for key in {*plan.numbers, plan.keyword} if key]
    if keys:
        match |= Q(number_key__in=keys)
    if not match:
        return []
    # Said in full, since the two databases put what has no date at different ends.
    newest_first = (F("issued_on").desc(nulls_last=True), "-id")
    found = papers.filter(match).order_by(*newest_first).values_list("pk", flat=True)
    return list(found[: max(FETCH_AT_LEAST, limit)])


def _by_words(wanted: Wanted, papers: PaperQuerySet, index: Index) -> tuple[dict[int, float], bool]:
    """Row ids with their scores, best first; whether these are all that there are."""
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
        ids = papers.filter(pk__in=[int(hit.paper) for hit in hits]).values_list("pk", flat=True)
        seen = set(ids)
        found = {int(hit.paper): hit.score for hit in hits if int(hit.paper) in seen}
        if len(found) >= wanted.limit or len(hits) < fetch or fetch >= FETCH_AT_MOST:
            return found, len(hits) < fetch
        fetch *= 4

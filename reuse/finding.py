"""Finds papers: ids and numbers in the records (never stale), words in the index, within what may be seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from accounts.models import Agency
from dossiers.identity.matching import numbered
from dossiers.models import Holder, Paper, PaperQuerySet
from dossiers.states import READABLE, State
from search.errors import SearchError
from search.ports import Filters, Index
from search.query import Plan, parse

EXACT_SCORE = 1000.0
HIT_MARKS = str.maketrans("", "", "\ue000\ue001")
# Hits that the person may not see are dropped after the search, so that more are fetched than asked for.
FETCH_AT_LEAST = 200
FETCH_AT_MOST = 3200
RELATED = ("paper_type", "agency", "holder")


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
    # The day for which facts are told of all that was found; none: no facts are needed.
    facts_on: date | None = None


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


class Fact(NamedTuple):
    """What can be counted of a paper that was found."""

    paper_type: str | None
    type_name: str | None
    agency: int
    agency_name: str
    issued_on: date | None
    holds: bool


class _Hit(NamedTuple):
    """Why a paper stands where it stands, and what can be counted of it."""

    score: float
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Results:
    """What was found.

    `code` says that the index did not answer and only ids and numbers were searched. `facts` are told of all
    papers that were found on the way, best first: at least of those in `found`, and not always of all there are.
    """

    found: tuple[Found, ...]
    code: str = ""
    facts: tuple[Fact, ...] = ()
    facts_are_all: bool = True


def find(
    wanted: Wanted,
    *,
    papers: PaperQuerySet,
    index: Index,
    bearers: Collection[Holder] | None = None,
) -> Results:
    """Best first: papers by exact id or number, then by words.

    Args:
        papers: what the person may see; nothing outside it is ever returned.
        bearers: who has or had the personal id in the query, where that was asked already.
    """
    seen, plan = narrow(wanted, papers.filter(state__in=READABLE)), parse(wanted.query)
    if plan.person_id and bearers is None:
        bearers = numbered(plan.person_id)
    rows = _by_id_or_number(wanted, plan, seen, bearers or ())
    hits = {pk: _Hit(EXACT_SCORE, _fact_of(wanted, each)) for pk, each in rows.items()}
    complete, code = len(hits) < max(FETCH_AT_LEAST, wanted.limit), ""
    snippets: Mapping[str, str] = {}
    try:
        if not plan.empty:
            by_words, all_of_them = _by_words(wanted, seen, index)
            hits |= {pk: hit for pk, hit in by_words.items() if pk not in hits}
            complete = complete and all_of_them
            if wanted.snippets:
                shown = [str(pk) for pk in [*hits][: wanted.limit]]
                snippets = index.snippets(wanted.query, shown)
    except SearchError as error:
        code = error.code
    best = [*hits][: wanted.limit]
    if not plan.empty:
        # Asked also where nothing was found, so that an answer tells nothing by the time it takes.
        others = seen.filter(pk__in=[pk for pk in best if pk not in rows] or (0,))
        rows |= {each.pk: each for each in others.select_related(*RELATED)}
    found = [
        Found(rows[pk], hits[pk].score, snippets.get(str(pk), "")) for pk in best if pk in rows
    ]
    facts = tuple(hit.fact for hit in hits.values() if hit.fact is not None)
    return Results(tuple(found), code, facts, complete)


def narrow(wanted: Wanted, papers: PaperQuerySet) -> PaperQuerySet:
    """Those of the papers that the filters leave."""
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


def _by_id_or_number(
    wanted: Wanted, plan: Plan, papers: PaperQuerySet, bearers: Collection[Holder]
) -> dict[int, Paper]:
    """By row id, the newest first; asked also where nobody bears the id."""
    match = Q()
    if plan.person_id:
        match |= Q(holder__in=[each.pk for each in bearers] or (0,))
    keys = [key for key in {*plan.numbers, plan.keyword} if key]
    if keys:
        match |= Q(number_key__in=keys)
    if not match:
        return {}
    found = papers.filter(match).select_related(*RELATED)
    if wanted.facts_on is not None:
        found = found.with_validity_on(wanted.facts_on)
    # Said in full, since the two databases put what has no date at different ends.
    newest_first = found.order_by(F("issued_on").desc(nulls_last=True), "-id")
    most = wanted.limit if wanted.facts_on is None else max(FETCH_AT_LEAST, wanted.limit)
    return {each.pk: each for each in newest_first[:most]}


def _fact_of(wanted: Wanted, paper: Paper) -> Fact | None:
    if wanted.facts_on is None:
        return None
    return Fact(
        paper.paper_type_id,
        paper.paper_type.name if paper.paper_type else None,
        paper.agency_id,
        paper.agency.name,
        paper.issued_on,
        paper.holds,  # type: ignore[attr-defined]  # by `with_validity_on`
    )


def _facts(wanted: Wanted, papers: PaperQuerySet, *, most: int) -> dict[int, Fact | None]:
    """By row id, in the order of the papers; without a day only the ids are asked for."""
    if wanted.facts_on is None:
        return dict.fromkeys(papers.values_list("pk", flat=True)[:most])
    told = papers.with_validity_on(wanted.facts_on).values_list(
        "pk", "paper_type", "paper_type__name", "agency", "agency__name", "issued_on", F("holds")
    )
    return {pk: Fact(*facts) for pk, *facts in told[:most]}


def _by_words(wanted: Wanted, papers: PaperQuerySet, index: Index) -> tuple[dict[int, _Hit], bool]:
    """By row id, best first; whether these are all that there are."""
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
        scores = {int(hit.paper): hit.score for hit in hits}
        seen = _facts(wanted, papers.filter(pk__in=scores).order_by(), most=fetch)
        found = {pk: _Hit(score, seen[pk]) for pk, score in scores.items() if pk in seen}
        if len(found) >= wanted.limit or len(hits) < fetch or fetch >= FETCH_AT_MOST:
            return found, len(hits) < fetch
        fetch *= 4

"""Looks papers up for a person: within what they may see, and recorded where a personal id is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Agency, Role, User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.identity.matching import numbered
from dossiers.models import Holder, Paper
from ingest.measures import count_error
from reuse.finding import Found, Wanted, find
from reuse.of_person import papers_of_person
from search.ports import Index
from search.query import parse
from search.words import HIT_END, HIT_START, hide_ids
from vietnamese.person_id import mask
from web.papers.selectors import title_of
from web.papers.validity import Validity, validity_on
from web.search.facets import Facet, facets_of

# What a result shows of a paper and of those around it; their rows have thrice as many columns.
SHOWN = (
    "title", "number", "issued_on", "issuer", "state", "accepted_at", "valid_from", "valid_to", "revoked_at",
    "replaced_by", "withdrawn_reason", "paper_type__name", "paper_type__validity", "agency__name", "holder__name",
    "holder__personal_id", "holder__old_personal_id",
)  # fmt: skip
LIGHTS = str.maketrans({HIT_START: "<mark>", HIT_END: "</mark>"})


@dataclass(frozen=True, slots=True)
class Row:
    """One result as the list shows it."""

    paper: Paper
    title: str
    type_name: str  # empty where the title says it already
    holder_id: str  # masked
    unreviewed: bool
    validity: Validity
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows, whether there are more, and the code that says why only ids and numbers were searched."""

    rows: Sequence[Row]
    more: bool
    code: str
    facets: Sequence[Facet] = ()


def look_up(user: User, wanted: Wanted, *, day: date, by: str, index: Index) -> Answer:
    """Find what the person asks for among the papers that they may see.

    A personal id in the query makes it a look-up of a person: recorded in the chain of the person's
    own agency before anything is shown, without the id.
    """
    bearers, plan = record_person_looked_up(user, wanted.query, by=by), parse(wanted.query)
    one_more = replace(wanted, limit=wanted.limit + 1, facts_on=day)
    if plan.empty and bearers is not None:
        results = papers_of_person(one_more, bearers=bearers, user=user, day=day)
    else:
        visible = Paper.objects.visible_to(user).only(*SHOWN)
        results = find(one_more, papers=visible, index=index, bearers=bearers)
    rows = [row_of(each, day) for each in results.found[: wanted.limit]]
    if results.code:
        count_error(results.code)
    facets = facets_of(results, wanted)
    more = len(results.found) > wanted.limit
    return Answer(rows, more=more, code=results.code, facets=facets)


def record_person_looked_up(user: User, query: str, *, by: str) -> list[Holder] | None:
    """An event where the query holds a personal id; the id itself is not in it. Who bears it, None without one."""
    agency, asked = home_agency(user), parse(query).person_id
    if agency is None or not asked:
        return None
    # About the one person on record with this number, who is told of it; else about who asked.
    persons = numbered(asked)
    about = persons[0] if len(persons) == 1 else user
    events.record(agency=agency, actor=by, verb="search.person", about=about)
    return persons


def agencies_to_search(user: User) -> QuerySet[Agency]:
    """The agencies whose papers this person may find: an officer's whole province, else their own."""
    within = Q()
    for role in user.roles_held:
        if role.kind in (Role.Kind.CLERK, Role.Kind.AUDITOR, Role.Kind.OFFICER):
            within |= role.reach()
        if role.kind == Role.Kind.OFFICER:
            within |= Q(path__startswith=role.agency.path.split("/", 1)[0] + "/")
    # An empty condition would be met by all.
    return Agency.objects.filter(within) if within else Agency.objects.none()


def light(snippet: str) -> SafeString:
    """The snippet as HTML: ids masked, everything escaped, then the hits between <mark> and </mark>."""
    return mark_safe(escape(_hide_around_marks(snippet)).translate(LIGHTS))  # noqa: S308 - escaped


def _hide_around_marks(snippet: str) -> str:
    """The index masks ids already; this holds even for an entry that was written without it."""
    plain = snippet.replace(HIT_START, "").replace(HIT_END, "")
    return snippet if hide_ids(plain) == plain else hide_ids(plain)


def row_of(found: Found, day: date) -> Row:
    """A paper as a list shows it, ids masked."""
    paper = found.paper
    digits = (paper.holder.personal_id or paper.holder.old_personal_id) if paper.holder else ""
    title = title_of(paper)
    type_name = paper.paper_type.name if paper.paper_type else ""
    return Row(
        paper=paper,
        title=title,
        type_name="" if title.casefold().startswith(type_name.casefold()) else type_name,
        holder_id=mask(digits) if digits else "",
        unreviewed=paper.accepted_at is None,
        validity=validity_on(paper, day),
        snippet=light(found.snippet),
    )

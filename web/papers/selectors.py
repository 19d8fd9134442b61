"""Reads for the page of one paper. A constant number of queries, whatever hangs on the paper."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Role, User
from accounts.selectors import agencies_of
from dossiers.models import Paper, PaperQuerySet, Rendition, Reuse, Verification
from dossiers.states import State
from web.papers import history
from web.papers.facts import Fact, facts_of
from web.papers.history import MOST_EVENTS, Act, events_of, names_of
from web.papers.masking import hide_ids
from web.papers.signatures import SignatureWords, signatures_in_words
from web.papers.validity import Validity, validity_on

MOST_REUSES = 50
Kind = Rendition.Kind


# What a person most likely needs stands first: the signed evidence.
KINDS_IN_ORDER = [Kind.SIGNED, Kind.ORIGINAL, Kind.SEARCHABLE, Kind.COMPOSED]


@dataclass(frozen=True, slots=True)
class Use:
    """A reuse, the officer by name, and the purpose with ids masked."""

    reuse: Reuse
    officer: str
    purpose: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Everything that the page of a paper tells."""

    paper: Paper
    title: str
    unreviewed: bool  # no clerk has compared it with its scan yet
    validity: Validity
    facts: list[Fact]
    has_hidden_ids: bool
    file_name: str
    accepted_by: str
    verification: Verification | None
    signatures: list[SignatureWords]
    renditions: list[Rendition]
    uses: list[Use]
    acts: list[Act]
    acts_are_cut: bool
    may_withdraw: bool
    may_review: bool


def papers_to_show(user: User) -> PaperQuerySet:
    """The papers whose page this person may open, with what the page tells of their origin."""
    return Paper.objects.visible_to(user).select_related(
        "received_file__batch", "paper_type", "agency", "holder", "dossier", "replaced_by"
    )


def paper_page(paper: Paper, *, user: User, day: date, ids_open: bool) -> PaperPage:
    """The page of a paper that this person may see.

    Args:
        day: validity is told for this day.
        ids_open: show personal ids in full.
    """
    verification = paper.verifications.first()
    fields = {field.name: field for field in paper.fields.all()}
    reuses = paper.reuses.select_related("dossier", "component")[:MOST_REUSES]
    rows = events_of(paper)
    actors = {row.actor for row in rows} | {each.officer for each in reuses} | {paper.accepted_by}
    names = names_of(actors)
    is_clerk, is_officer = roles_in(paper, user)
    facts = facts_of(paper, fields, ids_open=ids_open)
    return PaperPage(
        paper=paper,
        title=title_of(paper, ids_open=ids_open),
        unreviewed=paper.accepted_at is None,
        validity=validity_on(paper, day),
        facts=facts,
        has_hidden_ids=any(fact.hidden for fact in facts),
        file_name=hide_ids(paper.received_file.name),
        accepted_by=names[paper.accepted_by],
        verification=verification,
        signatures=signatures_in_words(verification.signatures) if verification else [],
        renditions=renditions_of(paper),
        uses=[Use(each, names[each.officer], hide_ids(each.purpose)) for each in reuses],
        acts=history.in_words(paper, rows, names),
        acts_are_cut=len(rows) == MOST_EVENTS,
        may_withdraw=(is_clerk or is_officer) and paper.state == State.AVAILABLE,
        may_review=is_clerk and paper.state == State.TO_REVIEW,
    )


def renditions_of(paper: Paper) -> list[Rendition]:
    """What is held of the paper: the signed evidence first, of each kind the newest first."""
    rows = sorted(paper.renditions.all(), key=lambda each: -each.version)
    return sorted(rows, key=lambda each: KINDS_IN_ORDER.index(Kind(each.kind)))


def roles_in(paper: Paper, user: User) -> tuple[bool, bool]:
    """Whether the person is a clerk and whether an officer over the agency that keeps the paper."""
    is_clerk, is_officer = (
        agencies_of(user, kind).filter(pk=paper.agency_id).exists()
        for kind in (Role.Kind.CLERK, Role.Kind.OFFICER)
    )
    return is_clerk, is_officer


def title_of(paper: Paper, *, ids_open: bool = False) -> str:
    """What the paper is called: its title, else its type, else that it has no name yet."""
    title = paper.title or (paper.paper_type.name if paper.paper_type else "Giấy tờ chưa có tên")
    return title if ids_open else hide_ids(title)

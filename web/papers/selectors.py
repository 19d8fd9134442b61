"""Reads for the page of one paper. A constant number of queries, whatever hangs on the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When

from accounts.actors import actor
from accounts.models import Role, User
from accounts.selectors import agencies_of, has_role
from dossiers.access import dossiers_open_to
from dossiers.models import Paper, PaperQuerySet, Rendition, Reuse, Verification
from dossiers.states import State
from ingest.archive_findings import of_paper
from ingest.checks import unread_pages
from search.words import hide_ids
from web.papers import history
from web.papers.facts import Fact, facts_of
from web.papers.history import MOST_EVENTS, Act, events_of, names_of
from web.papers.signatures import CheckWords, SignatureWords, checks_in_words, signatures_in_words
from web.papers.validity import Validity, validity_on

MOST_REUSES = 50
MOST_SUCCESSORS = 20
Kind = Rendition.Kind


# What a person most likely needs stands first: the signed evidence.
KINDS_IN_ORDER = [Kind.SIGNED, Kind.ORIGINAL, Kind.SEARCHABLE, Kind.COMPOSED]


@dataclass(frozen=True, slots=True)
class Use:
    """A reuse, the officer by name, and the purpose with ids masked.

    `told` in full to who keeps the paper or works on the dossier; others learn which agency used it, and when.
    """

    reuse: Reuse
    officer: str
    purpose: str
    told: bool
    may_open: bool  # the dossier's checklist

    @property
    def alarmed(self) -> bool:
        """Whether the dossier has to be looked at again, since the paper is not what it was."""
        reuse = self.reuse
        return bool(reuse.alarm) and reuse.settled_at is None and reuse.revoked_at is None


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
    unread_pages: list[int]  # their words are in no search
    damages: list[str]  # codes of what the check of the archive found
    verification: Verification | None
    signatures: list[SignatureWords]
    checks: list[CheckWords]
    renditions: list[Rendition]
    uses: list[Use]
    acts: list[Act]
    acts_are_cut: bool
    may_verify: bool
    may_withdraw: bool
    may_review: bool
    may_relink: bool
    successors: list[Paper]

    @property
    def alarms(self) -> int:
        """How many dossiers have to be looked at again because of this paper."""
        return len({each.reuse.dossier_id for each in self.uses if each.alarmed})


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
    facts = facts_of(paper, fields, ids_open=ids_open)
    rows = events_of(paper)
    reuses = list(_reuses(paper))
    names = names_of(
        {row.actor for row in rows} | {each.officer for each in reuses} | {paper.accepted_by}
    )
    is_clerk, is_officer = roles_in(paper, user)
    keeps = is_clerk or is_officer or _audits(paper, user)
    in_use = paper.state == State.AVAILABLE
    may_withdraw = (is_clerk or is_officer) and in_use
    return PaperPage(
        paper=paper,
        title=title_of(paper, ids_open=ids_open),
        unreviewed=paper.accepted_at is None,
        validity=validity_on(paper, day),
        facts=facts,
        has_hidden_ids=any(fact.hidden for fact in facts),
        file_name=hide_ids(paper.received_file.name),
        accepted_by=names[paper.accepted_by],
        unread_pages=unread_pages(paper),
        damages=of_paper(paper),
        verification=verification,
        signatures=signatures_in_words(verification.signatures) if verification else [],
        checks=checks_in_words(verification.checks) if verification else [],
        renditions=renditions_of(paper, user=user),
        uses=_uses(reuses, names, user=user, keeps=keeps),
        acts=history.in_words(paper, rows, names, told_to=None if keeps else actor(user)),
        acts_are_cut=len(rows) == MOST_EVENTS,
        may_verify=in_use and has_role(user, Role.Kind.OFFICER, Role.Kind.CLERK),
        may_withdraw=may_withdraw,
        may_review=is_clerk and paper.state == State.TO_REVIEW,
        may_relink=is_clerk or is_officer,
        successors=list(successors_of(paper, user=user)) if may_withdraw else [],
    )


def successors_of(paper: Paper, *, user: User) -> PaperQuerySet:
    """The papers that may take this one's place: of the same person and type, in use, the newest first."""
    if paper.holder_id is None:
        return Paper.objects.none()
    same = Paper.objects.visible_to(user).filter(
        holder=paper.holder_id,
        paper_type=paper.paper_type_id,
        state=State.AVAILABLE,
        replaced_by=None,
    )
    newest_first = (F("issued_on").desc(nulls_last=True), "-id")
    return same.exclude(pk=paper.pk).order_by(*newest_first)[:MOST_SUCCESSORS]


def _reuses(paper: Paper) -> QuerySet[Reuse]:
    """Those whose dossiers have to be looked at again first, then the newest."""
    waits = Q(revoked_at=None, settled_at=None) & ~Q(alarm="")
    rows = paper.reuses.select_related("dossier__deciding_agency", "component", "exception")
    first = Case(When(waits, then=Value(0)), default=Value(1))
    return rows.order_by(first, "-id")[:MOST_REUSES]


def _uses(reuses: list[Reuse], names: Mapping[str, str], *, user: User, keeps: bool) -> list[Use]:
    ids = {each.dossier_id for each in reuses}
    theirs = dossiers_open_to(user).filter(pk__in=ids) if ids else []
    own = {each.pk for each in theirs}
    return [
        Use(
            reuse=each,
            officer=names[each.officer],
            purpose=hide_ids(each.purpose),
            told=keeps or each.dossier_id in own,
            may_open=each.dossier_id in own,
        )
        for each in reuses
    ]


def _audits(paper: Paper, user: User) -> bool:
    return agencies_of(user, Role.Kind.AUDITOR).filter(pk=paper.agency_id).exists()


def renditions_of(paper: Paper, *, user: User) -> list[Rendition]:
    """What is held of the paper: the signed evidence first, of each kind the newest first.

    The original of a stack shows other papers too: it is for those who may see them all.
    """
    rows = sorted(paper.renditions.all(), key=lambda each: -each.version)
    if any(_shows_more(each, paper) for each in rows) and not _sees_whole_file(paper, user):
        rows = [each for each in rows if each.kind != Kind.ORIGINAL]
    return sorted(rows, key=lambda each: KINDS_IN_ORDER.index(Kind(each.kind)))


def _shows_more(rendition: Rendition, paper: Paper) -> bool:
    own = (paper.last_page or paper.first_page) - paper.first_page + 1
    return rendition.kind == Kind.ORIGINAL and (rendition.pages or own) > own


def _sees_whole_file(paper: Paper, user: User) -> bool:
    of_file = Paper.objects.filter(received_file=paper.received_file_id)
    others = of_file.exclude(pk=paper.pk).exclude(state=State.DISSOLVED)
    return not others.exclude(pk__in=Paper.objects.visible_to(user).values("pk")).exists()


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

"""The papers that wait for a signature, for whom they wait, and what has been done about each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Agency, Role, User
from accounts.selectors import has_role
from config import wiring
from config.remote_signing import has_remote_signer
from dossiers.models import Paper, SigningSession
from dossiers.states import State
from ingest.signing import LIVE, waits_for_a_person
from web.access import clerk_papers
from web.paging import whole_number

MOST_AGENCIES = 200
COUNTED = 100


def to_sign(user: User) -> QuerySet[Paper]:
    """Every paper in TO_SIGN of the agencies where this person is a clerk."""
    return clerk_papers(user).filter(state=State.TO_SIGN)


def waiting_for(user: User) -> QuerySet[Paper]:
    """Those that wait for a person's signature."""
    return to_sign(user).filter(waits_for_a_person())


def left_in_words(user: User) -> str:
    """How many wait for this person, counted no further than one takes in at a glance; empty with none."""
    if not has_role(user, Role.Kind.CLERK):
        return ""
    left = waiting_for(user)[: COUNTED + 1].count()
    if left > COUNTED:
        return f"Hơn {COUNTED} giấy tờ chờ ký số"
    return f"{left} giấy tờ chờ ký số" if left else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; what it says wrongly is not asked."""

    agency: int | None
    paper_type: str

    @classmethod
    def of(cls, query: QueryDict) -> "Choice":
        """Read the address."""
        kind = query.get("loai", "").strip().replace("\0", "")[:40]
        return cls(agency=whole_number(query.get("co_quan", "")), paper_type=kind)

    def narrowed(self, papers: QuerySet[Paper]) -> QuerySet[Paper]:
        """The papers that the filters leave."""
        if self.agency is not None:
            papers = papers.filter(agency=self.agency)
        return papers.filter(paper_type=self.paper_type) if self.paper_type else papers


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of the list."""

    paper: Paper
    live: SigningSession | None
    by_person: bool  # else the server signs by itself
    has_key: bool  # whether the server holds the agency's key
    has_service: bool  # whether a remote service does
    mine: bool  # whether the reader began what is under way

    @property
    def is_given(self) -> bool:
        """Whether the signature is there and only its time-stamp is waited for."""
        return self.live is not None and self.live.stage == SigningSession.Stage.GIVEN

    @property
    def may_sign(self) -> bool:
        """Whether there is something to do about it here."""
        return not self.is_given and (self.by_person or self.has_key)


def lines(papers: Sequence[Paper], *, by: str) -> list[Line]:
    """The rows in words; they come with their sessions, see `with_sessions`."""
    codes = {paper.agency.code for paper in papers}
    keys = agencies_with_key(codes)
    return [_line(paper, keys, by) for paper in papers]


def with_sessions(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """With what the list shows of each."""
    # What was begun and has run out hinders nobody.
    holds = Q(stage=SigningSession.Stage.GIVEN) | Q(expires_at__gt=timezone.now())
    live = SigningSession.objects.filter(holds, stage__in=LIVE).defer("state", "signature")
    return papers.select_related("agency", "paper_type", "received_file").prefetch_related(
        Prefetch("signing_sessions", live, to_attr="live_sessions")
    )


def agencies_with_key(codes: Collection[str]) -> frozenset[str]:
    """Those of the agencies whose key the server holds."""
    signer = wiring.signer()
    return frozenset(code for code in codes if signer.has_key(code))


def agencies_and_types(user: User) -> tuple[list[Agency], list[tuple[str, str]]]:
    """What the filters offer: where and of which types papers wait."""
    papers = to_sign(user).order_by()
    agencies = Agency.objects.filter(pk__in=papers.values("agency")).order_by("path")
    types = papers.values_list("paper_type", "paper_type__name").distinct()
    named = [(str(code), str(name)) for code, name in types if code]
    return list(agencies[:MOST_AGENCIES]), sorted(named, key=lambda each: each[1])


def _line(paper: Paper, keys: frozenset[str], by: str) -> Line:
    live: list[SigningSession] = vars(paper)["live_sessions"]
    by_person = paper.agency.signs_with == Agency.SignsWith.PERSON
    return Line(
        paper=paper,
        live=live[0] if live else None,
        by_person=by_person,
        has_key=paper.agency.code in keys,
        has_service=by_person and has_remote_signer(paper.agency.code),
        mine=bool(live) and live[0].begun_by == by,
    )

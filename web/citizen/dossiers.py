"""Own dossiers as a person reads them: how far, until when, and what is still to be handed in."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from dossiers.citizens.own import dossiers_of, papers_of
from dossiers.models import Dossier, DossierStatus, Holder, Rating, RatingChannel
from dossiers.ratings import may_be_rated
from reuse.checklist import Line, lines_of
from reuse.sight import Sight
from web.paging import KeysetPage, page_of

PAGE_CARDS = 20
CLOSED = frozenset(
    {
        DossierStatus.NOT_RECEIVED,
        DossierStatus.WITHDRAWN,
        DossierStatus.STOPPED,
        DossierStatus.RESOLVED,
        DossierStatus.RETURNED,
    }
)


@dataclass(frozen=True, slots=True)
class Card:
    """One dossier in the list."""

    dossier: Dossier
    is_open: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """The page of one dossier."""

    card: Card
    needed: list[Line]
    held: list[Line]
    may_rate: bool
    rating: Rating | None  # what the person said here before


def dossier_cards(holder: Holder, *, after: str = "") -> tuple[KeysetPage[Dossier], list[Card]]:
    """One page of the person's dossiers, the latest first."""
    rows = dossiers_of(holder).select_related("procedure", "deciding_agency")
    page = page_of(rows, keys=("-id",), after=after, size=PAGE_CARDS)
    return page, [_card(row) for row in page.rows]


def dossier_page(dossier: Dossier, *, today: date) -> OwnDossier:
    """How far a dossier is. While it is open: which components are there, and which are still needed."""
    card = _card(dossier)
    lines: list[Line] = []
    if card.is_open:
        lines = lines_of(dossier, sight=Sight(known=papers_of(dossier.holder)), on=today)
    return OwnDossier(
        card=card,
        needed=[line for line in lines if line.still_needed],
        held=[line for line in lines if not line.still_needed],
        may_rate=may_be_rated(dossier),
        rating=Rating.objects.filter(dossier=dossier, channel=RatingChannel.PAGE).first(),
    )


def _card(dossier: Dossier) -> Card:
    is_open = dossier.status not in CLOSED
    is_late = is_open and dossier.due_at is not None and dossier.due_at < timezone.now()
    return Card(dossier, is_open=is_open, is_late=is_late)

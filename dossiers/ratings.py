"""How a person rates the handling of a dossier, whoever writes it down."""

from datetime import datetime

from dossiers import events
from dossiers.answers import Refused
from dossiers.models import Dossier, DossierStatus, Rating, RatingChannel

FINISHED = frozenset(
    {
        DossierStatus.WITHDRAWN,
        DossierStatus.STOPPED,
        DossierStatus.RESOLVED,
        DossierStatus.RETURNED,
    }
)


def may_be_rated(dossier: Dossier) -> bool:
    """Whether it was handled to the end: taken in, and closed whatever the outcome."""
    return dossier.status in FINISHED and dossier.finished_at is not None


def put_rating(
    dossier: Dossier, *, score: int, channel: RatingChannel, at: datetime, by: str
) -> Rating | Refused:
    """Keep what was said last; what was said already stays, without an event.

    What a person gave on their own page is theirs: nobody else writes over it.

    Args:
        dossier: locked by the caller, in whose transaction this runs.
        by: the actor of the event.
    """
    if score not in Rating.Score.values:
        return Refused("rating.not_a_score")
    if not may_be_rated(dossier):
        return Refused("rating.not_finished")
    before = Rating.objects.filter(dossier=dossier).first()
    own = before is not None and before.channel == RatingChannel.PAGE
    if own and channel != RatingChannel.PAGE:
        return Refused("rating.given_by_the_citizen")
    if before is not None and (before.score, before.channel) == (score, channel):
        return before
    values = {"score": score, "channel": channel, "at": at}
    rating, _ = Rating.objects.update_or_create(dossier=dossier, defaults=values)
    events.record(
        agency=dossier.deciding_agency,
        actor=by,
        verb="dossier.rated",
        about=dossier,
        facts={
            "rating": rating.pk,
            "score": score,
            "channel": str(channel),
            "before": before.score if before else None,
        },
    )
    return rating

"""A person rates how a dossier of their own was handled."""

from django.db import transaction
from django.utils import timezone

from dossiers.answers import Refused
from dossiers.citizens.own import dossiers_of
from dossiers.citizens.sessions import actor
from dossiers.models import Holder, Rating, RatingChannel
from dossiers.ratings import put_rating


def rate_own(*, holder: Holder, dossier_id: int, score: int) -> Rating | Refused:
    """Rate a finished dossier; rated again, the last word counts."""
    with transaction.atomic():
        row = dossiers_of(holder).filter(pk=dossier_id)
        row.select_for_update(no_key=True).order_by().values_list("pk").first()
        dossier = row.select_related("deciding_agency").first()
        if dossier is None:
            return Refused("rating.not_your_dossier")
        return put_rating(
            dossier, score=score, channel=RatingChannel.PAGE, at=timezone.now(), by=actor(holder)
        )

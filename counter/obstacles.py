"""What stands in the way of deciding a dossier and of returning its result."""

from datetime import date

from counter.results import Refused
from dossiers.models import Dossier, Reuse


def obstacles(dossier: Dossier, *, on: date) -> Refused | None:
    """Refused where a reused paper is in doubt, or was not valid on the day; names the components.

    A paper that was valid at intake and ended before the decision does not carry it.
    """
    reuses = list(
        dossier.reuses.filter(revoked_at__isnull=True)
        .select_related("component", "paper")
        .order_by("id")
    )
    doubted = [each for each in reuses if each.alarm and each.settled_at is None]
    if doubted:
        return Refused("counter.reused_paper_in_doubt", _components(doubted))
    ended = [
        each
        for each in reuses
        if each.paper is not None and each.paper.valid_to is not None and each.paper.valid_to < on
    ]
    return Refused("counter.reused_paper_expired", _components(ended)) if ended else None


def _components(reuses: list[Reuse]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.component.name for each in reuses))

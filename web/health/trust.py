"""Whether the roots that are relied on stand as their table says, and lists of revocation last."""

from datetime import datetime, timedelta

from django.utils import timezone

from config import wiring
from signing.roots import lists_end, standings
from web.health.findings import Word

SOON = timedelta(days=2)


def trust() -> tuple[Word, str, str] | None:
    """No pinned root is exchanged or missing, no list has ended or ends soon; None where nothing is loaded."""
    placed, loaded = standings(wiring.trust_folder()), wiring.trust()
    if not placed and not loaded.roots:
        return None
    changed = [each.file for each in placed if each.standing in ("changed", "missing")]
    if changed:
        return Word.DEGRADED, "health.root_changed", ", ".join(changed)
    now = timezone.now()
    ending = lists_end(loaded, within=SOON, now=now)
    told = "; ".join(f"{issuer}: {_moment(until)}" for issuer, until in ending)
    if any(until <= now for _, until in ending):
        return Word.DEGRADED, "health.list_ended", told
    if ending:
        return Word.ATTENTION, "health.list_ends", told
    return Word.GOOD, "health.good", ""


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"

"""Ratings and complaints about dossiers, as portals, surveys and hotlines tell of them."""

from collections import Counter
from collections.abc import Sequence

from dossiers.imports.course import dossier_of, dossiers_named, in_parts, span, tell
from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import Complaint, Dossier, Rating, RatingChannel
from dossiers.ratings import may_be_rated

RATINGS_REQUIRED = ("dossier_number", "score", "at")
RATINGS_OPTIONAL = ("channel",)
RATINGS_KEY = ("dossier_number",)
COMPLAINTS_REQUIRED = ("dossier_number", "about", "received_at")
COMPLAINTS_OPTIONAL = ("settled_at",)
COMPLAINTS_KEY = ("dossier_number", "about", "received_at")
VERB = "dossier.feedback_recorded"


def load_ratings(rows: Sequence[Row], work: Import) -> None:
    """Create or update ratings by dossier; a later word than the file's stays."""
    dossiers = dossiers_named(rows)
    saved = {
        each.dossier_id: each
        for part in in_parts(dossiers.values())
        for each in Rating.objects.filter(dossier__in=part)
    }
    touched: Counter[Dossier] = Counter()
    for row in rows:
        cells = Cells(row, work)
        dossier = dossier_of(cells, dossiers)
        score = cells.number("score", least=1, most=5, required=True)
        channel = cells.one_of("channel", RatingChannel.values, default=RatingChannel.PORTAL)
        at, _ = span(cells, "at")
        if dossier is not None and not may_be_rated(dossier):
            cells.wrong("rating.not_finished", "dossier_number")
        if not cells.ok or dossier is None or at is None:
            continue
        before = saved.get(dossier.pk)
        new = Rating(dossier=dossier, score=score or 0, channel=channel, at=at)
        if before is not None and _stays(before, new):
            work.count(created=False, changed=False)
            continue
        values = {"score": score, "channel": channel, "at": at}
        saved[dossier.pk], changed = work.write(before, new, values)
        touched[dossier] += changed
    tell(touched, work, verb=VERB)


def _stays(before: Rating, told: Rating) -> bool:
    """Whether what is kept was said later, or on the person's own page, over which no office writes."""
    own = before.channel == RatingChannel.PAGE
    theirs = told.channel in {RatingChannel.PAGE, RatingChannel.PORTAL}
    return before.at > told.at or (own and not theirs)


def load_complaints(rows: Sequence[Row], work: Import) -> None:
    """Create or update complaints by dossier, subject and the moment they came."""
    dossiers = dossiers_named(rows)
    saved = {
        (each.dossier_id, each.about, each.received_at): each
        for part in in_parts(dossiers.values())
        for each in Complaint.objects.filter(dossier__in=part)
    }
    touched: Counter[Dossier] = Counter()
    for row in rows:
        cells = Cells(row, work)
        dossier = dossier_of(cells, dossiers)
        about = cells.one_of("about", Complaint.About.values)
        received, settled = span(cells, "received_at", "settled_at")
        if not cells.ok or dossier is None or received is None:
            continue
        key = (dossier.pk, about, received)
        new = Complaint(dossier=dossier, about=about, received_at=received, by=work.by)
        saved[key], changed = work.write(saved.get(key), new, {"settled_at": settled})
        touched[dossier] += changed
    tell(touched, work, verb=VERB)

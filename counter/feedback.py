"""What people say at the counter of how their dossier is handled: a rating, a complaint and its end."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Role, User
from counter.holding import hold, record
from counter.results import Refused
from dossiers.models import Complaint, Dossier, DossierStatus, Rating, RatingChannel
from dossiers.ratings import put_rating

# Where the office itself writes a rating down; on their own page citizens do.
OFFICE_CHANNELS = (RatingChannel.COUNTER, RatingChannel.PHONE, RatingChannel.SURVEY)


def record_rating(
    *, dossier_id: int, score: int, channel: RatingChannel, by: User
) -> Rating | Refused:
    """Write down how the applicant rated; told again otherwise, the last word counts."""
    if channel not in OFFICE_CHANNELS:
        return Refused("rating.not_a_channel")
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        found = put_rating(dossier, score=score, channel=channel, at=timezone.now(), by=actor(by))
    return found if isinstance(found, Rating) else Refused(found.code)


def record_complaint(*, dossier_id: int, about: str, by: User) -> Complaint | Refused:
    """Write down that somebody complains; while it waits, the same again is the same complaint."""
    if about not in Complaint.About.values:
        return Refused("complaint.about_needed")
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        if not may_be_complained_of(dossier):
            return Refused("counter.wrong_status", (dossier.get_status_display(),))
        waiting = dossier.complaints.filter(about=about, settled_at__isnull=True).first()
        if waiting is not None:
            return waiting
        made = Complaint.objects.create(
            dossier=dossier, about=about, received_at=timezone.now(), by=actor(by)
        )
        facts = {"complaint": made.pk, "about": about}
        record(dossier, "dossier.complained", by=by, facts=facts)
    return made


def may_be_complained_of(dossier: Dossier) -> bool:
    """Whether there is anything to complain of: what was only registered has not been handled."""
    return dossier.status != DossierStatus.REGISTERED


def settle_complaint(*, dossier_id: int, complaint_id: int, by: User) -> Complaint | Refused:
    """Write down that the complaint was answered; a second call changes nothing."""
    with transaction.atomic():
        dossier = hold(dossier_id, by, Role.Kind.CLERK, Role.Kind.OFFICER)
        if isinstance(dossier, Refused):
            return dossier
        found = dossier.complaints.filter(pk=complaint_id).first()
        if found is None:
            return Refused("complaint.unknown")
        if found.settled_at is None:
            found.settled_at = timezone.now()
            found.save(update_fields=["settled_at"])
            facts = {"complaint": found.pk, "about": found.about}
            record(dossier, "dossier.complaint_settled", by=by, facts=facts)
    return found

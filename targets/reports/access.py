"""Who may see reports, and who may say to whom they are sent."""

from django.db.models import Q, QuerySet

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of, people_of, type_of_user
from targets.models import ReportSchedule

# Whoever answers for figures or checks them; the same who open Chỉ tiêu.
KINDS = (Role.Kind.MANAGER, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)


def reported_agencies(user: type_of_user) -> QuerySet[Agency]:
    """The agencies whose reports the person may see."""
    return agencies_of(user, *KINDS)


def may_receive(user: User, agency: Agency) -> bool:
    """Whether a report of the agency may be sent to the person today."""
    return reported_agencies(user).filter(pk=agency.pk).exists()


def recipients_for(user: User) -> QuerySet[User]:
    """To whom the person may have reports sent: themselves, and whom they look after as an administrator."""
    theirs = Q(pk=user.pk) | Q(pk__in=people_of(user).values("pk"))
    return User.objects.filter(theirs, is_active=True, is_service=False).order_by("username")


def schedules_seen_by(user: User) -> QuerySet[ReportSchedule]:
    """Their own schedules, and as an administrator those of their agencies."""
    administered = agencies_of(user, Role.Kind.ADMINISTRATOR).values("pk")
    rows = ReportSchedule.objects.filter(Q(user=user) | Q(agency__in=administered))
    return rows.select_related("user", "agency")

"""Whose dossiers a person works on. Every page and act on a dossier goes through this queryset."""

from django.db.models import Q, QuerySet

from accounts.models import Role
from accounts.selectors import agency_ids_of, type_of_user
from dossiers.models import Dossier

WORKING = (Role.Kind.OFFICER, Role.Kind.CLERK)


def dossiers_open_to(user: type_of_user, *kinds: Role.Kind) -> QuerySet[Dossier]:
    """The dossiers that the person's agencies decide or take in.

    Args:
        kinds: the roles that count; officers and clerks when none is named.
    """
    ids = agency_ids_of(user, *(kinds or WORKING))
    return Dossier.objects.filter(Q(deciding_agency__in=ids) | Q(place_of_intake__in=ids))


def is_open_to(user: type_of_user, dossier: Dossier, *kinds: Role.Kind) -> bool:
    """Whether a dossier that was just read is one of these; asks the records for the agencies only."""
    ids = agency_ids_of(user, *(kinds or WORKING))
    return dossier.deciding_agency_id in ids or dossier.place_of_intake_id in ids

"""Whose dossiers a person works on. Every page and act on a dossier goes through this queryset."""

from django.db.models import Q, QuerySet

from accounts.models import Role
from accounts.selectors import agency_ids_of, type_of_user
from dossiers.models import Dossier


def dossiers_open_to(user: type_of_user, *kinds: Role.Kind) -> QuerySet[Dossier]:
    """The dossiers that the person's agencies decide or take in.

    Args:
        kinds: the roles that count; officers and clerks when none is named.
    """
    ids = agency_ids_of(user, *(kinds or (Role.Kind.OFFICER, Role.Kind.CLERK)))
    return Dossier.objects.filter(Q(deciding_agency__in=ids) | Q(place_of_intake__in=ids))

"""Whose dossiers a person works on. Every page and act on a dossier goes through this queryset."""

from django.db.models import Q, QuerySet

from accounts.models import Agency, Role, User
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


def dossiers_of(agency: Agency) -> QuerySet[Dossier]:
    """The dossiers that an agency, or one below it, decides or takes in: for acts of the service itself."""
    path = agency.path
    return Dossier.objects.filter(
        Q(deciding_agency__path__startswith=path) | Q(place_of_intake__path__startswith=path)
    )


def dossiers_in_reach(user: type_of_user, *kinds: Role.Kind) -> QuerySet[Dossier]:
    """The same by the paths of the two agencies: for one dossier that is read with them anyway.

    It asks nothing beforehand. Lists go by row ids, which an index serves.
    """
    within = Q()
    for role in _counted(user, kinds):
        within |= role.reach("deciding_agency") | role.reach("place_of_intake")
    # An empty condition would be met by all.
    return Dossier.objects.filter(within) if within else Dossier.objects.none()


def is_open_to(user: type_of_user, dossier: Dossier, *kinds: Role.Kind) -> bool:
    """Whether a dossier that was read with its agencies is one of these; asks the records nothing."""
    agencies = (dossier.deciding_agency, dossier.place_of_intake)
    return any(_reaches(role, each) for role in _counted(user, kinds) for each in agencies)


def _counted(user: type_of_user, kinds: tuple[Role.Kind, ...]) -> list[Role]:
    if not isinstance(user, User) or not user.is_active:
        return []
    return [role for role in user.roles_held if role.kind in (kinds or WORKING)]


def _reaches(role: Role, agency: Agency) -> bool:
    """As `Role.reach` finds it."""
    return agency.path.startswith(role.agency.path) or agency.pk in role.taken_over

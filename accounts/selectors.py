"""Who may see what, in terms of agencies. Every read path of the rooms above goes through these."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Agency, Role, User

type_of_user = User | AnonymousUser


def agencies_of(user: type_of_user, *kinds: Role.Kind) -> QuerySet[Agency]:
    """The agencies in the subtrees where the user has one of these roles (any role when none is named)."""
    if not isinstance(user, User) or not user.is_active:
        return Agency.objects.none()
    found = Agency.objects.none()
    for role in user.roles.select_related("agency"):
        if not kinds or role.kind in kinds:
            found = found | Agency.objects.under(role.agency)
    return found.distinct()


def has_role(user: type_of_user, *kinds: Role.Kind) -> bool:
    """Whether the user has one of these roles anywhere."""
    return isinstance(user, User) and user.is_active and user.roles.filter(kind__in=kinds).exists()


def home_agency(user: type_of_user) -> Agency | None:
    """The agency a user works in: the topmost of their roles."""
    if not isinstance(user, User):
        return None
    role = user.roles.select_related("agency").order_by("agency__path").first()
    return role.agency if role else None


def tree_root(agency: Agency) -> Agency:
    """The root (the province or ministry) of an agency's tree."""
    return Agency.objects.get(code=agency.path.split("/", 1)[0])

"""Who may see what, in terms of agencies. Every read path of the rooms above goes through these."""

from collections.abc import Hashable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Agency, Role, User

type_of_user = User | AnonymousUser


def agencies_of(user: type_of_user, *kinds: Role.Kind) -> QuerySet[Agency]:
    """The agencies in the subtrees where the user has one of these roles (any role when none is named)."""
    if not isinstance(user, User) or not user.is_active:
        return Agency.objects.none()
    within = Q()
    for role in user.roles_held:
        if not kinds or role.kind in kinds:
            within |= role.reach()
    # An empty condition would be met by all.
    return Agency.objects.filter(within) if within else Agency.objects.none()


def agency_ids_of(user: type_of_user, *kinds: Role.Kind) -> tuple[int, ...]:
    """The row ids of `agencies_of`; asked once for each request's user, as the roles are."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    if kinds not in user.agencies_asked:
        rows = agencies_of(user, *kinds).order_by()
        user.agencies_asked[kinds] = tuple(rows.values_list("pk", flat=True))
    return user.agencies_asked[kinds]


def sight_of(user: type_of_user) -> Hashable:
    """Equal for all who may see the same: everything that conditions of who may see what look at."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return tuple(
        (role.kind, role.agency_id, role.agency.path, role.taken_over) for role in user.roles_held
    )


def has_role(user: type_of_user, *kinds: Role.Kind) -> bool:
    """Whether the user has one of these roles anywhere."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(role.kind in kinds for role in user.roles_held)


def home_agency(user: type_of_user) -> Agency | None:
    """The agency a user works in: the topmost of their roles."""
    if not isinstance(user, User):
        return None
    return user.roles_held[0].agency if user.roles_held else None


def administered_by(user: type_of_user) -> QuerySet[Agency]:
    """The agencies where the user may change roles and catalogues of agencies: their whole subtrees."""
    return agencies_of(user, Role.Kind.ADMINISTRATOR)


def people_of(user: type_of_user) -> QuerySet[User]:
    """The people whom an administrator sees: who has, will have or has had a role in their agencies."""
    given = Role.objects.filter(user=OuterRef("pk"), agency__in=administered_by(user))
    return User.objects.filter(Exists(given))


def wholly_administered_by(user: type_of_user) -> QuerySet[User]:
    """People whose every role, held or to come, lies where the user administers; never the user.

    Who may change an account as a whole: a new password opens all that the account may do, so it is
    not for an administrator of a part of it.
    """
    elsewhere = (
        Role.objects.not_ended(timezone.localdate())
        .filter(user=OuterRef("pk"))
        .exclude(agency__in=administered_by(user))
    )
    # A superuser is above every tree, whatever roles they have.
    return people_of(user).filter(~Exists(elsewhere), ~Q(pk=user.pk), is_superuser=False)


def catalogue_agency(user: type_of_user) -> Agency | None:
    """The province or ministry for which the user keeps the shared catalogues; None who keeps none.

    Procedures and paper types hold for every agency, so only an administrator of a whole tree
    changes them.
    """
    if not has_role(user, Role.Kind.ADMINISTRATOR) or not isinstance(user, User):
        return None
    roots = user.roles.filter(kind=Role.Kind.ADMINISTRATOR, agency__parent__isnull=True)
    role = roots.select_related("agency").order_by("agency__path").first()
    return role.agency if role else None

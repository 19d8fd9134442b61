"""What the pages tell of a person: their roles as far as the administrator may see, and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Role, User
from accounts.selectors import administered_by, wholly_administered_by


@dataclass(frozen=True, slots=True)
class Card:
    """A person with roles in the agencies of the administrator who looks."""

    user: User
    roles: tuple[Role, ...]  # that hold or will
    former: tuple[Role, ...] = ()
    elsewhere: bool = False  # there are other roles, of which nothing more is told
    may_change: bool = False  # the account as a whole


def cards(people: Iterable[User], *, seen_by: User) -> list[Card]:
    """The people of a list, with one query for all their roles."""
    people = list(people)
    today = timezone.localdate()
    found: dict[int, list[Role]] = {user.pk: [] for user in people}
    roles = Role.objects.not_ended(today).filter(
        user__in=people, agency__in=administered_by(seen_by)
    )
    for role in roles.select_related("agency").order_by("agency__path", "kind"):
        found[role.user_id].append(role)
    return [Card(user, tuple(found[user.pk])) for user in people]


def card(user: User, *, seen_by: User) -> Card:
    """One person, with what has ended too."""
    today = timezone.localdate()
    own = administered_by(seen_by)
    every = Role.objects.filter(user=user).select_related("agency")
    seen = list(every.filter(agency__in=own).order_by("agency__path", "kind", "valid_from"))
    ended = [role for role in seen if role.valid_to is not None and role.valid_to < today]
    return Card(
        user=user,
        roles=tuple(role for role in seen if role not in ended),
        former=tuple(ended),
        elsewhere=every.not_ended(today).exclude(agency__in=own).exists(),
        may_change=wholly_administered_by(seen_by).filter(pk=user.pk).exists(),
    )

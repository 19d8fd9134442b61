"""Accounts and roles: add, lock, unlock, a new password, give and end a role.

An administrator acts within the agencies they administer, on nobody who has a role elsewhere where the
account as a whole is concerned, and never on themselves.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from accounts.selectors import administered_by, people_of, wholly_administered_by
from dossiers import events
from dossiers.administration.acting import check_stamp, held, stamp_of
from dossiers.administration.errors import NotYours, PersonRefused

# What a system can be: it works on dossiers, it never heads, audits or administers.
SYSTEM_ROLES = (Role.Kind.OFFICER, Role.Kind.CLERK)


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role that is to be given; without days it holds from today on, as long as its agency is there."""

    kind: str
    agency: Agency
    valid_from: date | None = None
    valid_to: date | None = None


def add_person(*, by: User, username: str, full_name: str, role: NewRole) -> User:
    """Add an account with its first role and without a password; a one-time link lets the person set one.

    Raises:
        NotYours: the role's agency lies elsewhere.
        PersonRefused: the user name is taken, or the days are the wrong way round.
    """
    with transaction.atomic():
        by = held(by)
        # Told apart by case they would be one person's name for the eye and two for the records.
        if User.objects.filter(username__iexact=username).exists():
            raise PersonRefused("user.name_taken")
        user = User(username=username, full_name=full_name)
        user.set_unusable_password()
        user.save()
        _record(user, by, "user.added", agency=role.agency)
        _give(user, role, by)
    return user


def rename_person(*, by: User, user_id: int, full_name: str, seen: str) -> User:
    """Correct the name of a person.

    Raises:
        NotYours, Changed.
    """
    with transaction.atomic():
        by, user = _held_account(by, user_id)
        check_stamp(seen, person_stamp(user))
        if user.full_name != full_name:
            user.full_name = full_name
            user.save(update_fields=["full_name", "search_key"])
            _record(user, by, "user.renamed")
    return user


def lock_person(*, by: User, user_id: int) -> None:
    """Shut an account: whoever is signed in with it is out at once, and stays out after it is unlocked.

    Raises:
        NotYours: see `wholly_administered_by`.
        PersonRefused: the last administrator of an agency.
    """
    with transaction.atomic():
        by, user = _held_account(by, user_id)
        if not user.is_active:
            return
        for role in user.roles.filter(kind=Role.Kind.ADMINISTRATOR).select_related("agency"):
            _somebody_else_administers(role.agency, user)
        user.is_active = False
        user.session_generation += 1
        user.save(update_fields=["is_active", "session_generation"])
        _record(user, by, "user.locked")


def unlock_person(*, by: User, user_id: int) -> None:
    """Open a locked account again; its roles are what they were.

    Raises:
        NotYours: see `wholly_administered_by`.
    """
    with transaction.atomic():
        by, user = _held_account(by, user_id)
        if user.is_active:
            return
        user.is_active = True
        user.save(update_fields=["is_active"])
        _record(user, by, "user.unlocked")


def take_password_back(*, by: User, user_id: int) -> User:
    """Make the old password and every session end; the person sets a new one by a one-time link.

    Returns:
        The person as they are now, for `accounts.password_links.link_parts`.

    Raises:
        NotYours: see `wholly_administered_by`.
        PersonRefused: the account is locked, or is that of a system, which never signs in.
    """
    with transaction.atomic():
        by, user = _held_account(by, user_id)
        if not user.is_active:
            raise PersonRefused("user.is_locked")
        if user.is_service:
            raise PersonRefused("user.is_system")
        user.set_unusable_password()
        user.session_generation += 1
        user.save(update_fields=["password", "session_generation"])
        _record(user, by, "user.password_reset")
    return user


def note_password_set(*, user: User) -> None:
    """Record that a person has set their password by a link."""
    _record(user, user, "user.password_set")


def give_role(*, by: User, user_id: int, role: NewRole) -> User:
    """Give one more role to a person whom the administrator sees.

    Raises:
        NotYours: the person or the agency lies elsewhere, or the person is the administrator themselves.
        PersonRefused: they have the role already, or the days do not fit.
    """
    with transaction.atomic():
        by, user = _held_person(by, user_id)
        _give(user, role, by)
    return user


def end_role(*, by: User, role_id: int, last_day: date | None = None) -> None:
    """End a role on a day, or at once where none is given; it stays on record.

    Raises:
        NotYours: the role's agency lies elsewhere, or it is the administrator's own.
        PersonRefused: the role has ended, the day lies before it begins, or it is the last administrator's.
    """
    with transaction.atomic():
        found = Role.objects.filter(pk=role_id).values_list("user_id", flat=True).first()
        by, user = _held_person(by, found or 0)
        role = Role.objects.select_for_update(no_key=True).get(pk=role_id)
        if not administered_by(by).filter(pk=role.agency_id).exists():
            raise NotYours
        _check_end(role, last_day)
        if role.kind == Role.Kind.ADMINISTRATOR:
            _somebody_else_administers(role.agency, user)
        yesterday = timezone.localdate() - timedelta(days=1)
        role.valid_to = _first_of(last_day or yesterday, role.agency.valid_to) or yesterday
        # The days tell when a role opens doors; when it was given and ended stands in the events.
        if role.valid_from and role.valid_from > role.valid_to:
            role.valid_from = role.valid_to
        role.save(update_fields=["valid_from", "valid_to"])
        facts = {"role": role.kind, "last_day": role.valid_to.isoformat()}
        _record(user, by, "user.role_ended", agency=role.agency, **facts)


def person_stamp(user: User) -> str:
    """What a page keeps of a person to notice that somebody else has changed them."""
    return stamp_of([user], "full_name")


def _held_person(by: User, user_id: int) -> tuple[User, User]:
    """The administrator and somebody else whom they see, both held."""
    by = held(by, user_id)
    user = people_of(by).filter(pk=user_id).first()
    if user is None or user.pk == by.pk:
        raise NotYours
    return by, user


def _held_account(by: User, user_id: int) -> tuple[User, User]:
    """The administrator and somebody whose account is wholly theirs to change, both held."""
    by = held(by, user_id)
    user = wholly_administered_by(by).filter(pk=user_id).first()
    if user is None:
        raise NotYours
    return by, user


def _give(user: User, role: NewRole, by: User) -> None:
    today = timezone.localdate()
    begins = role.valid_from or today
    if not administered_by(by).filter(pk=role.agency.pk).exists():
        raise NotYours
    if user.is_service and role.kind not in SYSTEM_ROLES:
        raise PersonRefused("user.is_system")
    if role.valid_to is not None and role.valid_to < max(begins, today):
        raise PersonRefused("role.ends_too_early")
    agency = Agency.objects.filter(pk=role.agency.pk).valid_on(max(begins, today)).first()
    if agency is None:
        raise PersonRefused("role.agency_ended")
    ends = _first_of(role.valid_to, agency.valid_to)
    held_already = Role.objects.not_ended(begins).filter(
        user=user, kind=role.kind, agency=role.agency
    )
    if held_already.exists():
        raise PersonRefused("role.given_already")
    Role.objects.create(user=user, kind=role.kind, agency=agency, valid_from=begins, valid_to=ends)
    facts = {"role": role.kind, "first_day": begins.isoformat()}
    if ends is not None:
        facts["last_day"] = ends.isoformat()
    _record(user, by, "user.role_given", agency=role.agency, **facts)


def _first_of(*days: date | None) -> date | None:
    """The last day of a role: that of the role or of its agency, whichever comes first; None where neither has one."""
    return min((day for day in days if day is not None), default=None)


def _check_end(role: Role, last_day: date | None) -> None:
    today = timezone.localdate()
    if role.valid_to is not None and role.valid_to < today:
        raise PersonRefused("role.ended_already")
    if last_day is not None and last_day < max(today, role.valid_from or today):
        raise PersonRefused("role.ends_too_early")


def _somebody_else_administers(agency: Agency, user: User) -> None:
    """Raise unless another open account administers the agency, from it or from above, without end."""
    codes = agency.path.rstrip("/").split("/")
    others = Role.objects.filter(
        kind=Role.Kind.ADMINISTRATOR,
        agency__code__in=codes,
        user__is_active=True,
        valid_to__isnull=True,
    )
    if not others.in_force(timezone.localdate()).exclude(user=user).exists():
        raise PersonRefused("user.last_administrator")


def _record(user: User, by: User, verb: str, *, agency: Agency | None = None, **facts: str) -> None:
    """An event in the chain of the agency concerned: of the role, else of the person's topmost one."""
    if agency is None:
        today = timezone.localdate()
        roles = Role.objects.filter(user=user).select_related("agency").order_by("agency__path")
        role = roles.in_force(today).first() or roles.first()
        agency = role.agency if role else None
    if agency is not None:
        events.record(agency=agency, actor=actor(by), verb=verb, about=user, facts=facts)

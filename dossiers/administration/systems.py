"""Other systems that call the API: their accounts, and the tokens that open it.

A secret is told once, to who made it, and kept nowhere. An administrator acts on a system as on a person: within
the agencies they administer, and on the account as a whole only where all its roles lie there.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, SystemToken, User
from accounts.selectors import administered_by, wholly_administered_by
from accounts.system_tokens import HINT_LETTERS, hash_of, new_secret
from dossiers import events
from dossiers.administration.acting import held
from dossiers.administration.errors import NotYours, PersonRefused
from dossiers.administration.people import SYSTEM_ROLES, NewRole
from vietnamese.text import fold

MOST_DAYS = 730
MOST_CALLS_A_MINUTE = 100_000
ROLES = SYSTEM_ROLES
USERNAME_PREFIX = "ht."
USERNAME_LETTERS = 50


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token shall be good for, and for how long."""

    scopes: tuple[str, ...]
    days: int = 365
    calls_a_minute: int = 600


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token, and its secret: the only time that it is told."""

    token: SystemToken
    secret: str


def add_system(*, by: User, name: str, role: NewRole, wanted: NewToken) -> Issued:
    """Add a system with a role and its first token.

    Raises:
        NotYours: the role's agency lies elsewhere.
        PersonRefused: the name is taken, or the role or the token cannot be given like this.
    """
    with transaction.atomic():
        by = held(by)
        if not administered_by(by).filter(pk=role.agency.pk).exists():
            raise NotYours
        user = register_system(name=name, role=role, by=actor(by))
        return issue_token(user=user, wanted=wanted, by=actor(by))


def add_token(*, by: User, user_id: int, wanted: NewToken) -> Issued:
    """Give a system one more token, so that the old one can be changed for it without a gap.

    Raises:
        NotYours: see `wholly_administered_by`.
        PersonRefused: the account is locked, or the token cannot be given like this.
    """
    with transaction.atomic():
        by = held(by, user_id)
        user = wholly_administered_by(by).filter(pk=user_id, is_service=True).first()
        if user is None:
            raise NotYours
        return issue_token(user=user, wanted=wanted, by=actor(by))


def revoke_token(*, by: User, token_id: int) -> SystemToken:
    """End a token at once. A second call changes nothing.

    Raises:
        NotYours: see `wholly_administered_by`.
    """
    with transaction.atomic():
        user_id = SystemToken.objects.filter(pk=token_id).values_list("user", flat=True).first()
        by = held(by, user_id or 0)
        token = SystemToken.objects.filter(
            pk=token_id, user__in=wholly_administered_by(by)
        ).select_related("user")
        found = token.first()
        if found is None:
            raise NotYours
        end_token(token=found, by=actor(by))
    return found


def register_system(*, name: str, role: NewRole, by: str) -> User:
    """Make the account of a system; the caller has made sure that `by` may.

    Raises:
        PersonRefused: the name is taken, or the role is none for a system.
    """
    username = username_of(name)
    if role.kind not in ROLES:
        raise PersonRefused("system.role")
    with transaction.atomic():
        if not username or User.objects.filter(username__iexact=username).exists():
            raise PersonRefused("system.name_taken")
        user = User.objects.create(username=username, full_name=name, is_service=True)
        begins = role.valid_from or timezone.localdate()
        Role.objects.create(
            user=user,
            kind=role.kind,
            agency=role.agency,
            valid_from=begins,
            valid_to=role.valid_to,
        )
        events.record(agency=role.agency, actor=by, verb="system.added", about=user)
        facts = {"role": role.kind, "first_day": begins.isoformat()}
        events.record(agency=role.agency, actor=by, verb="user.role_given", about=user, facts=facts)
    return user


def issue_token(*, user: User, wanted: NewToken, by: str) -> Issued:
    """Make a token; the caller has made sure that `by` may.

    Raises:
        PersonRefused: the account is locked, has no role, or the token would open nothing or never end.
    """
    agency = _agency_of(user)
    if agency is None or not user.is_active:
        raise PersonRefused("user.is_locked" if agency else "system.no_role")
    scopes = [scope for scope in SystemToken.Scope.values if scope in wanted.scopes]
    in_bounds = 0 < wanted.days <= MOST_DAYS and 0 < wanted.calls_a_minute <= MOST_CALLS_A_MINUTE
    if not scopes or not in_bounds:
        raise PersonRefused("system.token_bounds")
    secret = new_secret()
    with transaction.atomic():
        token = SystemToken.objects.create(
            user=user,
            secret_hash=hash_of(secret),
            hint=secret[:HINT_LETTERS],
            scopes=" ".join(scopes),
            calls_a_minute=wanted.calls_a_minute,
            created_by=by,
            expires_at=timezone.now() + timedelta(days=wanted.days),
        )
        facts = {"token": token.pk, "scopes": token.scopes, "days": wanted.days}
        events.record(agency=agency, actor=by, verb="system.token_added", about=user, facts=facts)
    return Issued(token, secret)


def end_token(*, token: SystemToken, by: str) -> None:
    """End a token at once, whoever holds its secret; the caller has made sure that `by` may."""
    with transaction.atomic():
        now = timezone.now()
        ended = SystemToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        agency = _agency_of(token.user)
        if not ended:
            return
        token.revoked_at = now
        if agency is not None:
            events.record(
                agency=agency,
                actor=by,
                verb="system.token_revoked",
                about=token.user,
                facts={"token": token.pk},
            )


def username_of(name: str) -> str:
    """The user name of a system: what it is called, in letters without diacritics; empty where none is left."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return f"{USERNAME_PREFIX}{plain}"[:USERNAME_LETTERS] if plain else ""


def _agency_of(user: User) -> Agency | None:
    """In whose chain acts on the account are recorded: of its topmost role, held now or before."""
    roles = Role.objects.filter(user=user).select_related("agency").order_by("agency__path")
    role = roles.in_force(timezone.localdate()).first() or roles.first()
    return role.agency if role else None

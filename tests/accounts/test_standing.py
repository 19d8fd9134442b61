"""What the plain statements find is what the models' own queries would; whoever comes in is made of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency, Role, User
from accounts.standing import CALLER_FIELDS, MOST_SUCCESSIONS, TOKEN_FIELDS
from accounts.system_tokens import hash_of, new_secret, token_of
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db


def test_roles_are_whole_and_so_are_their_agencies(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    province = make_agency("H90", level="province", valid_from=date(2020, 1, 1))
    commune = make_agency("H90.41", parent=province, old_code="123")
    user = make_user("clerk", commune)
    Role.objects.create(
        user=user, kind="officer", agency=province, valid_from=date(2021, 2, 3), valid_to=_day(0)
    )
    with django_assert_num_queries(1):
        held = user.roles_held
        reached = [role.taken_over for role in held]
    asked = user.roles.select_related("agency").order_by("agency__path", "pk")
    assert [_facts(role) for role in held] == [_facts(role) for role in asked]
    assert [_facts(role.agency) for role in held] == [_facts(role.agency) for role in asked]
    assert reached == [frozenset(), frozenset()]
    assert not any(role.get_deferred_fields() for role in held)
    assert not any(role.agency.get_deferred_fields() for role in held)


@pytest.mark.parametrize(
    ("begins", "ends", "held"),
    [
        (None, None, True),
        (0, 0, True),
        (1, None, False),
        (None, -1, False),
        (-1, 1, True),
    ],
)
def test_a_role_holds_from_its_first_day_to_its_last(
    begins: int | None, ends: int | None, held: bool
) -> None:
    user, agency = make_user(None), make_agency()
    days = {"valid_from": _day(begins), "valid_to": _day(ends)}
    Role.objects.create(user=user, kind="clerk", agency=agency, **days)
    assert bool(user.roles_held) is held


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    parents=st.lists(st.integers(0, 7), min_size=8, max_size=8),
    heirs=st.lists(st.one_of(st.none(), st.integers(0, 7)), min_size=8, max_size=8),
    ends=st.lists(st.sampled_from([None, -400, -1, 0, 30]), min_size=8, max_size=8),
)
def test_what_was_taken_over_is_what_lies_under_it(
    parents: list[int], heirs: list[int | None], ends: list[int | None]
) -> None:
    Role.objects.all().delete()
    Agency.objects.update(successor=None, parent=None)
    Agency.objects.all().delete()
    made: list[Agency] = []
    for place, parent in enumerate(parents):
        above = made[parent] if parent < place else None
        made.append(make_agency(f"H9{place}", parent=above, valid_to=_day(ends[place])))
    for place, heir in enumerate(heirs):
        if heir is not None and heir != place:
            Agency.objects.filter(pk=made[place].pk).update(successor=made[heir])
    user = make_user(None)
    for agency in made:
        Role.objects.create(user=user, kind="clerk", agency=agency)
    for role in user.roles_held:
        under = set(Agency.objects.under(role.agency).values_list("pk", flat=True))
        own = set(
            Agency.objects.filter(path__startswith=role.agency.path).values_list("pk", flat=True)
        )
        assert own | role.taken_over == under
        assert not own & role.taken_over


def test_a_chain_of_successors_is_followed_so_far() -> None:
    chain = [make_agency(f"H90.{place}") for place in range(MOST_SUCCESSIONS + 2)]
    for old, heir in pairwise(chain):
        Agency.objects.filter(pk=old.pk).update(successor=heir, valid_to=_day(-1))
    (role,) = make_user("clerk", chain[-1]).roles_held
    assert role.taken_over == {agency.pk for agency in chain[1:-1]}


def test_who_has_no_account_yet_has_no_role() -> None:
    make_user("clerk")
    assert User(username="moi").roles_held == ()


def test_no_secret_opens_more_than_its_own() -> None:
    user = make_user("officer", is_service=True)
    secret = new_secret()
    token = user.system_tokens.create(
        secret_hash=hash_of(secret), scopes="read", expires_at=timezone.now() + timedelta(hours=1)
    )
    found = token_of(secret)
    assert found is not None
    assert (found, found.user, found.scopes) == (token, user, "read")
    whole = User.objects.get(pk=user.pk)
    for name in CALLER_FIELDS:
        assert name not in found.user.get_deferred_fields()
        assert getattr(found.user, name) == getattr(whole, name)
    assert [getattr(found, name) for name in TOKEN_FIELDS] == [token.pk, user.pk, "read", 600]
    for wrong in ("", secret[:-1], secret.upper(), "' OR 1=1 --", "%s", "%(moment)s", "\x00"):
        assert token_of(wrong) is None


@pytest.mark.parametrize("kinds", [(), ("officer",), ("officer", "clerk")])
def test_a_token_brings_the_roles_of_its_account_by_the_same_query(
    kinds: tuple[str, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user, secret = make_user(None, is_service=True), new_secret()
    province = make_agency("H90", level="province")
    for place, kind in enumerate(kinds):
        agency = make_agency(f"H90.{9 - place}", parent=province)
        Role.objects.create(user=user, kind=kind, agency=agency)
        Role.objects.create(user=user, kind="auditor", agency=agency, valid_to=_day(-1))
    Role.objects.create(user=make_user(None), kind="manager", agency=province)
    user.system_tokens.create(
        secret_hash=hash_of(secret), scopes="read", expires_at=timezone.now() + timedelta(hours=1)
    )
    with django_assert_num_queries(1):
        found = token_of(secret)
        assert found is not None
        held = found.user.roles_held
    assert [_facts(role) for role in held] == [_facts(role) for role in user.roles_held]
    assert [role.agency for role in held] == [role.agency for role in user.roles_held]
    assert len(held) == len(kinds)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_token_ends_at_its_moment(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    secret = new_secret()
    tokens = make_user("officer", is_service=True).system_tokens
    token = tokens.create(
        secret_hash=hash_of(secret), scopes="read", expires_at=now + timedelta(seconds=seconds)
    )
    assert token_of(secret) is None
    token.expires_at = now + timedelta(microseconds=1)
    token.save()
    assert token_of(secret) == token


def _day(offset: int | None) -> date | None:
    return None if offset is None else timezone.localdate() + timedelta(days=offset)


def _facts(row: Role | Agency) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

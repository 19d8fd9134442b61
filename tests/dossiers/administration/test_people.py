"""Accounts and roles: what an act writes, whom it lets in and out, and what the chain tells of it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from accounts.password_links import LINKS
from accounts.selectors import has_role
from dossiers.administration import people
from dossiers.administration.errors import Changed, NotYours, PersonRefused
from dossiers.administration.people import NewRole
from dossiers.chain import breaks
from dossiers.models import Event
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def admin() -> User:
    return make_user("administrator", make_agency("H90", level="province"), username="quantri")


def home(user: User):
    return user.roles.get(kind="administrator").agency


def refused(code: str) -> object:
    return pytest.raises(PersonRefused, match=f"^{code}$")


def test_a_new_person_has_a_role_and_no_password(admin: User) -> None:
    commune = make_agency("H90.41", parent=home(admin))
    user = people.add_person(
        by=admin, username="hoa", full_name="Lê Thị Hoa", role=NewRole("clerk", commune)
    )
    assert not user.has_usable_password()
    assert [(each.kind, each.agency) for each in user.roles] == [("clerk", commune)]
    events = Event.objects.filter(object_type="user", object_id=user.pk).order_by("seq")
    assert [each.verb for each in events] == ["user.added", "user.role_given"]
    assert not list(breaks(commune))
    for event in events:
        assert "Hoa" not in f"{event.facts}{event.purpose}{event.actor}"


def test_a_user_name_is_taken_whatever_its_case(admin: User) -> None:
    make_user("clerk", username="Hoa")
    with refused("user.name_taken"):
        people.add_person(
            by=admin, username="hoa", full_name="Lê Hoa", role=NewRole("clerk", home(admin))
        )


def test_who_is_locked_is_out_at_once_and_stays_out_when_unlocked(admin: User) -> None:
    clerk = make_user("clerk", home(admin))
    client = Client()
    client.force_login(clerk)
    assert client.get("/quet/").status_code == 200
    people.lock_person(by=admin, user_id=clerk.pk)
    assert client.get("/quet/").status_code == 302
    people.unlock_person(by=admin, user_id=clerk.pk)
    assert client.get("/quet/").status_code == 302
    clerk.refresh_from_db()
    again = Client()
    again.force_login(clerk)
    assert again.get("/quet/").status_code == 200


def test_locking_twice_is_one_event(admin: User) -> None:
    clerk = make_user("clerk", home(admin))
    for _ in range(2):
        people.lock_person(by=admin, user_id=clerk.pk)
    assert Event.objects.filter(verb="user.locked", object_id=clerk.pk).count() == 1


def test_a_password_taken_back_ends_sessions_and_older_links(admin: User) -> None:
    clerk = make_user("clerk", home(admin))
    client = Client()
    client.force_login(clerk)
    first = people.take_password_back(by=admin, user_id=clerk.pk)
    older = LINKS.make_token(first)
    assert client.get("/quet/").status_code == 302
    assert LINKS.check_token(first, older)
    second = people.take_password_back(by=admin, user_id=clerk.pk)
    assert not LINKS.check_token(second, older)
    token = LINKS.make_token(second)
    people.lock_person(by=admin, user_id=clerk.pk)
    people.unlock_person(by=admin, user_id=clerk.pk)
    assert not LINKS.check_token(User.objects.get(pk=clerk.pk), token)


def test_a_locked_person_gets_no_link(admin: User) -> None:
    clerk = make_user("clerk", home(admin), is_active=False)
    with refused("user.is_locked"):
        people.take_password_back(by=admin, user_id=clerk.pk)


def test_an_account_with_a_role_elsewhere_is_not_changed_but_its_role_here_is(admin: User) -> None:
    clerk = make_user("clerk", home(admin))
    Role.objects.create(user=clerk, kind="manager", agency=make_agency("H91", level="province"))
    for act in (people.lock_person, people.unlock_person, people.take_password_back):
        with pytest.raises(NotYours):
            act(by=admin, user_id=clerk.pk)
    people.end_role(by=admin, role_id=clerk.given_roles.get(kind="clerk").pk)
    assert [each.kind for each in clerk.roles] == ["manager"]
    with pytest.raises(NotYours):
        people.end_role(by=admin, role_id=clerk.given_roles.get(kind="manager").pk)


def test_a_superuser_is_nobodys_to_change(admin: User) -> None:
    above = make_user("clerk", home(admin), is_superuser=True)
    with pytest.raises(NotYours):
        people.take_password_back(by=admin, user_id=above.pk)


def test_nobody_changes_themselves(admin: User) -> None:
    own = admin.roles.get()
    for act in (
        lambda: people.give_role(by=admin, user_id=admin.pk, role=NewRole("clerk", home(admin))),
        lambda: people.end_role(by=admin, role_id=own.pk),
        lambda: people.lock_person(by=admin, user_id=admin.pk),
        lambda: people.take_password_back(by=admin, user_id=admin.pk),
    ):
        with pytest.raises(NotYours):
            act()
    assert list(admin.roles) == [own]


def anew(user: User) -> User:
    """The person as the next request knows them: roles are asked once for each."""
    return User.objects.get(pk=user.pk)


def test_a_role_ended_or_to_come_opens_nothing(admin: User) -> None:
    clerk = make_user(None)
    Role.objects.create(user=clerk, kind="manager", agency=home(admin), valid_to=TODAY())
    assert has_role(anew(clerk), Role.Kind.MANAGER)
    tomorrow = TODAY() + timedelta(days=1)
    people.give_role(
        by=admin, user_id=clerk.pk, role=NewRole("clerk", home(admin), valid_from=tomorrow)
    )
    assert not has_role(anew(clerk), Role.Kind.CLERK)
    people.end_role(by=admin, role_id=clerk.given_roles.get(kind="manager").pk)
    assert not has_role(anew(clerk), Role.Kind.MANAGER)


def test_a_role_given_today_by_mistake_is_ended_today(admin: User) -> None:
    clerk = make_user("officer", home(admin))
    people.give_role(by=admin, user_id=clerk.pk, role=NewRole("clerk", home(admin)))
    people.end_role(by=admin, role_id=clerk.given_roles.get(kind="clerk").pk)
    assert not has_role(anew(clerk), Role.Kind.CLERK)
    # And given once more, since the first time was no mistake after all.
    people.give_role(by=admin, user_id=clerk.pk, role=NewRole("clerk", home(admin)))
    assert has_role(anew(clerk), Role.Kind.CLERK)


def test_a_role_is_given_once_and_within_the_life_of_the_agency(admin: User) -> None:
    clerk = make_user("clerk", home(admin))
    with refused("role.given_already"):
        people.give_role(by=admin, user_id=clerk.pk, role=NewRole("clerk", home(admin)))
    ended = make_agency("H90.30", parent=home(admin), valid_to=date(2025, 6, 30))
    with refused("role.agency_ended"):
        people.give_role(by=admin, user_id=clerk.pk, role=NewRole("clerk", ended))
    past = NewRole("officer", home(admin), valid_to=TODAY() - timedelta(days=1))
    with refused("role.ends_too_early"):
        people.give_role(by=admin, user_id=clerk.pk, role=past)
    role = clerk.given_roles.get()
    with refused("role.ends_too_early"):
        people.end_role(by=admin, role_id=role.pk, last_day=TODAY() - timedelta(days=1))
    people.end_role(by=admin, role_id=role.pk)
    with refused("role.ended_already"):
        people.end_role(by=admin, role_id=role.pk)


def test_a_role_ends_with_its_agency_though_given_after_the_end_was_announced(admin: User) -> None:
    last = TODAY() + timedelta(days=10)
    commune = make_agency("H90.41", parent=home(admin), valid_to=last)
    clerk = make_user(None)
    Role.objects.create(user=clerk, kind="officer", agency=home(admin))
    for kind, until in (("clerk", None), ("officer", last + timedelta(days=1))):
        people.give_role(by=admin, user_id=clerk.pk, role=NewRole(kind, commune, valid_to=until))
    sooner = last - timedelta(days=1)
    people.give_role(by=admin, user_id=clerk.pk, role=NewRole("auditor", commune, valid_to=sooner))
    ends = {each.kind: each.valid_to for each in clerk.given_roles.filter(agency=commune)}
    assert ends == {"clerk": last, "officer": last, "auditor": sooner}
    given = clerk.given_roles.get(kind="auditor", agency=commune)
    people.end_role(by=admin, role_id=given.pk, last_day=last + timedelta(days=9))
    given.refresh_from_db()
    assert given.valid_to == last
    told = Event.objects.filter(agency=commune, verb="user.role_given").order_by("seq")
    assert [each.facts["last_day"] for each in told] == [
        day.isoformat() for day in (last, last, sooner)
    ]


def test_the_last_administrator_without_end_cannot_be_locked_or_stripped(admin: User) -> None:
    other = make_user("administrator", home(admin))
    Role.objects.filter(user=admin).update(valid_to=TODAY() + timedelta(days=30))
    with refused("user.last_administrator"):
        people.lock_person(by=admin, user_id=other.pk)
    with refused("user.last_administrator"):
        people.end_role(by=admin, role_id=other.roles.get().pk)
    make_user("administrator", home(admin))
    people.lock_person(by=admin, user_id=other.pk)


def test_who_has_just_been_locked_acts_no_more(admin: User) -> None:
    other = make_user("administrator", home(admin))
    people.lock_person(by=admin, user_id=other.pk)
    # `other` as their own request still holds them: signed in, and active.
    with pytest.raises(NotYours):
        people.lock_person(by=other, user_id=admin.pk)


def test_the_second_of_two_at_once_is_told(admin: User) -> None:
    clerk = make_user("clerk", home(admin))
    seen = people.person_stamp(clerk)
    people.rename_person(by=admin, user_id=clerk.pk, full_name="Lê Hoa", seen=seen)
    with pytest.raises(Changed):
        people.rename_person(by=admin, user_id=clerk.pk, full_name="Lê Hòa", seen=seen)

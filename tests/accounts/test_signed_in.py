"""A session opens what it opened before, for as long as it holds and its person's account is not locked."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.signed_in import Accounts, SessionStore
from accounts.standing import PERSON_FIELDS
from tests.records import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_a_session_is_what_django_would_read(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = SessionStore()
    made["q"] = "Nguyễn Văn Thử"
    made.create()
    with django_assert_num_queries(1):
        assert SessionStore(made.session_key)["q"] == "Nguyễn Văn Thử"
    assert DjangosStore(made.session_key)["q"] == "Nguyễn Văn Thử"
    theirs = DjangosStore()
    theirs["q"] = 1
    theirs.create()
    assert SessionStore(theirs.session_key)["q"] == 1


@pytest.mark.parametrize("over_s", [0, 1, 86400])
def test_a_session_that_is_over_holds_nothing_and_gives_its_key_up(
    over_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    made = SessionStore()
    made["q"] = 1
    made.create()
    monkeypatch.setattr(timezone, "now", lambda: now)
    Session.objects.update(expire_date=now - timedelta(seconds=over_s))
    again = SessionStore(made.session_key)
    assert again.get("q") is None
    assert again.session_key is None
    Session.objects.update(expire_date=now + timedelta(microseconds=1))
    assert SessionStore(made.session_key).get("q") == 1


def test_a_session_that_nobody_gave_or_somebody_changed_holds_nothing() -> None:
    made = SessionStore()
    made["q"] = 1
    made.create()
    for key in ("x" * 32, "' OR 1=1 --", "%s" * 8, str(made.session_key).upper() + "%"):
        assert SessionStore(key).get("q") is None
    row = Session.objects.get()
    row.session_data = row.session_data[:-2] + "xx"
    row.save()
    assert SessionStore(made.session_key).get("q") is None


def test_a_cookie_that_no_record_could_hold_is_nobodys() -> None:
    client = Client(headers={"cookie": 'sessionid="aaaaaaaa\\000aaaaaaaaaaaaaaaaaaaaaaa"'})
    assert client.get(reverse("sign_in")).status_code == 200
    assert client.get(reverse("scan")).status_code == 302


def test_a_session_keeps_what_is_put_into_it_and_begins_again_never(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = SessionStore()
    made.save()
    session = SessionStore(made.session_key)
    session["q"] = "Trần"
    session.set_expiry(3600)
    with django_assert_num_queries(1):
        session.save()
    row = Session.objects.get()
    assert DjangosStore(made.session_key)["q"] == "Trần"
    assert timedelta(minutes=59) < row.expire_date - timezone.now() <= timedelta(hours=1)
    row.delete()
    session["q"] = "Lê"
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_a_person_is_read_without_what_pages_do_not_need() -> None:
    user = make_user("clerk")
    found = Accounts().get_user(user.pk)
    assert found == user
    assert found is not None
    assert [getattr(found, name) for name in PERSON_FIELDS] == [
        getattr(user, name) for name in PERSON_FIELDS
    ]
    assert not set(PERSON_FIELDS) & found.get_deferred_fields()
    assert found.get_session_auth_hash() == user.get_session_auth_hash()
    assert Accounts().get_user(user.pk + 1) is None
    # What was not read is asked for, and saving does not lose it.
    User.objects.filter(pk=user.pk).update(email="lan@example.vn")
    found.full_name = "Lê Thị Lan"
    found.save()
    kept = User.objects.get(pk=user.pk)
    assert (kept.email, kept.full_name) == ("lan@example.vn", "Lê Thị Lan")
    assert found.email == kept.email


def test_a_locked_account_is_signed_out_at_once() -> None:
    user, client = make_user("clerk"), Client()
    assert client.login(username=user.username, password=PASSWORD)
    assert client.get(reverse("scan")).status_code == 200
    User.objects.update(is_active=False)
    assert client.get(reverse("scan")).status_code == 302
    User.objects.update(is_active=True, session_generation=5)
    assert client.get(reverse("scan")).status_code == 302


def test_a_session_of_another_kind_of_account_opens_nothing() -> None:
    user, client = make_user("clerk"), Client()
    client.force_login(user)
    session = client.session
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    assert session[SESSION_KEY] == str(user.pk)
    assert client.get(reverse("scan")).status_code == 302

"""Hệ thống: an administrator adds a system, gives it tokens and takes them back; a secret is shown once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, Role, SystemToken, User
from dossiers.models import Event
from tests.records import PASSWORD, make_agency, make_user

pytestmark = pytest.mark.django_db
CALL = "/api/v1/procedures"


@pytest.fixture
def province() -> Agency:
    return make_agency("H90", name="Tỉnh Nam Giang", level="province")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency("H90.41", name="Xã Tân Lâm", parent=province)


@pytest.fixture
def admin(client: Client, commune: Agency) -> User:
    user = make_user("administrator", commune, username="quantri")
    client.force_login(user)
    return user


def asked(agency_asked: Agency, **facts: Any) -> dict[str, Any]:
    return {
        "name": "Một cửa điện tử",
        "kind": "officer",
        "agency": agency_asked.pk,
        "scopes": ["read", "reuse"],
        "days": 90,
        "calls_a_minute": 60,
        **facts,
    }


def secret_in(answer: HttpResponse) -> str:
    found = re.search(r"motlan_[A-Za-z0-9_-]{40,}", answer.content.decode())
    assert found, answer.content.decode()
    return found[0]


def call(secret: str) -> int:
    return Client().get(CALL, headers={"Authorization": f"Bearer {secret}"}).status_code


def add(client: Client, agency: Agency, **facts: Any) -> tuple[User, str]:
    answer = client.post(reverse("system_add"), asked(agency, **facts))
    assert answer.status_code == 200
    return User.objects.get(is_service=True), secret_in(answer)  # type: ignore[arg-type]


def test_a_system_is_added_and_its_secret_is_shown_once(
    client: Client, admin: User, commune: Agency
) -> None:
    system, secret = add(client, commune)
    assert (system.username, system.full_name) == ("ht.mot-cua-dien-tu", "Một cửa điện tử")
    assert system.roles.get().kind == Role.Kind.OFFICER
    assert call(secret) == 200
    page = client.get(reverse("system", args=[system.pk])).content.decode()
    assert secret not in page
    assert secret[:11] in page
    assert secret not in str(list(SystemToken.objects.values()))
    assert secret not in str(list(Event.objects.values()))
    assert set(Event.objects.values_list("verb", flat=True)) == {
        "system.added",
        "user.role_given",
        "system.token_added",
    }


def test_a_token_is_changed_for_another_without_a_gap(
    client: Client, admin: User, commune: Agency
) -> None:
    system, old = add(client, commune)
    answer = client.post(
        reverse("system", args=[system.pk]), {"scopes": ["read"], "days": 30, "calls_a_minute": 10}
    )
    new = secret_in(answer)  # type: ignore[arg-type]
    assert (call(old), call(new)) == (200, 200)
    token = SystemToken.objects.order_by("id")[0]
    for _ in range(2):
        client.post(reverse("token_revoke", args=[token.pk]))
    assert (call(old), call(new)) == (401, 200)
    assert Event.objects.filter(verb="system.token_revoked").count() == 1
    page = client.get(reverse("system", args=[system.pk])).content.decode()
    assert "Đã thu hồi" in page
    assert "Thu hồi khóa truy cập" in page


@pytest.mark.parametrize(
    "facts",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": 0},
        {"days": 731},
        {"calls_a_minute": 0},
        {"calls_a_minute": 10**9},
        {"name": ""},
        {"name": "一二三"},
        {"name": "a\u202eb"},
        {"kind": "administrator"},
        {"kind": "auditor"},
        {"agency": ""},
    ],
)
def test_what_cannot_be_is_refused(
    client: Client, admin: User, commune: Agency, facts: dict[str, Any]
) -> None:
    answer = client.post(reverse("system_add"), asked(commune, **facts))
    assert answer.status_code == 400
    assert not User.objects.filter(is_service=True).exists()
    assert not SystemToken.objects.exists()


def test_a_name_is_taken_once(client: Client, admin: User, commune: Agency) -> None:
    add(client, commune)
    answer = client.post(reverse("system_add"), asked(commune, name="MỘT CỬA, điện tử!"))
    assert answer.status_code == 400
    assert "đã có tài khoản" in answer.content.decode()


def test_an_administrator_elsewhere_sees_and_changes_nothing(
    client: Client, admin: User, province: Agency, commune: Agency
) -> None:
    system, secret = add(client, commune)
    token = SystemToken.objects.get()
    beside = make_agency("H90.42", parent=province)
    client.force_login(make_user("administrator", beside))
    assert system.full_name not in client.get(reverse("systems")).content.decode()
    assert client.get(reverse("system", args=[system.pk])).status_code == 404
    assert client.post(reverse("system", args=[system.pk]), asked(beside)).status_code == 404
    assert client.post(reverse("token_revoke", args=[token.pk])).status_code == 404
    assert client.post(reverse("system_add"), asked(commune)).status_code == 400
    assert call(secret) == 200


def test_who_administers_a_part_only_does_not_issue_for_the_whole(
    client: Client, admin: User, province: Agency, commune: Agency
) -> None:
    system, secret = add(client, commune)
    beside = make_agency("H90.42", parent=province)
    Role.objects.create(user=system, kind=Role.Kind.OFFICER, agency=beside)
    client.post(reverse("token_revoke", args=[SystemToken.objects.get().pk]))
    answer = client.post(
        reverse("system", args=[system.pk]), {"scopes": ["read"], "days": 1, "calls_a_minute": 1}
    )
    assert answer.status_code == 400
    assert SystemToken.objects.count() == 1
    assert call(secret) == 200


@pytest.mark.parametrize("kind", ["clerk", "officer", "manager", "auditor"])
def test_other_roles_do_not_come_here(client: Client, commune: Agency, kind: str) -> None:
    client.force_login(make_user(kind, commune))
    assert client.get(reverse("systems")).status_code == 403
    assert client.post(reverse("system_add"), asked(commune)).status_code == 403


def test_a_system_gets_no_password_and_administers_nothing(
    client: Client, admin: User, commune: Agency
) -> None:
    system, _ = add(client, commune)
    answer = client.post(reverse("person_link", args=[system.pk]))
    assert answer.status_code == 302
    told = [str(each) for each in get_messages(answer.wsgi_request)]
    assert "tài khoản của một hệ thống" in told[0]
    for kind in ("administrator", "manager", "auditor"):
        client.post(reverse("person_role", args=[system.pk]), {"kind": kind, "agency": commune.pk})
    assert {role.kind for role in system.roles} == {Role.Kind.OFFICER}
    system.set_password(PASSWORD)
    system.save()
    assert not Client().login(username=system.username, password=PASSWORD)


def test_a_locked_system_calls_no_more(client: Client, admin: User, commune: Agency) -> None:
    system, secret = add(client, commune)
    client.post(reverse("person_lock", args=[system.pk]))
    assert call(secret) == 401
    client.post(reverse("person_unlock", args=[system.pk]))
    assert call(secret) == 200


def test_an_empty_list_says_what_to_do_next(client: Client, admin: User) -> None:
    page = client.get(reverse("systems")).content.decode()
    assert "Chưa có hệ thống nào" in page
    assert reverse("system_add") in page


def test_an_expired_token_is_shown_as_such(client: Client, admin: User, commune: Agency) -> None:
    system, _ = add(client, commune)
    SystemToken.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page = client.get(reverse("system", args=[system.pk])).content.decode()
    assert "Hết hạn" in page
    assert reverse("token_revoke", args=[SystemToken.objects.get().pk]) not in page

"""Who signs in, who is refused and who leaves is told in the log, and never what was typed."""

import json

import pytest
from django.test import Client

from dossiers.models import Event
from tests.records import make_agency, make_user
from web.sign_in import throttle

pytestmark = pytest.mark.django_db
ADDRESS, PASSWORD = "/dang-nhap/", "mot cau de nho 1"


def told() -> list[tuple[str, str, str, int]]:
    rows = Event.objects.filter(verb__startswith="user.sign").order_by("id")
    return list(rows.values_list("verb", "actor", "object_type", "agency_id"))


def test_in_and_out(client: Client) -> None:
    make_agency()
    home = make_agency()
    user = make_user("clerk", home)
    user.set_password(PASSWORD)
    user.save()
    sent = {"username": user.username, "password": PASSWORD}
    assert client.post(ADDRESS, {**sent, "password": "Sai mất rồi 12"}).status_code == 200
    assert client.post(ADDRESS, sent).status_code == 302
    assert client.post("/dang-xuat/").status_code == 302
    assert client.post("/dang-xuat/").status_code == 302  # nobody is signed in any more
    by = f"user:{user.username}"
    assert told() == [
        ("user.sign_in_refused", "unknown", "user", home.pk),
        ("user.signed_in", by, "user", home.pk),
        ("user.signed_out", by, "user", home.pk),
    ]


def test_a_name_that_nobody_has_is_told_and_not_written_down(client: Client) -> None:
    first = make_agency()
    make_agency()
    answer = client.post(ADDRESS, {"username": "MatKhauNham0Cho", "password": "x1 y2 z3"})
    assert answer.status_code == 200
    assert told() == [("user.sign_in_refused", "unknown", "agency", first.pk)]
    event = Event.objects.get(verb="user.sign_in_refused")
    assert "MatKhau" not in json.dumps([event.facts, event.purpose, event.actor])


def test_tries_that_are_not_looked_at_fill_no_log(client: Client) -> None:
    make_agency()
    for _ in range(throttle.TRIES + 4):
        client.post(ADDRESS, {"username": "aithe", "password": "x1 y2 z3"})
    rows = Event.objects.filter(verb="user.sign_in_refused").order_by("id")
    assert [each.facts["closed"] for each in rows] == [False] * (throttle.TRIES - 1) + [True]


def test_without_any_agency_there_is_no_chain_and_no_harm(client: Client) -> None:
    user = make_user(None)
    user.set_password(PASSWORD)
    user.save()
    sent = {"username": user.username, "password": PASSWORD}
    assert client.post(ADDRESS, {**sent, "password": "x"}).status_code == 200
    assert client.post(ADDRESS, sent).status_code == 302
    assert told() == []

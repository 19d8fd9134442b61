"""Sign-in under attack, headers on every kind of answer, odd addresses, acts that come too late."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignInCount, User
from dossiers.models import Paper
from dossiers.states import State
from ingest.review import return_paper
from tests.records import PASSWORD, make_agency, make_paper, make_user
from web.review import views
from web.scan import live
from web.sign_in import throttle

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str, password: str) -> int:
    answer = client.post(reverse("sign_in"), {"username": name, "password": password})
    return answer.status_code


@pytest.mark.parametrize("password", ["", "   "])
def test_an_empty_password_does_not_wipe_out_the_failures(client: Client, password: str) -> None:
    make_user("clerk", username="lan")
    for _ in range(throttle.TRIES):
        sign_in(client, "lan", "sai-mat-khau")
        sign_in(client, "lan", password)
    assert sign_in(client, "lan", PASSWORD) == 200


def test_the_wait_ends() -> None:
    for _ in range(throttle.TRIES):
        assert throttle.admit("lan", "10.0.0.1")
    assert not throttle.admit("lan", "10.0.0.1")
    long_ago = timezone.now() - timedelta(seconds=1)
    SignInCount.objects.update(until=long_ago)
    assert throttle.admit("lan", "10.0.0.1")
    SignInCount.objects.update(until=long_ago - timedelta(seconds=throttle.WAIT_S))
    assert throttle.admit("hoa", "10.0.0.2")
    assert SignInCount.objects.count() == 2  # what ended long ago is not kept


def test_neither_name_nor_address_is_written_down() -> None:
    throttle.admit("mat-khau-nham-o", "10.0.0.1")
    kept = "".join(SignInCount.objects.values_list("key", flat=True))
    assert "mat" not in kept
    assert "10.0" not in kept


def test_one_password_over_many_names_closes_the_address() -> None:
    for number in range(throttle.TRIES_OF_AN_ADDRESS):
        assert throttle.admit(f"can-bo-{number}", "10.0.0.1")
    assert not throttle.admit("lan", "10.0.0.1")
    assert throttle.admit("lan", "10.0.0.2")


def test_the_addresses_of_one_ipv6_network_count_as_one() -> None:
    for number in range(throttle.TRIES):
        assert throttle.admit("lan", f"2001:db8:0:1::{number:x}")
    assert not throttle.admit("lan", "2001:db8:0:1:ffff:ffff:ffff:ffff")
    assert throttle.admit("lan", "2001:db8:0:2::1")
    for _ in range(throttle.TRIES):
        assert throttle.admit("hoa", "10.0.0.1")
    assert not throttle.admit("hoa", "::ffff:10.0.0.1")
    assert throttle.admit("hoa", "fe80::1%eth0")
    assert throttle.admit("hoa", "")


def test_a_whole_office_may_sign_in_from_one_address() -> None:
    for number in range(3 * throttle.TRIES_OF_AN_ADDRESS):
        assert throttle.admit(f"can-bo-{number}", "10.0.0.1")
        throttle.forget(f"can-bo-{number}", "10.0.0.1")


def test_the_session_is_another_after_signing_in(client: Client) -> None:
    make_user("clerk", username="lan")
    client.session["planted"] = 1
    client.session.save()
    before = client.session.session_key
    assert sign_in(client, "lan", PASSWORD) == 302
    assert client.session.session_key != before
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 8 * 60 * 60


@pytest.mark.parametrize(
    "next_page", ["//example.org", "https:example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_next_leads_nowhere_else(client: Client, next_page: str) -> None:
    make_user("clerk", username="lan")
    form = {"username": "lan", "password": PASSWORD, "next": next_page}
    assert client.post(reverse("sign_in"), form)["Location"] == "/"


def test_a_person_who_is_switched_off_is_out_at_once(client: Client) -> None:
    user = make_user("clerk")
    client.force_login(user)
    assert client.get(reverse("scan")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("scan")).status_code == 302


def test_every_kind_of_answer_is_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_user("clerk"))
    monkeypatch.setattr("web.failures.views.page_of", lambda *_, **__: 1 / 0)
    answers = {
        200: client.get(reverse("scan")),
        302: client.get("/"),
        400: client.get("/", headers={"host": "example.org"}),
        403: client.get(reverse("targets")),
        404: client.get("/khong-co/"),
        405: client.get(reverse("scan_open")),
        500: client.get(reverse("failures")),
    }
    static = client.get("/static/web/motlan.css")
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert static.status_code == 200
    for answer in [*answers.values(), static]:
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"]
        assert "example.org" not in answer.get("Location", "")
    assert all("no-store" in answer["Cache-Control"] for answer in answers.values())
    static.close()


@pytest.mark.parametrize("text", ["9" * 5000, "９", "²", "-1", "0x10", "9" * 19, "\x00", "NaN"])
def test_odd_numbers_in_addresses_are_no_errors(client: Client, text: str) -> None:
    agency = make_agency()
    paper = make_paper(agency)
    client.force_login(make_user("clerk", agency))
    for name in ("review_next", "review_previous"):
        assert client.get(reverse(name), {"sau": text}).status_code == 302
    page = reverse("review_paper", args=[paper.pk])
    assert client.get(page, {"trang": text}).status_code == 200
    assert client.get(reverse("paper", args=[paper.pk]), {"trang": text}).status_code == 200


@pytest.mark.parametrize(
    "key",
    ["[Infinity]", "[1e999]", "[" * 20_000, '["\x00"]', "[{}]", "[null]", f"[{10**30}]", "[true]"],
)
def test_odd_page_keys_are_no_errors(client: Client, key: str) -> None:
    client.force_login(make_user("clerk"))
    after = urlsafe_b64encode(key.encode()).decode()
    for name in ("scan", "review", "failures"):
        assert client.get(reverse(name), {"sau": after}).status_code == 200
    two = urlsafe_b64encode(json.dumps(["9999-99-99", "x"]).encode()).decode()
    assert client.get(reverse("review"), {"sau": two}).status_code == 200


def test_a_return_that_comes_too_late_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make_agency()
    paper = make_paper(agency)
    client.force_login(make_user("clerk", agency))

    def somebody_is_quicker(paper_id: int, *, reason: str, by: str) -> None:
        Paper.objects.filter(pk=paper_id).update(state=State.RETURNED)
        return_paper(paper_id, reason=reason, by=by)

    monkeypatch.setattr(views.acts, "return_paper", somebody_is_quicker)
    form = {"why": views.ReturnForm.WRONG}
    answer = client.post(reverse("review_return", args=[paper.pk]), form, follow=True)
    assert answer.status_code == 200
    assert "người khác" in answer.content.decode()


def test_a_person_watches_a_bounded_number_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user("clerk")
    monkeypatch.setitem(live._open, user.pk, live.MOST_OF_A_PERSON - 1)
    assert live.may_watch(user)
    monkeypatch.setitem(live._open, user.pk, live.MOST_OF_A_PERSON)
    assert not live.may_watch(user)


def test_the_name_of_a_saved_file_hides_ids(client: Client, store: object) -> None:
    agency = make_agency()
    paper = make_paper(agency, store=store, name="CCCD_038090123456.pdf")
    client.force_login(make_user("clerk", agency))
    answer = client.get(reverse("paper_original", args=[paper.pk]))
    assert "038090123456" not in answer["Content-Disposition"]
    assert ".pdf" in answer["Content-Disposition"]
    answer.close()

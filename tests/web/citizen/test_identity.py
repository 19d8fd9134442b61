"""Signing in with an electronic identity: only who is on record without any doubt, each refusal alike."""

from collections.abc import Iterator

import pytest
import requests
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from config import wiring
from dossiers.models import CitizenSession, Event, Holder
from oidc.adapters.openid import Claims, OpenIdProvider, OpenIdServer
from tests.oidc.provider import CLIENT, SECRET, Provider, provider
from tests.records import make_agency, make_dossier, make_holder, make_user
from web.citizen.identity import COOKIE
from web.sign_in import throttle

pytestmark = [pytest.mark.django_db, pytest.mark.service]


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with provider() as running:
        server = OpenIdServer(running.issuer, CLIENT, SECRET, Claims("personal_id"), ("muc-2",))
        client = OpenIdProvider(server)
        monkeypatch.setattr(wiring, "identity_provider", lambda: client)
        yield running


def person(agency: Agency, **facts: object) -> Holder:
    holder = make_holder(**{"personal_id": "079090123456", **facts})
    make_dossier(agency, holder=holder)
    return holder


def go(client: Client) -> str:
    """To the provider, agree there, and the address with which the browser comes back."""
    away = client.get(reverse("citizen_identity"))
    assert away.status_code == 302
    sent = requests.get(away["Location"], allow_redirects=False, timeout=5)
    return sent.headers["Location"].removeprefix("http://testserver")


def test_who_is_on_record_comes_in(served: Provider, client: Client, agency: Agency) -> None:
    holder = person(agency)
    answer = client.get(go(client))
    assert answer["Location"] == reverse("citizen")
    assert client.get(reverse("citizen")).status_code == 200
    assert CitizenSession.objects.get().holder == holder
    event = Event.objects.get(verb="citizen.signed_in")
    assert event.facts == {"way": "oidc"}
    assert event.agency == agency
    assert not client.cookies[COOKIE].value


@pytest.mark.parametrize("case", ["nobody", "other name", "other birth", "several", "nothing held"])
def test_no_match_and_several_are_answered_alike(
    served: Provider, client: Client, agency: Agency, case: str
) -> None:
    if case == "other name":
        person(agency, name="Trần Văn Khác")
    elif case == "other birth":
        person(agency, birth_date="1991-05-19")
    elif case == "several":
        served.claims["personal_id"] = "123456789"
        for _ in range(2):
            person(agency, personal_id=None, old_personal_id="123456789")
    elif case == "nothing held":
        make_holder(personal_id="079090123456")
    answer = client.get(go(client))
    assert answer.status_code == 422
    assert "Không xác định được" in answer.content.decode()
    assert not CitizenSession.objects.exists()


def test_a_way_back_that_this_browser_did_not_begin(
    served: Provider, client: Client, agency: Agency
) -> None:
    person(agency)
    address = go(client)
    assert Client().get(address).status_code == 422
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 422  # replayed
    assert CitizenSession.objects.count() == 1


def test_a_provider_that_fails_is_told(served: Provider, client: Client) -> None:
    served.answers["/.well-known/openid-configuration"] = (500, b"")
    answer = client.get(reverse("citizen_identity"))
    assert answer.status_code == 422
    assert "Không kết nối được" in answer.content.decode()


def test_too_many_ways_back_from_one_address(served: Provider, client: Client) -> None:
    for number in range(throttle.TRIES_OF_AN_ADDRESS):
        client.get(reverse("citizen_identity_back") + f"?code=x&state={number}")
    answer = client.get(go(client))
    assert answer.status_code == 422


def test_staff_do_not_come_in(served: Provider, client: Client, agency: Agency) -> None:
    client.force_login(make_user("clerk", agency))
    for name in ("citizen_identity", "citizen_identity_back"):
        assert client.get(reverse(name)).status_code == 403


def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    for name in ("citizen_identity", "citizen_identity_back"):
        assert client.get(reverse(name)).status_code == 404
    assert "định danh điện tử" not in client.get(reverse("citizen_sign_in")).content.decode()

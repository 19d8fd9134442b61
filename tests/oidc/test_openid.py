"""Signing in with a provider, and every way in which an answer may not hold."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from oidc.adapters.openid import Claims, OpenIdProvider, OpenIdServer, birth_of
from oidc.errors import (
    IdentityIncomplete,
    LevelTooLow,
    OidcError,
    ProviderUnreachable,
    ProviderUntrusted,
    SignInDeclined,
)
from oidc.ports import Person, Started
from tests.oidc.provider import CLIENT, SECRET, Provider, provider

pytestmark = pytest.mark.service

BACK = "http://testserver/cong-dan/dinh-danh/ve/"


@pytest.fixture
def served() -> Iterator[Provider]:
    with provider() as running:
        yield running


def client_of(served: Provider, **facts: Any) -> OpenIdProvider:
    facts = {"claims": Claims("personal_id"), "levels": ("muc-2",), **facts}
    return OpenIdProvider(OpenIdServer(served.issuer, CLIENT, SECRET, **facts))


def agree(started: Started) -> dict[str, str]:
    """What the browser comes back with after the person has agreed."""
    sent = requests.get(started.address, allow_redirects=False, timeout=5)
    found = parse_qs(urlsplit(sent.headers["Location"]).query)
    return {name: values[0] for name, values in found.items()}


def sign_in(client: OpenIdProvider) -> Person:
    started = client.start(return_to=BACK)
    return client.finish(return_to=BACK, kept=started.kept, answer=agree(started))


def test_who_agrees_is_told(served: Provider) -> None:
    person = sign_in(client_of(served))
    assert person == Person("079090123456", "Nguyễn Văn Thử", date(1990, 5, 19), "muc-2")
    assert "079090123456" not in repr(person)


def test_claims_may_stand_in_the_user_info(served: Provider) -> None:
    served.user_info = {"birthdate": "1990"}
    del served.claims["birthdate"]
    assert sign_in(client_of(served)).birth == 1990


def test_a_code_is_good_once_and_for_this_browser_only(served: Provider) -> None:
    client = client_of(served)
    mine, other = client.start(return_to=BACK), client.start(return_to=BACK)
    answer = agree(mine)
    for kept in (other.kept, {}, {**mine.kept, "state": ""}):
        with pytest.raises(SignInDeclined):
            client.finish(return_to=BACK, kept=kept, answer=answer)
    with pytest.raises(SignInDeclined):  # a stolen code without the verifier; it is used up
        client.finish(return_to=BACK, kept={**mine.kept, "verifier": "x" * 64}, answer=answer)
    with pytest.raises(SignInDeclined):
        client.finish(return_to=BACK, kept=mine.kept, answer=answer)


@pytest.mark.parametrize(
    "said", [{"error": "access_denied"}, {"iss": "https://khac.example"}, {"code": ""}]
)
def test_a_no_is_a_no(served: Provider, said: dict[str, str]) -> None:
    client = client_of(served)
    started = client.start(return_to=BACK)
    with pytest.raises(SignInDeclined):
        client.finish(return_to=BACK, kept=started.kept, answer={**agree(started), **said})


@pytest.mark.parametrize(
    "bend",
    [
        {"iss": "https://khac.example"},
        {"aud": "he-thong-khac"},
        {"aud": ["he-thong-khac", "them"]},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nonce": "khac"},
        {"nonce": None},
        {"iat": "hom qua"},
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in(served: Provider, bend: dict[str, Any]) -> None:
    served.bend = bend
    with pytest.raises(ProviderUntrusted):
        sign_in(client_of(served))


def test_an_id_token_signed_by_somebody_else(served: Provider) -> None:
    served.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    with pytest.raises(ProviderUntrusted):
        sign_in(client_of(served))


def test_new_keys_of_the_provider_are_fetched(served: Provider) -> None:
    client = client_of(served)
    sign_in(client)
    served.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert sign_in(client).name


def test_another_issuer_in_the_discovery_document(served: Provider) -> None:
    served.bend = {"discovered_issuer": "https://khac.example"}
    with pytest.raises(ProviderUntrusted):
        client_of(served).start(return_to=BACK)


@pytest.mark.parametrize("level", [None, "", "muc-1"])
def test_too_little_assurance(served: Provider, level: str | None) -> None:
    served.claims["acr"] = level
    with pytest.raises(LevelTooLow):
        sign_in(client_of(served))


@pytest.mark.parametrize("missing", ["personal_id", "name", "birthdate"])
def test_a_missing_claim(served: Provider, missing: str) -> None:
    served.claims[missing] = ""
    with pytest.raises(IdentityIncomplete):
        sign_in(client_of(served))


def test_user_info_of_another_subject(served: Provider) -> None:
    served.claims["name"] = None
    served.user_info = {"sub": "s2", "name": "Người Khác"}
    with pytest.raises(ProviderUntrusted):
        sign_in(client_of(served))


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/.well-known/openid-configuration", 500, b""),
        ("/.well-known/openid-configuration", 200, b"<html>"),
        ("/.well-known/openid-configuration", 200, b"[]"),
        ("/.well-known/openid-configuration", 200, b"[" * 100_000),
        ("/.well-known/openid-configuration", 200, b" " * 2_000_000),
        ("/keys", 200, b'{"keys": [{"kty": "oct"}]}'),
        ("/keys", 200, b'{"keys": 1}'),
        ("/token", 503, b""),
        ("/token", 200, b"{}"),
        ("/token", 200, b"not json"),
        ("/token", 200, b'{"access_token": "a", "token_type": "Bearer", "id_token": "a.b.c"}'),
    ],
)
def test_nonsense_is_an_error_of_ours(
    served: Provider, path: str, status: int, body: bytes
) -> None:
    served.answers[path] = (status, body)
    with pytest.raises(OidcError):
        sign_in(client_of(served))


def test_nobody_there() -> None:
    with provider() as gone:
        client = client_of(gone)
    with pytest.raises(ProviderUnreachable):
        client.start(return_to=BACK)


@given(st.text(max_size=12))
def test_any_text_for_a_birth_is_a_day_a_year_or_nothing(text: str) -> None:
    assert isinstance(birth_of(text), date | int | None)


@pytest.mark.parametrize(
    ("text", "birth"), [("1990", 1990), ("0000", None), ("1990-05-19", date(1990, 5, 19))]
)
def test_births(text: str, birth: date | int | None) -> None:
    assert birth_of(text) == birth

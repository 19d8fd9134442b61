"""An OpenID Connect provider: authorization code with PKCE, state and nonce; found by its discovery document.

Source: OpenID Connect Core 1.0 and Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

import hmac
import json
import secrets
import string
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException, Response, Session

from oidc.errors import (
    IdentityIncomplete,
    LevelTooLow,
    ProviderUnreachable,
    ProviderUntrusted,
    SignInDeclined,
)
from oidc.ports import Person, Started

# A provider's own secret key would do for HS256: whoever has our secret could sign for it.
ALGORITHMS: Final = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
]
TIMEOUT_S: Final = (5, 10)  # to connect, to answer
LEEWAY_S: Final = 60  # clocks differ
KEPT_FOR_S: Final = 600  # discovery document and keys
MOST_BYTES: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider calls what is needed; `level` is empty where no assurance is asked for."""

    personal_id: str
    name: str = "name"
    birth: str = "birthdate"
    level: str = "acr"


@dataclass(frozen=True, slots=True)
class OpenIdServer:
    """A provider, and what this client is there.

    Args:
        issuer: the address below which the discovery document lies; https but on the loopback address.
        levels: words of assurance that are enough; empty: any.
        scope: what is asked for; `openid` among it.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claims: Claims
    levels: tuple[str, ...] = ()
    scope: str = "openid profile"
    ca_file: Path | None = None


class OpenIdProvider:
    """The provider behind a discovery document."""

    def __init__(self, server: OpenIdServer) -> None:
        self._server = server
        self._documents: dict[str, tuple[float, dict[str, Any]]] = {}

    def start(self, *, return_to: str) -> Started:
        """See the port."""
        endpoint = self._endpoint("authorization_endpoint")
        verifier, nonce = _random(64), _random(32)
        with self._session(return_to) as session:
            address, state = session.create_authorization_url(
                endpoint, code_verifier=verifier, nonce=nonce
            )
        return Started(address, {"state": state, "nonce": nonce, "verifier": verifier})

    def finish(
        self, *, return_to: str, kept: Mapping[str, str], answer: Mapping[str, str]
    ) -> Person:
        """See the port."""
        state, code = kept.get("state", ""), answer.get("code", "")
        same = hmac.compare_digest(state.encode(), answer.get("state", "").encode())
        # Another provider's answer must not be taken to this one (mix-up).
        issuer = answer.get("iss", self._server.issuer)
        if not (state and same and code) or answer.get("error") or issuer != self._server.issuer:
            raise SignInDeclined("the browser came back without a code of this sign-in")
        token = self._token(return_to, code=code, verifier=kept.get("verifier", ""))
        claims = self._verified(token, nonce=kept.get("nonce", ""))
        return self._person(claims, token)

    def _token(self, return_to: str, *, code: str, verifier: str) -> dict[str, Any]:
        endpoint = self._endpoint("token_endpoint")
        with self._session(return_to) as session:
            try:
                token = session.fetch_token(
                    endpoint, code=code, code_verifier=verifier, timeout=TIMEOUT_S
                )
            except RequestException as error:
                raise ProviderUnreachable(type(error).__name__) from error
            except (AuthlibBaseError, ValueError) as error:
                raise SignInDeclined("the provider did not take the code") from error
        return dict(token)

    def _verified(self, token: Mapping[str, Any], *, nonce: str) -> dict[str, Any]:
        """The claims of the id token, once its signature and every one of its bounds holds."""
        raw = token.get("id_token")
        if not isinstance(raw, str) or not nonce:
            raise ProviderUntrusted("no id token")
        for fresh in (False, True):  # a provider may have changed its keys since
            try:
                keys = KeySet.import_key_set(self._fetch(self._endpoint("jwks_uri"), fresh=fresh))  # type: ignore[arg-type]
                registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
                decoded = jwt.decode(raw, keys, algorithms=ALGORITHMS, registry=registry)
                break
            except (JoseError, ValueError, KeyError, TypeError) as error:
                if fresh:
                    raise ProviderUntrusted("the id token's signature does not hold") from error
        try:
            found = CodeIDToken(
                decoded.claims, decoded.header, self._bounds(), self._expected(token, nonce)
            )
            found.validate(leeway=LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError, TypeError) as error:
            raise ProviderUntrusted("the id token is not for this sign-in") from error
        return dict(decoded.claims)

    def _bounds(self) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": self._server.issuer},
            "aud": {"essential": True, "value": self._server.client_id},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        }

    def _expected(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        return {
            "nonce": nonce,
            "client_id": self._server.client_id,
            "access_token": token.get("access_token", ""),
        }

    def _person(self, claims: dict[str, Any], token: Mapping[str, Any]) -> Person:
        names = self._server.claims
        wanted = (names.personal_id, names.name, names.birth)
        if any(not claims.get(name) for name in wanted):
            claims = {**self._user_info(token, claims), **claims}
        level = str(claims.get(names.level, "")) if names.level else ""
        if self._server.levels and level not in self._server.levels:
            raise LevelTooLow("the level of assurance is not among those that are enough")
        personal_id, name, birth = (str(claims.get(each) or "").strip() for each in wanted)
        born = birth_of(birth)
        if not personal_id or not name or born is None:
            raise IdentityIncomplete("a claim that is needed is missing")
        return Person(personal_id=personal_id, name=name, birth=born, level=level)

    def _user_info(self, token: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider tells beside the id token, of the same subject only."""
        if "userinfo_endpoint" not in self._metadata():
            return {}
        bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        found = self._get(self._endpoint("userinfo_endpoint"), headers=bearer)
        if found.get("sub") != claims.get("sub"):
            raise ProviderUntrusted("the user info is another subject's")
        return found

    def _session(self, return_to: str) -> "OAuth2Session":
        session = OAuth2Session(
            self._server.client_id,
            self._server.client_secret,
            scope=self._server.scope,
            redirect_uri=return_to,
            code_challenge_method="S256",
        )
        self._prepare(session)
        return session

    def _prepare(self, session: Session) -> None:
        session.trust_env = False
        session.max_redirects = 0
        if self._server.ca_file is not None:
            session.verify = str(self._server.ca_file)

    def _metadata(self) -> dict[str, Any]:
        issuer = self._server.issuer
        found = self._fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise ProviderUntrusted("the discovery document names another issuer")
        return found

    def _endpoint(self, name: str) -> str:
        """An address of the provider; encrypted, unless the issuer itself is not (on the loopback address)."""
        address = self._metadata().get(name)
        scheme = self._server.issuer.partition(":")[0]
        if not isinstance(address, str) or not address.startswith(("https:", f"{scheme}:")):
            raise ProviderUntrusted(f"the discovery document has no {name}")
        return address

    def _fetch(self, address: str, *, fresh: bool = False) -> dict[str, Any]:
        """A document of the provider, kept for a while."""
        until, found = self._documents.get(address, (0.0, {}))
        if fresh or until < time.monotonic():
            found = self._get(address)
            self._documents[address] = (time.monotonic() + KEPT_FOR_S, found)
        return found

    def _get(self, address: str, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        with Session() as session:
            self._prepare(session)
            try:
                with session.get(
                    address, headers=headers, timeout=TIMEOUT_S, stream=True
                ) as answer:
                    answer.raise_for_status()
                    body = _bounded(answer)
            except RequestException as error:
                raise ProviderUnreachable(type(error).__name__) from error
        return _object(body)


def birth_of(text: str) -> date | int | None:
    """The day of an ISO text, or the year where only that is told (0000 stands for no year at all)."""
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text) or None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _random(length: int) -> str:
    """Letters and digits that nobody guesses."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def _bounded(answer: Response) -> bytes:
    """The body, of a size that such a document has."""
    body = b""
    for chunk in answer.iter_content(64 * 1024):
        body += chunk
        if len(body) > MOST_BYTES:
            raise ProviderUntrusted("an answer is far too large")
    return body


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProviderUntrusted("an answer is no JSON") from error
    if not isinstance(found, dict):
        raise ProviderUntrusted("an answer is no JSON object")
    return found

"""Other systems as the tests see them: an account with roles, a token, and calls with it."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Role, SystemToken, User
from accounts.system_tokens import HINT_LETTERS, hash_of, new_secret
from tests.records import make_user

ROOT = "/api/v1"
ALL_SCOPES = "read reuse intake"


@dataclass
class System:
    """A system that calls: its account, its token and the secret of it."""

    user: User
    token: SystemToken
    secret: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"{ROOT}{path}", query, headers=self.headers())  # type: ignore[return-value]

    def post(self, path: str, sent: Any = None, *, key: str = "") -> HttpResponse:
        body = sent if isinstance(sent, bytes) else json.dumps(sent or {}).encode()
        return self.client.post(  # type: ignore[return-value]
            f"{ROOT}{path}", body, content_type="application/json", headers=self.headers(key)
        )

    def headers(self, key: str = "") -> dict[str, str]:
        told = {"Authorization": f"Bearer {self.secret}"}
        return {**told, "Idempotency-Key": key} if key else told


def make_system(
    agency: Agency | None, *kinds: str, scopes: str = ALL_SCOPES, **facts: Any
) -> System:
    """A system with these roles in the agency; by default an officer's."""
    user = make_user(None, username=facts.pop("username", ""))
    user.is_service = True
    user.save()
    if agency is not None:
        for kind in kinds or ("officer",):
            Role.objects.create(user=user, kind=Role.Kind(kind), agency=agency)
    secret = new_secret()
    facts = {
        "expires_at": timezone.now() + timedelta(days=30),
        "created_by": "user:quan-tri",
        "calls_a_minute": 100_000,
        **facts,
    }
    token = SystemToken.objects.create(
        user=user,
        secret_hash=hash_of(secret),
        hint=secret[:HINT_LETTERS],
        scopes=scopes,
        **facts,
    )
    return System(user, token, secret)


def told(answer: HttpResponse) -> Any:
    """The JSON of an answer."""
    return json.loads(answer.content)


def code_of(answer: HttpResponse) -> str:
    """The code of a problem document; every problem is a whole one."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    problem = told(answer)
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:motlan:problem:{problem['code']}"
    assert problem["title"].endswith((".", "?"))
    assert problem["remedy"].endswith(".")
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    return str(problem["code"])

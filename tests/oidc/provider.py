"""A little OpenID Connect provider on the loopback address; what it answers can be bent for a test."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "motlan", "bi-mat"
CLAIMS = {
    "personal_id": "079090123456",
    "name": "Nguyễn Văn Thử",
    "birthdate": "1990-05-19",
    "acr": "muc-2",
}


@dataclass
class Provider:
    """What the provider says; tests change it before they ask."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(CLAIMS))
    user_info: dict[str, Any] = field(default_factory=dict)
    bend: dict[str, Any] = field(
        default_factory=dict
    )  # claims of the id token that are told otherwise
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(
        default_factory=dict
    )  # path → what it says instead

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.bend.get("discovered_issuer", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/user",
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to after the person has agreed."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)  # a code is good once
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != challenge.rstrip(b"=").decode():
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "s1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.claims,
            **self.bend,
        }
        signer = self.signs_with or self.key
        header = {"alg": "RS256", "kid": signer.kid}
        token = jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, signer)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}


@contextmanager
def provider() -> Iterator[Provider]:
    """The provider, on a free port of its own, until the block ends."""
    told = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", told.authorize(query))
                self.end_headers()
                return
            documents = {
                "/.well-known/openid-configuration": told.discovery,
                "/keys": lambda: KeySet([told.key]).as_dict(private=False),
                "/user": lambda: {"sub": "s1", **told.user_info},
            }
            found = documents.get(parts.path)
            self._say(200 if found else 404, found() if found else {}, parts.path)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
            self._say(*told.token(form), path="/token")

        def _say(self, status: int, content: dict[str, Any], path: str) -> None:
            status, body = told.answers.get(path, (status, json.dumps(content).encode()))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    told.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

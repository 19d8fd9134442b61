"""A reference remote signer: an HTTP server with its own key that answers as a CSC service does.

Its owner agrees when the test says so: until then an asked signature is not there.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from signing.pki import DemoPki

TOKEN, CREDENTIAL = "the-office", "an-binh"


@dataclass
class ReferenceSigner:
    """The key, whether its owner agrees, and what was asked."""

    key: Any
    chain: list[str]
    agrees: bool = True
    at_once: bool = False  # answers without a ticket
    broken: bytes | None = None  # what it answers instead
    status: int = 200
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    waiting: dict[str, bytes] = field(default_factory=dict)
    url: str = ""

    def answer(self, what: str, told: dict[str, Any]) -> dict[str, Any]:
        """What the service says to one call."""
        self.asked.append((what, told))
        if what == "credentials/info":
            return {"cert": {"status": "valid", "certificates": self.chain}}
        if what == "signatures/signHash":
            digest = base64.b64decode(told["hashes"][0])
            if self.at_once:
                return {"signatures": [self.sign(digest)]}
            ticket = f"ticket-{len(self.waiting) + 1}"
            self.waiting[ticket] = digest
            return {"responseID": ticket}
        ticket = told["responseID"]
        return {"signatures": [self.sign(self.waiting[ticket])]} if self.agrees else {}

    def sign(self, digest: bytes) -> str:
        """The raw signature over a digest, as an HSM makes it."""
        hashed = utils.Prehashed(hashes.SHA256())
        if isinstance(self.key, rsa.RSAPrivateKey):
            return base64.b64encode(self.key.sign(digest, padding.PKCS1v15(), hashed)).decode()
        return base64.b64encode(self.key.sign(digest, ec.ECDSA(hashed))).decode()


def signer_of(path: Path) -> ReferenceSigner:
    """A signer that keeps the key of a PKCS #12 file of the trial PKI."""
    password = DemoPki.password_file(path).read_bytes().strip()
    bundle = pkcs12.load_pkcs12(path.read_bytes(), password)
    assert bundle.cert is not None
    held = [bundle.cert, *bundle.additional_certs]
    ders = [each.certificate.public_bytes(Encoding.DER) for each in held]
    return ReferenceSigner(bundle.key, [base64.b64encode(der).decode() for der in ders])


@contextmanager
def serving(signer: ReferenceSigner) -> Iterator[ReferenceSigner]:
    """The service on a free port of this machine."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            may = self.headers["Authorization"] == f"Bearer {TOKEN}"
            status = signer.status if may else 401
            told = json.loads(body)
            assert told.pop("credentialID") == CREDENTIAL
            what = self.path.removeprefix("/csc/v2/")
            data = signer.broken
            if data is None:
                data = json.dumps(signer.answer(what, told) if status == 200 else {}).encode()
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    signer.url = f"http://127.0.0.1:{server.server_port}/csc/v2"
    try:
        yield signer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""A remote signer over HTTP by the API of the Cloud Signature Consortium, version 2; a fixed part of it.

Used are `credentials/info`, `signatures/signHash` in asynchronous mode, and `signatures/signPolling`. How
the access token is had, and the authorisation of the credential (SAD), differ from service to service: both
are given as data.
"""

import base64
import binascii
import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from signing.deferred import Certificates, read_certificates
from signing.errors import KeyUnavailable
from signing.remote import Answer

SHA256 = "2.16.840.1.101.3.4.2.1"
RSA_SHA256, ECDSA_SHA256 = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
_MOST_ANSWER_BYTES = 1_000_000
_MOST_TICKET = 500
_HERE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class CscService:
    """Where the service is and which credential signs."""

    url: str  # up to the version: https://signer.example/csc/v2
    credential: str
    token: str = field(repr=False)
    sad: str = field(default="", repr=False)
    ca_file: str = ""
    timeout_s: float = 30.0


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        """The access token goes to the service that was named, and to no other."""


class CscSigner:
    """Asks one credential of one service."""

    def __init__(self, service: CscService) -> None:
        parts = urlsplit(service.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
            raise ValueError("the address of a remote signer begins with https://")
        self._service = service
        context = ssl.create_default_context(cafile=service.ca_file or None)
        self._open = urllib.request.build_opener(
            _NoRedirects(), urllib.request.HTTPSHandler(context=context)
        ).open
        self._known: Certificates | None = None

    def certificates(self) -> Certificates:
        """The credential's chain; asked once for each object."""
        if self._known is None:
            told = self._post("credentials/info", certificates="chain")
            listed = (told.get("cert") or {}).get("certificates") or [""]
            leaf, *chain = [str(each) for each in listed]
            self._known = read_certificates(leaf, tuple(chain))
        return self._known

    def ask(self, digest: bytes) -> Answer:
        """One digest to `signatures/signHash`."""
        key = x509.load_der_x509_certificate(self.certificates().leaf_der).public_key()
        is_ec = isinstance(key, ec.EllipticCurvePublicKey)
        told = self._post(
            "signatures/signHash",
            hashes=[base64.b64encode(digest).decode()],
            hashAlgorithmOID=SHA256,
            signAlgo=ECDSA_SHA256 if is_ec else RSA_SHA256,
            operationMode="A",
            **({"SAD": self._service.sad} if self._service.sad else {}),
        )
        signature = _signature(told)
        ticket = "" if signature else str(told.get("responseID") or "")
        if signature is None and not 0 < len(ticket) <= _MOST_TICKET:
            raise KeyUnavailable("the remote signer gave neither a signature nor a ticket")
        return Answer(signature, ticket)

    def fetch(self, ticket: str) -> bytes | None:
        """Look for the signature."""
        return _signature(self._post("signatures/signPolling", responseID=ticket))

    def _post(self, what: str, **facts: Any) -> dict[str, Any]:
        body = json.dumps({"credentialID": self._service.credential, **facts}).encode()
        request = urllib.request.Request(  # noqa: S310 - scheme checked
            f"{self._service.url.rstrip('/')}/{what}",
            data=body,
            headers={
                "Authorization": f"Bearer {self._service.token}",
                "Content-Type": "application/json",
                "User-Agent": "motlan",
            },
            method="POST",
        )
        try:
            with self._open(request, timeout=self._service.timeout_s) as answer:
                data = answer.read(_MOST_ANSWER_BYTES + 1)
            told = json.loads(data) if len(data) <= _MOST_ANSWER_BYTES else None
        except (OSError, ValueError, RecursionError) as error:
            raise KeyUnavailable(f"{what}: the remote signer does not answer: {error}") from error
        if not isinstance(told, dict):
            raise KeyUnavailable(f"{what}: not an answer of a remote signer")
        return told


def _signature(told: dict[str, Any]) -> bytes | None:
    listed = told.get("signatures")
    if not listed:
        return None
    try:
        return base64.b64decode(listed[0], validate=True)
    except (binascii.Error, ValueError, TypeError, KeyError) as error:
        raise KeyUnavailable("the remote signer's signature cannot be read") from error

"""The remote signer over HTTP: what is asked, what is fetched later, and every answer that is none."""

import hashlib
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from signing.adapters.csc import CscService, CscSigner
from signing.deferred import check_signature
from signing.errors import CertificateUnreadable, KeyUnavailable
from tests.signing.conftest import Office
from tests.signing.remote_signer import (
    CREDENTIAL,
    TOKEN,
    ReferenceSigner,
    serving,
    signer_of,
)

pytestmark = pytest.mark.service
DATA = b"signed attributes"
DIGEST = hashlib.sha256(DATA).digest()


@pytest.fixture
def service(office: Office) -> Iterator[ReferenceSigner]:
    with serving(signer_of(office.pki.agency_p12["H19.1"])) as running:
        yield running


def client(service: ReferenceSigner, **changes: str) -> CscSigner:
    facts = {"credential": CREDENTIAL, "token": TOKEN, **changes}
    return CscSigner(CscService(service.url, timeout_s=5, **facts))


def test_a_signature_comes_when_its_owner_agrees(service: ReferenceSigner, office: Office) -> None:
    remote = client(service, sad="agreed")
    assert remote.certificates().leaf_der == office.key.certificate_der
    service.agrees = False
    answer = remote.ask(DIGEST)
    assert (answer.signature, answer.ticket) == (None, "ticket-1")
    assert remote.fetch(answer.ticket) is None
    service.agrees = True
    # Another process asks with the ticket alone.
    signature = client(service).fetch(answer.ticket)
    assert signature
    check_signature(office.key.certificate_der, DATA, signature)
    asked = dict(service.asked)["signatures/signHash"]
    assert asked["SAD"] == "agreed"
    key = x509.load_der_x509_certificate(office.key.certificate_der).public_key()
    rsa_sha256 = "1.2.840.113549.1.1.11"
    assert (asked["signAlgo"] == rsa_sha256) == isinstance(key, rsa.RSAPublicKey)


def test_a_service_may_sign_at_once(service: ReferenceSigner, office: Office) -> None:
    service.at_once = True
    answer = client(service).ask(DIGEST)
    assert answer.signature
    check_signature(office.key.certificate_der, DATA, answer.signature)


@pytest.mark.parametrize(
    "broken",
    [b"", b"[]", b"null", b"\xff\xfe", b'{"signatures": ["%%%"]}', b'{"signatures": [7]}',
     b'{"responseID": ""}', b"{" * 100_000, b" " * 1_500_000],
    ids=lambda each: repr(each[:12]),
)  # fmt: skip
def test_an_answer_that_is_none_is_tried_again(
    broken: bytes, service: ReferenceSigner, office: Office
) -> None:
    remote = client(service)
    remote.certificates()
    service.broken = broken
    with pytest.raises(KeyUnavailable):
        remote.ask(DIGEST)


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 429, 500, 503])
def test_a_refusal_is_tried_again_and_no_other_address_is_asked(
    status: int, service: ReferenceSigner
) -> None:
    service.status = status
    with pytest.raises(KeyUnavailable):
        client(service).certificates()


def test_a_wrong_token_and_a_dead_service_are_tried_again(service: ReferenceSigner) -> None:
    with pytest.raises(KeyUnavailable):
        client(service, token="another").certificates()
    service.url = "http://127.0.0.1:9"
    with pytest.raises(KeyUnavailable):
        client(service).certificates()


def test_a_certificate_that_is_none_is_said_so(service: ReferenceSigner) -> None:
    for chain in ([], ["AAAA"], ["no Base64"]):
        service.chain = chain
        with pytest.raises(CertificateUnreadable):
            client(service).certificates()


@pytest.mark.parametrize("url", ["http://signer.example/csc/v2", "ftp://x", "", "file:///etc"])
def test_the_token_goes_over_tls_only(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        CscSigner(CscService(url, CREDENTIAL, token=TOKEN))


def test_secrets_are_not_shown() -> None:
    shown = repr(CscService("https://x", CREDENTIAL, token="bi-mat", sad="bi-mat"))
    assert "bi-mat" not in shown

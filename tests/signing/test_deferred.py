"""Deferred signing: the state between the halves, what came back, and everything that must be refused."""

import base64
import contextlib
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from signing.deferred import (
    asked,
    check_signature,
    digest_to_sign,
    read_certificates,
    read_signature,
    restore,
    state_of,
)
from signing.errors import CertificateUnreadable, SignatureWrong, StateBroken, TimestampUnavailable
from signing.prepare import Prepared, prepare
from signing.sign import finish
from tests.signing.conftest import AGENCY, MARK, Office, page_pdf


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def begun(office: Office, source: bytes) -> Prepared:
    return prepare(
        source,
        certificate_der=office.key.certificate_der,
        chain_der=office.key.chain_der,
        mark=MARK,
    )


def kept(office: Office, source: bytes) -> dict[str, Any]:
    """The state after it was written down and read again."""
    return dict(json.loads(json.dumps(state_of(begun(office, source), source))))


def test_a_signature_that_comes_later_is_valid(office: Office, check) -> None:
    source = page_pdf()
    state = kept(office, source)
    assert len(json.dumps(state)) < 100_000
    prepared = restore(state, source)
    signature = office.key.sign_digest_input(prepared.to_be_signed)
    fitting = check_signature(prepared.certificate_der, prepared.to_be_signed, signature)
    report = check(finish(prepared, fitting, timestamper=office.timestamper), agency=AGENCY)
    assert report.outcome == "valid"
    assert report.signatures[0].level == "B-T"


def test_nothing_is_lost_when_no_time_stamp_can_be_had(office: Office, check) -> None:
    source = page_pdf()
    prepared = restore(kept(office, source), source)
    signature = office.key.sign_digest_input(prepared.to_be_signed)

    class Away:
        def respond(self, request_der: bytes) -> bytes:
            raise TimestampUnavailable("away")

    with pytest.raises(TimestampUnavailable):
        finish(prepared, signature, timestamper=Away())
    assert check(finish(prepared, signature, timestamper=office.timestamper)).outcome == "valid"


def test_the_question_is_known_without_the_file(office: Office) -> None:
    source = page_pdf()
    prepared = begun(office, source)
    state = state_of(prepared, source)
    question = asked(state, digest=digest_to_sign(prepared).hex())
    assert question.to_be_signed == prepared.to_be_signed
    assert question.certificates.leaf_der == office.key.certificate_der
    with pytest.raises(StateBroken):
        asked(state, digest="00" * 32)


def test_a_signature_of_another_key_or_for_other_bytes_is_refused(office: Office) -> None:
    prepared = begun(office, page_pdf())
    other_paper = begun(office, page_pdf(size=(600, 800)))
    der, data = prepared.certificate_der, prepared.to_be_signed
    wrong = [
        office.other_key.sign_digest_input(data),
        office.key.sign_digest_input(other_paper.to_be_signed),
        office.key.sign_digest_input(digest_to_sign(prepared)),
        b"",
        b"\0" * 256,
        b"x" * 5000,
    ]
    for signature in wrong:
        with pytest.raises(SignatureWrong):
            check_signature(der, data, signature)


def ec_certificate(key: ec.EllipticCurvePrivateKey, office: Office) -> bytes:
    """Self-signed, as only its key matters here."""
    named = x509.load_der_x509_certificate(office.key.certificate_der)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AGENCY)])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(named.not_valid_before_utc)
        .not_valid_after(named.not_valid_after_utc)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def test_ecdsa_comes_as_der_or_as_r_and_s(office: Office) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    der = ec_certificate(key, office)
    signature = key.sign(b"attributes", ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(signature)
    plain = r.to_bytes(32) + s.to_bytes(32)
    assert check_signature(der, b"attributes", signature) == signature
    assert check_signature(der, b"attributes", plain) == signature
    for wrong in (plain[:-1], bytes(64), plain[32:] + plain[:32]):
        with pytest.raises(SignatureWrong):
            check_signature(der, b"attributes", wrong)


def test_a_state_fits_its_own_source_only(office: Office) -> None:
    source = page_pdf()
    state = kept(office, source)
    for other in (source + b"\n", source[:-1] + b"\0", page_pdf(size=(600, 800)), b""):
        with pytest.raises(StateBroken):
            restore(state, other)


WRONG: list[dict[str, Any]] = [
    {"form": 2},
    {"update": "no Base64"},
    {"update": b64(b"not packed")},
    {"hole": [0, 10]},
    {"hole": [1]},
    {"document_digest": "00" * 32},
    {"to_be_signed": b64(b"\x31\x00")},
    {"signed_at": "yesterday"},
    {"chain": 7},
    {"certificate": None},
]


@pytest.mark.parametrize("change", WRONG, ids=lambda change: next(iter(change)))
def test_a_damaged_state_is_refused(change: dict[str, Any], office: Office) -> None:
    source = page_pdf()
    with pytest.raises(StateBroken):
        restore(kept(office, source) | change, source)


def test_a_state_of_two_papers_mixed_is_refused(office: Office) -> None:
    source = page_pdf()
    other = page_pdf(size=(600, 800))
    with pytest.raises(StateBroken):
        restore(
            kept(office, source) | {"to_be_signed": kept(office, other)["to_be_signed"]}, source
        )


def test_certificates_come_as_base64(office: Office) -> None:
    leaf, chain = b64(office.key.certificate_der), tuple(b64(each) for each in office.key.chain_der)
    assert read_certificates(leaf, chain).leaf_der == office.key.certificate_der
    assert len(read_certificates(leaf).sha256) == 64


@given(st.text(max_size=200))
def test_what_is_no_certificate_or_signature_is_said_so(text: str) -> None:
    with pytest.raises(CertificateUnreadable):
        read_certificates(text)
    with contextlib.suppress(SignatureWrong):
        read_signature(text)

"""Deferred signing: what must be kept between the two halves, as JSON, and what must hold before the second.

A token in a browser or a remote signer answers minutes later, to another process, after a restart perhaps.
What is kept is the incremental update alone: with the bytes it was made for it gives the prepared file
again, and with any other bytes it gives nothing. Nothing is unpickled.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.errors import CertificateUnreadable, SignatureWrong, StateBroken
from signing.prepare import Prepared

_FORM = 1  # of the state; one that is not known is refused, never guessed
_MOST_UPDATE_BYTES = 8_000_000
_MOST_SIGNATURE_BYTES = 2048  # RSA-16384


@dataclass(frozen=True, slots=True)
class Certificates:
    """Who will sign, as a token or a remote signer told it."""

    leaf_der: bytes
    chain_der: tuple[bytes, ...] = ()

    @property
    def sha256(self) -> str:
        """By which the certificate is named in the records."""
        return hashlib.sha256(self.leaf_der).hexdigest()


def read_certificates(leaf: str, chain: tuple[str, ...] = ()) -> Certificates:
    """Certificates as they come over the wire: DER in Base64, the leaf first.

    Raises:
        CertificateUnreadable: one is none, or its key is neither RSA nor EC.
    """
    try:
        ders = [base64.b64decode(each, validate=True) for each in (leaf, *chain)]
        keys = [x509.load_der_x509_certificate(der).public_key() for der in ders]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateUnreadable("not a certificate in DER and Base64") from error
    if not isinstance(keys[0], rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise CertificateUnreadable("the key is neither RSA nor EC")
    return Certificates(ders[0], tuple(ders[1:]))


def digest_to_sign(prepared: Prepared) -> bytes:
    """What is sent out: SHA-256 of the signed attributes."""
    return hashlib.sha256(prepared.to_be_signed).digest()


def state_of(prepared: Prepared, source: bytes) -> dict[str, Any]:
    """What must be kept to finish, as JSON values; the source's own bytes are not in it.

    Args:
        source: the bytes that `prepare` was given.
    """
    return {
        "form": _FORM,
        "source_sha256": hashlib.sha256(source).hexdigest(),
        "source_size": len(source),
        # Most of it is the empty room of the signature, which shrinks to nothing.
        "update": _text(zlib.compress(prepared.pdf[len(source) :], 9)),
        "hole": [prepared.hole_start, prepared.hole_end],
        "document_digest": prepared.document_digest.hex(),
        "to_be_signed": _text(prepared.to_be_signed),
        "certificate": _text(prepared.certificate_der),
        "chain": [_text(der) for der in prepared.chain_der],
        "signed_at": prepared.signed_at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Question:
    """What was sent out, and to whom."""

    certificates: Certificates
    to_be_signed: bytes


def asked(state: Mapping[str, Any], *, digest: str) -> Question:
    """What a signature must fit, without the file; `digest` is what was sent out, in hexadecimal.

    Raises:
        StateBroken: the state is damaged or says something else than the digest.
    """
    try:
        to_be_signed = _bytes(state["to_be_signed"])
        leaf, chain = _bytes(state["certificate"]), tuple(_bytes(each) for each in state["chain"])
    except (ValueError, TypeError, KeyError) as error:
        raise StateBroken(f"the state cannot be read: {error}") from error
    if hashlib.sha256(to_be_signed).hexdigest() != digest:
        raise StateBroken("the state does not hold what was sent out")
    return Question(Certificates(leaf, chain), to_be_signed)


def restore(state: Mapping[str, Any], source: bytes) -> Prepared:
    """The prepared file again.

    Raises:
        StateBroken: the state is damaged, of another form, or was made for other bytes.
    """
    try:
        prepared = _prepared(state, source)
    except (ValueError, TypeError, KeyError, zlib.error) as error:
        raise StateBroken(f"the state cannot be read: {error}") from error
    if not _fits(prepared):
        raise StateBroken("the prepared bytes are not those that were to be signed")
    return prepared


def _prepared(state: Mapping[str, Any], source: bytes) -> Prepared:
    if state["form"] != _FORM or state["source_size"] != len(source):
        raise ValueError("another form or another source")
    if state["source_sha256"] != hashlib.sha256(source).hexdigest():
        raise ValueError("another source")
    unpacker = zlib.decompressobj()
    update = unpacker.decompress(_bytes(state["update"]), _MOST_UPDATE_BYTES)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("the update is too large or cut off")
    start, end = (int(each) for each in state["hole"])
    if not len(source) <= start < end <= len(source) + len(update):
        raise ValueError("the room for the signature lies outside the update")
    return Prepared(
        pdf=source + update,
        hole_start=start,
        hole_end=end,
        document_digest=bytes.fromhex(state["document_digest"]),
        to_be_signed=_bytes(state["to_be_signed"]),
        certificate_der=_bytes(state["certificate"]),
        chain_der=tuple(_bytes(each) for each in state["chain"]),
        signed_at=datetime.fromisoformat(state["signed_at"]),
    )


def _fits(prepared: Prepared) -> bool:
    """Whether file, digest and signed attributes say the same."""
    outside = hashlib.sha256(prepared.pdf[: prepared.hole_start])
    outside.update(prepared.pdf[prepared.hole_end :])
    try:
        attributes = cms.CMSAttributes.load(prepared.to_be_signed, strict=True)
        told = [
            each["values"][0].native
            for each in attributes
            if each["type"].native == "message_digest"
        ]
    except (ValueError, TypeError, IndexError):
        return False
    return outside.digest() == prepared.document_digest and told == [prepared.document_digest]


def check_signature(certificate_der: bytes, to_be_signed: bytes, signature: bytes) -> bytes:
    """The signature in the form that CMS asks for, if it fits certificate and bytes.

    Args:
        signature: PKCS #1 v1.5, or ECDSA in DER; also r and s one after the other, as PKCS #11 tokens
            and browsers give them.
    Raises:
        SignatureWrong: made by another key, for other bytes, or no signature at all.
    """
    if not 0 < len(signature) <= _MOST_SIGNATURE_BYTES:
        raise SignatureWrong("no signature")
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        try:
            key.verify(signature, to_be_signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise SignatureWrong("not made by this key for these bytes") from error
        return signature
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise CertificateUnreadable("the key is neither RSA nor EC")
    for form in _ecdsa_forms(signature, key):
        try:
            key.verify(form, to_be_signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            continue
        return form
    raise SignatureWrong("not made by this key for these bytes")


def _ecdsa_forms(signature: bytes, key: ec.EllipticCurvePublicKey) -> list[bytes]:
    size = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * size:
        return [signature]
    parts = (int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))
    return [signature, encode_dss_signature(*parts)]


def read_signature(text: str) -> bytes:
    """A signature as it comes over the wire: Base64.

    Raises:
        SignatureWrong: it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise SignatureWrong("not Base64") from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

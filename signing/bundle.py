"""The certificates that travel in a signature. No signature covers them, so they are checked here."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from collections.abc import Iterable

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from signing.trust import Embedded, parsed_certificate, parsed_crl, parsed_ocsp

# RFC 5652, RFC 3161, ETSI EN 319 122-1 and TS 101 733: what belongs beside a signature.
_PKCS9, _ETSI = "1.2.840.113549.1.9", "0.4.0.1733.2"
_VERSIONS = frozenset({"v1", "v3", "v4", "v5"})
_UNSIGNED = frozenset(
    {
        f"{_PKCS9}.6",  # countersignature
        *(f"{_PKCS9}.16.2.{number}" for number in (14, 21, 22, 23, 24, 25, 26, 27, 48)),
        *(f"{_ETSI}.{number}" for number in (1, 2, 3, 4, 5)),
        "1.2.840.113583.1.1.8",  # Adobe's archive of revocation
        "1.3.6.1.4.1.311.3.3.1",  # Microsoft's time-stamp
    }
)


def damaged(signed_data: cms.SignedData, *, known: Iterable[bytes]) -> bool:
    """Whether a certificate in the bundle, or in that of its time-stamps, was altered on the way.

    A verifier that has the issuer from elsewhere would never notice. Altered means: unreadable, or its
    issuer is at hand and did not sign it. A certificate of an unknown issuer is passed over.
    """
    try:
        bundles = [signed_data]
        bundles += extract_tst_data_iter(signed_data["signer_infos"][0], signed=False)
        if _unknown_attributes(signed_data) or any(_odd_head(each) for each in bundles):
            return True
        travelling = [each.chosen for bundle in bundles for each in bundle["certificates"] or ()]
        issuers = [*travelling, *(parsed_certificate(der) for der in known)]
        return any(_forged(each, issuers) for each in travelling)
    except (ValueError, TypeError):
        return True


def _unknown_attributes(signed_data: cms.SignedData) -> bool:
    """Whether something stands in the unsigned part that no verifier would look at.

    A time-stamp whose name was altered by a bit would vanish without a trace.
    """
    attributes = signed_data["signer_infos"][0]["unsigned_attrs"]
    return any(each["type"].dotted not in _UNSIGNED for each in attributes or ())


def _odd_head(signed_data: cms.SignedData) -> bool:
    """Whether what stands before the signature itself, and is read by nobody, is not as RFC 5652 has it."""
    told = [
        (each["algorithm"].native, each["parameters"].native)
        for each in signed_data["digest_algorithms"]
    ]
    used = signed_data["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    named = used in {name for name, _ in told} and signed_data["version"].native in _VERSIONS
    return not named or any(parameters is not None for _, parameters in told)


def _forged(certificate: x509.Certificate, issuers: list[x509.Certificate]) -> bool:
    # Its issuer's name alone may have been altered, so that nobody seems to be at hand who issued it.
    if any(_altered(certificate, each) for each in issuers):
        return True
    named = [each for each in issuers if each.subject == certificate.issuer]
    return bool(named) and not any(_signed_by(certificate, issuer) for issuer in named)


def _altered(one: x509.Certificate, other: x509.Certificate) -> bool:
    same: bool = one.serial_number == other.serial_number and one.subject == other.subject
    return same and one.dump() != other.dump()


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    own = load_der_x509_certificate(certificate.dump())
    try:
        own.verify_directly_issued_by(load_der_x509_certificate(issuer.dump()))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def damaged_store(store: Embedded, *, known: Iterable[bytes]) -> bool:
    """Whether a certificate or list in the file's security store was altered, or is no such thing.

    No signature covers the store of a B-LT file. An answer about revocation (OCSP) carries its own
    signer and is judged where it is used.
    """
    try:
        held = [parsed_certificate(der) for der in store.certificates]
        issuers = [*held, *(parsed_certificate(der) for der in known)]
        if any(_forged(each, issuers) for each in held):
            return True
        for der in store.ocsps:
            _ = parsed_ocsp(der)["response_status"].native
        return any(_forged_list(der, issuers) for der in store.crls)
    except (ValueError, TypeError):
        return True


def _forged_list(der: bytes, issuers: list[x509.Certificate]) -> bool:
    issuer = parsed_crl(der).issuer
    named = [each for each in issuers if each.subject == issuer]
    return bool(named) and not any(list_signed_by(der, each) for each in named)


def list_signed_by(der: bytes, issuer: x509.Certificate) -> bool:
    """Whether the list of revocation carries this issuer's signature."""
    key = load_der_x509_certificate(issuer.dump()).public_key()
    try:
        return load_der_x509_crl(der).is_signature_valid(key)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return False

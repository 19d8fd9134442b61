"""May this certificate sign for this agency now? Asked before every signature, so that none is made in vain."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from datetime import datetime, timedelta

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, RevokedError, ValidationError

from signing.claims import belongs_to, common_name, organisation
from signing.errors import (
    CertificateExpires,
    CertificateOfAnother,
    CertificateRevoked,
    CertificateUnfit,
)
from signing.prepare import run
from signing.trust import Embedded, Trust, validation_context

WARN = timedelta(days=30)
ENDS_SOON = "key.ends_soon"
CHAIN_UNPROVEN = "key.chain_unproven"  # no loaded root, or no list of revocation that still counts


def check_certificate(
    der: bytes,
    *,
    agency: str | None,
    trust: Trust,
    at: datetime,
    stop_days: int,
    chain_der: tuple[bytes, ...] = (),
) -> tuple[str, ...]:
    """What is to be told about a certificate that may sign at `at`; one that may not is refused.

    Args:
        der: the certificate of the key.
        agency: whom it must name; None where anybody may sign.
        trust: the loaded roots and lists of revocation. Where they do not reach, the certificate is
            not refused: what is signed is verified before it counts, and waits there.
        at: aware.
        stop_days: days before its end from which it signs no more.
        chain_der: intermediates that come with the key.
    Returns:
        ENDS_SOON, CHAIN_UNPROVEN or both.
    Raises:
        CertificateUnfit: unreadable, an authority's, or without the right key usage.
        CertificateExpires, CertificateOfAnother, CertificateRevoked: each says why.
    """
    try:
        certificate = x509.Certificate.load(der, strict=True)
        _ = certificate.native
    except (ValueError, TypeError) as error:
        raise CertificateUnfit("the certificate cannot be read") from error
    _check_purpose(certificate)
    _check_dates(certificate, at=at, stop=timedelta(days=stop_days))
    if agency is not None and not belongs_to(certificate, agency):
        named = organisation(certificate) or common_name(certificate)
        raise CertificateOfAnother(f"the certificate names {named!r}, not {agency!r}")
    ends_soon = certificate.not_valid_after - at <= WARN
    proven = _proven(certificate, trust, at, chain_der)
    return ((ENDS_SOON,) if ends_soon else ()) + (() if proven else (CHAIN_UNPROVEN,))


def _check_purpose(certificate: x509.Certificate) -> None:
    usage = certificate.key_usage_value
    if certificate.ca:
        raise CertificateUnfit("it is the certificate of an authority")
    # Without the extension every use is allowed (RFC 5280, 4.2.1.3).
    if usage is not None and not usage.native & {"digital_signature", "non_repudiation"}:
        raise CertificateUnfit("its key usage allows no signatures")


def _check_dates(certificate: x509.Certificate, *, at: datetime, stop: timedelta) -> None:
    if at < certificate.not_valid_before:
        raise CertificateExpires(f"it counts from {certificate.not_valid_before.isoformat()} on")
    if at >= certificate.not_valid_after - stop:
        raise CertificateExpires(f"it ends at {certificate.not_valid_after.isoformat()}")


def _proven(
    certificate: x509.Certificate, trust: Trust, at: datetime, chain_der: tuple[bytes, ...]
) -> bool:
    """Whether the chain reaches a loaded root with nothing on it revoked."""
    context = validation_context(
        trust, embedded=Embedded(certificates=chain_der), leaf=certificate, moment=at
    )
    validator = CertificateValidator(certificate, validation_context=context)
    try:
        run(validator.async_validate_usage(set()))
    except RevokedError as error:
        raise CertificateRevoked(str(error)) from error
    except (PathBuildingError, ValidationError):
        return False
    return True

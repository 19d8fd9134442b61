"""What a certificate says of itself, for people to read."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from signing.pki import TRIAL


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """The public part of a certificate; times are aware."""

    subject: str
    issuer: str
    serial: str  # hexadecimal, capital letters
    valid_from: datetime
    valid_to: datetime

    @property
    def trial(self) -> bool:
        """Whether it says itself that it is for trials only."""
        return TRIAL in self.subject or TRIAL in self.issuer


def facts_of(der: bytes) -> CertificateFacts:
    """Read one certificate in DER.

    Raises:
        ValueError: it is none.
    """
    certificate = x509.load_der_x509_certificate(der)
    return CertificateFacts(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def _name(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()

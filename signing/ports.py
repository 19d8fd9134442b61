"""The nouns and ports of signing. Words follow ETSI EN 319 102-1 (indication, sub-indication) and PAdES."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]
Outcome = Literal["valid", "indeterminate", "invalid", "unsigned"]
ChangesAfter = Literal["none", "dss", "allowed", "forbidden"]
TimeSource = Literal["claimed", "timestamp"]


@dataclass(frozen=True, slots=True)
class Mark:
    """The visible text mark of a digitized copy (Decree 30/2020 annex: top right of page 1, no seal image)."""

    agency_name: str
    lines: tuple[str, ...] = ()  # copy form or the marker "converted from paper", per paper type
    trial: bool = False  # adds THỬ NGHIỆM


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature field, told truthfully; the names are the wire names of `motlan verify --json`."""

    field: str
    signer: str | None
    organisation: str | None
    signed_at: datetime | None
    time_source: TimeSource
    digest: str | None
    level: Level | None
    indication: str
    sub_indication: str | None
    covers_whole_file: bool
    changes_after: ChangesAfter
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one file."""

    sha256: str
    outcome: Outcome
    signatures: tuple[SignatureReport, ...]
    message: str  # one Vietnamese sentence for a person at the counter


class KeyHolder(Protocol):
    """Holds one private key and never gives it away: PKCS#12 file, PKCS#11 token, HSM or a remote service."""

    @property
    def certificate_der(self) -> bytes:
        """The signing certificate."""

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """The intermediates, without the leaf; the root may be left out."""

    def sign_digest_input(self, data: bytes) -> bytes:
        """The raw signature over SHA-256 of `data` (the DER of the signed attributes).

        Raises:
            signing.errors.KeyUnavailable: retry helps when the token or service is back.
        """


class Timestamper(Protocol):
    """Reaches a time-stamping authority (RFC 3161)."""

    def respond(self, request_der: bytes) -> bytes:
        """The DER of the TimeStampResp to the DER of a TimeStampReq.

        Raises:
            signing.errors.TimestampUnavailable: no answer within the tries allowed.
        """

"""The nouns and ports of signing. Words follow ETSI EN 319 102-1 (indication, sub-indication) and PAdES."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]
Outcome = Literal["valid", "indeterminate", "invalid", "unsigned"]
ChangesAfter = Literal["none", "dss", "allowed", "forbidden"]
TimeSource = Literal["claimed", "timestamp"]
Answer = Literal["ok", "failed", "unknown", "not_asked"]


@dataclass(frozen=True, slots=True)
class Mark:
    """The visible text mark of a digitized copy (Decree 30/2020 annex: top right of page 1, no seal image)."""

    agency_name: str
    lines: tuple[str, ...] = ()  # copy form or the marker "converted from paper", per paper type
    trial: bool = False  # adds THỬ NGHIỆM


@dataclass(frozen=True, slots=True)
class Proof:
    """What the verdict on one signature rests on; for records and pages, never on the wire."""

    issuer: str | None = None
    judged_at: datetime | None = None  # the time at which the chain was judged
    chain_problem: str | None = None  # sub-indication, also where something else failed first
    stamp: Answer = "not_asked"
    stamped_by: str | None = None  # the time-stamping authority
    stamped_at: datetime | None = None
    revocation: Literal["crl", "ocsp"] | None = None  # what says that it is not revoked
    revocation_at: datetime | None = None  # when that was issued
    revocation_until: datetime | None = None  # when it ends
    ends_at: datetime | None = None  # of the certificate of the newest clock, else of the signer


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
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class Check:
    """One of the ten checks of a verification (signing.checks), as it is kept and shown."""

    number: int
    outcome: Answer
    message: str  # a Vietnamese sentence
    indication: str | None = None  # of ETSI EN 319 102-1, where the check did not pass
    sub_indication: str | None = None
    facts: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one file."""

    sha256: str
    outcome: Outcome
    signatures: tuple[SignatureReport, ...]
    message: str  # one Vietnamese sentence for a person at the counter
    checks: tuple[Check, ...] = ()
    renew_before: datetime | None = None  # when the newest proof of time ends; None where unknown


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

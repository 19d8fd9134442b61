"""Time-stamp tokens over a digest that is not in a PDF (RFC 3161): ask for one, and judge one."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asn1crypto import cms
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy

from signing.claims import common_name
from signing.errors import SigningError, TimestampUnavailable
from signing.ports import Timestamper
from signing.prepare import run
from signing.sign import TimestampClient
from signing.trust import ALGORITHMS, Embedded, Trust, validation_context

State = Literal["proven", "untrusted", "forged"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says. `proven`: by a trusted authority; `untrusted`: sound, its root is not loaded or it ended."""

    state: State
    at: datetime | None = None  # by the authority's clock; None when it cannot be read
    authority: str | None = None


def stamp_digest(sha256: bytes, timestamper: Timestamper) -> bytes:
    """The DER of a token over this digest; asked once.

    Raises:
        TimestampUnavailable: no usable answer; the caller tries again later.
    """
    try:
        token = run(TimestampClient(timestamper).async_timestamp(sha256, "sha256"))
    except SigningError:
        raise
    except (TimestampRequestError, OSError, ValueError, TypeError) as error:
        raise TimestampUnavailable(
            f"the time-stamping service gave no usable answer: {error}"
        ) from error
    return bytes(token.dump())


def judge_stamp(token: bytes, sha256: bytes, *, trust: Trust, at: datetime) -> Stamp:
    """Judge a token over a digest, offline; no exception for a bad token.

    Args:
        at: aware; a moment at which the token is known to have existed. Its certificates count as of then.
    """
    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        leaf = next(iter(signed["certificates"])).chosen
        context = validation_context(
            trust, embedded=_own(signed), leaf=None, moment=at, kind="stamp"
        )
        told = run(
            validate_tst_signed_data(
                signed,
                context,
                lambda name: sha256 if name == "sha256" else b"",
                algorithm_policy=CMSAlgorithmUsagePolicy.lift_policy(ALGORITHMS),
            )
        )
        status = TimestampSignatureStatus(**told)
        if not (status.intact and status.valid):
            return Stamp("forged")
        proven = status.trusted and status.timestamp <= at
        signer = common_name(status.signing_cert or leaf)
        return Stamp("proven" if proven else "untrusted", status.timestamp, signer)
    # A malformed token makes the parser raise almost anything: each is a failed verification.
    except Exception:  # noqa: BLE001
        return Stamp("forged")


def _own(signed: cms.SignedData) -> Embedded:
    return Embedded(certificates=tuple(each.chosen.dump() for each in signed["certificates"]))

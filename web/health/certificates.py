"""When the certificates of the agencies' keys end."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import Agency
from config import wiring
from ingest.tools import AgencySigner
from signing.certificates import CertificateFacts
from signing.errors import CertificateExpires, SigningError
from web.health.asking import Question

SOON, ENDS = timedelta(days=7), timedelta(days=30)
# A certificate that cannot be read stands before all others.
FIRST = datetime.min.replace(tzinfo=UTC)
# Opening a key file takes a tenth of a second, and there may be hundreds.
FRESH_S = 300.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of one agency; `code` says why it cannot be read, or why it may not sign."""

    agency: Agency
    facts: CertificateFacts | None
    code: str = ""

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; None when it cannot be read."""
        return self.facts.valid_to if self.facts else None

    @property
    def days_left(self) -> int | None:
        """Whole days until it ends, negative when it has ended; None when it cannot be read."""
        return (self.ends_at - timezone.now()).days if self.ends_at else None

    @property
    def trouble(self) -> str:
        """The code of what is to be done about it; empty when nothing is."""
        if self.ends_at is None or self.code:
            return self.code
        left = self.ends_at - timezone.now()
        if left <= timedelta(0):
            return "health.certificate_expired"
        if left <= SOON:
            return "health.certificate_ends_soon"
        return "health.certificate_ends" if left <= ENDS else ""


def read_certificates() -> list[Certificate]:
    """The certificate of every agency that has a key here, the first to end first."""
    signer, found = wiring.signer(), []
    for agency in Agency.objects.order_by("path"):
        if not signer.has_key(agency.code):
            continue
        try:
            facts = signer.certificate(agency.code)
        except SigningError as error:
            found.append(Certificate(agency, None, error.code))
            continue
        found.append(Certificate(agency, facts, _why_it_may_not_sign(agency, signer)))
    return sorted(found, key=lambda each: each.ends_at or FIRST)


def _why_it_may_not_sign(agency: Agency, signer: AgencySigner) -> str:
    """The code; empty where it may, and where its end is near, which the days left tell better."""
    try:
        signer.check(agency.code, agency_name=agency.name)
    except CertificateExpires:
        return ""
    except SigningError as error:
        return error.code
    return ""


QUESTION: Question[list[Certificate]] = Question(read_certificates, fresh_s=FRESH_S)


def certificates(*, within_s: float = 2.0) -> list[Certificate]:
    """As read in the last minutes.

    Raises:
        TimeoutError: they are being read for the first time, or their folder does not answer.
    """
    return QUESTION.answer(until=time.monotonic() + within_s)

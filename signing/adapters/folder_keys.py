"""Signs for the agencies whose keys are named in a folder of this machine (`key_files`)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from signing.adapters.key_files import key_files
from signing.certificates import CertificateFacts, facts_of
from signing.key_check import check_certificate
from signing.ports import Level, Mark, Timestamper
from signing.prepare import Appearance
from signing.sign import sign_pdf
from signing.trust import Trust


class FolderKeys:
    """The agencies' signer. A key that may not sign is refused before anything is made."""

    def __init__(
        self,
        folder: Path,
        *,
        timestamper: Timestamper | None,
        trial: bool,
        trust: Callable[[], Trust] = Trust,
        stop_days: int = 1,
    ) -> None:
        """Nothing is opened yet.

        Args:
            folder: of the keys.
            timestamper: None makes B-B.
            trial: writes THỬ NGHIỆM into each mark.
            trust: roots and lists of revocation, asked anew for each signature.
            stop_days: days before its end from which a certificate signs no more.
        """
        self._keys = key_files(folder)
        self._timestamper = timestamper
        self._trial = trial
        self._trust = trust
        self._stop_days = stop_days

    def has_key(self, agency_code: str) -> bool:
        """Whether a key of this agency is named in the folder."""
        return self._keys.has_key(agency_code)

    def sign(
        self, path: Path, *, agency_code: str, mark: Mark | Appearance, level: Level | None = None
    ) -> bytes:
        """The PDF with the agency's signature and text mark.

        Args:
            path: the PDF.
            agency_code: whose key signs.
            mark: its agency's name must be that of the certificate.
            level: B-B does without a time stamp; those above B-T are reached by extending.
        Raises:
            signing.errors.SigningError: see its remedies; nothing is returned half signed.
        """
        key, now = self._keys.key(agency_code), datetime.now(UTC)
        look = mark if isinstance(mark, Appearance) else Appearance(mark)
        look = replace(look, mark=replace(look.mark, trial=self._trial))
        self.check(agency_code, agency_name=look.mark.agency_name)
        made: Level = "B-B" if level == "B-B" else self.level()
        return sign_pdf(
            path, key=key, mark=look, timestamper=self._timestamper, level=made, signed_at=now
        )

    def check(self, agency_code: str, *, agency_name: str) -> None:
        """Nothing, where the agency's key may sign now.

        Raises:
            signing.errors.SigningError: why not, see `signing.key_check`.
        """
        key = self._keys.key(agency_code)
        check_certificate(
            key.certificate_der,
            agency=agency_name,
            trust=self._trust(),
            at=datetime.now(UTC),
            stop_days=self._stop_days,
            chain_der=key.chain_der,
        )

    def certificate(self, agency_code: str) -> CertificateFacts | None:
        """What the certificate of the agency's key says; None where there is no key.

        Raises:
            signing.errors.KeyUnreadable: the key file or its password cannot be read.
            signing.errors.KeyUnavailable: the token is away.
        """
        if not self.has_key(agency_code):
            return None
        return facts_of(self._keys.key(agency_code).certificate_der)

    def level(self) -> Level:
        """B-T where there is a time-stamper."""
        return "B-T" if self._timestamper else "B-B"

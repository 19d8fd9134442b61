"""The agencies' keys of one machine: PKCS#12 files `agency-<code>.p12` in a folder, passwords beside them.

For one office and for trials. A token, an HSM or a remote service takes its place behind the same calls.
"""

import threading
from pathlib import Path

from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.certificates import CertificateFacts, facts_of
from signing.errors import KeyUnreadable
from signing.pki import DemoPki, agency_key_name
from signing.ports import KeyHolder, Level, Mark, Timestamper
from signing.sign import sign_pdf

_Shape = tuple[tuple[int, int, int], tuple[int, int, int]]


class FolderKeys:
    """Signs for the agencies whose key lies in the folder."""

    def __init__(self, folder: Path, *, timestamper: Timestamper | None, trial: bool) -> None:
        self._folder = folder
        self._timestamper = timestamper
        self._trial = trial
        self._loaded: dict[str, tuple[_Shape, KeyHolder]] = {}
        self._lock = threading.Lock()

    def has_key(self, agency_code: str) -> bool:
        """Whether a key of this agency lies in the folder."""
        return self._path(agency_code).is_file()

    def sign(
        self, path: Path, *, agency_code: str, agency_name: str, lines: tuple[str, ...]
    ) -> bytes:
        """The PDF with the agency's signature, time stamp and text mark.

        Raises:
            signing.errors.SigningError: see its remedies; nothing is returned half signed.
        """
        mark = Mark(agency_name=agency_name, lines=lines, trial=self._trial)
        key = self._key(agency_code)
        return sign_pdf(path, key=key, mark=mark, timestamper=self._timestamper, level=self.level())

    def certificate(self, agency_code: str) -> CertificateFacts | None:
        """What the certificate of the agency's key says; None where there is no key.

        Raises:
            signing.errors.KeyUnreadable: the key file or its password cannot be read.
        """
        if not self.has_key(agency_code):
            return None
        return facts_of(self._key(agency_code).certificate_der)

    def level(self) -> Level:
        """B-T where there is a time-stamper."""
        return "B-T" if self._timestamper else "B-B"

    def _key(self, agency_code: str) -> KeyHolder:
        """The key as its files are now: a worker runs for months, and a key is renewed meanwhile."""
        path = self._path(agency_code)
        secret = DemoPki.password_file(path)
        with self._lock:
            try:
                shape = (_shape(path), _shape(secret))
                loaded_as, key = self._loaded.get(agency_code, (None, None))
                if key is None or loaded_as != shape:
                    key = Pkcs12KeyHolder(path, password=secret.read_bytes().strip())
                    self._loaded[agency_code] = (shape, key)
            except OSError as error:
                raise KeyUnreadable(
                    f"{path.name} or its password file {secret.name} cannot be read"
                ) from error
            return key

    def _path(self, agency_code: str) -> Path:
        return self._folder / agency_key_name(agency_code)


def _shape(path: Path) -> tuple[int, int, int]:
    facts = path.stat()
    return facts.st_ino, facts.st_size, facts.st_mtime_ns

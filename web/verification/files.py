"""Checks a file of a stranger without keeping it: who signed, when by whose clock, and whether we hold it."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from config import public_checks, wiring
from config.callers import network_of
from dossiers.copy_checks import CopyFacts, copy_by_bytes
from ocr.documents import open_document
from ocr.errors import (
    DocumentDamaged,
    DocumentEncrypted,
    DocumentError,
    DocumentTooLarge,
    DocumentTruncated,
    OcrError,
    SandboxDied,
    SandboxTimeout,
    TooManyPages,
    UnknownFormat,
)
from signing.errors import InputTooLarge, SigningError
from signing.ports import Report
from signing.verify import verify_pdf
from signing.wire import signature_json
from web.papers.signatures import SignatureWords, signatures_in_words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_WAIT_S = 5.0
# A broken file can still carry a signature, of which the verification says what is wrong.
_BROKEN = (DocumentDamaged, DocumentTruncated)
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (DocumentEncrypted, "check.encrypted"),
    (TooManyPages, "check.too_many_pages"),
    (UnknownFormat, "check.not_pdf"),
    (DocumentTooLarge, "check.too_heavy"),
    (InputTooLarge, "check.too_heavy"),
    (SandboxTimeout, "check.too_heavy"),
    (SandboxDied, "check.too_heavy"),
    (DocumentError, "check.broken"),
)


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Nothing can be said of the file, and the code that says why."""

    code: str


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """The verdict on the file; `copy`: what it is worth, where it is one that we hold, byte for byte."""

    outcome: str
    message: str
    signatures: list[SignatureWords]
    copy: CopyFacts | None


class Places:
    """Files under check, in this process: few at once, and one of a network, so that no stranger takes all."""

    def __init__(self, most: int) -> None:
        self._most, self._taken, self._changed = most, set[str](), Condition()

    def take(self, network: str, *, within_s: float) -> bool:
        """Wait for a place; whether there was one in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_free(network), within_s):
                return False
            self._taken.add(network)
        return True

    def leave(self, network: str) -> None:
        """Make room for those who wait."""
        with self._changed:
            self._taken.discard(network)
            self._changed.notify_all()

    def _is_free(self, network: str) -> bool:
        return network not in self._taken and len(self._taken) < self._most


PLACES = Places(3)


def check_upload(upload: "UploadedFile[Any]", *, address: str) -> FileAnswer | NotChecked:
    """Verify the signatures of the file in a process of its own; nothing of it is left afterwards.

    Args:
        address: of who sent it; who finds no place is asked to come again.
    """
    network = network_of(address)
    if not PLACES.take(network, within_s=_WAIT_S):
        return NotChecked("check.busy")
    try:
        with _scratch_copy(upload) as (path, sha256):
            report = _verified(path)
    except (OcrError, SigningError) as error:
        return NotChecked(_code_of(error))
    except OSError:
        return NotChecked("check.not_done")
    finally:
        PLACES.leave(network)
    return FileAnswer(
        report.outcome,
        report.message,
        signatures_in_words(signature_json(each) for each in report.signatures),
        copy_by_bytes(sha256, day=timezone.localdate()),
    )


def _verified(path: Path) -> Report:
    sandbox = public_checks.sandbox()
    try:
        document = sandbox.run(open_document, path, limits=public_checks.DOCUMENT)
        if document.kind != "pdf":
            raise UnknownFormat
    except _BROKEN:
        pass
    return sandbox.run(verify_pdf, path, trust=wiring.trust(), limits=public_checks.SIGNATURES)


def _code_of(error: Exception) -> str:
    return next((code for kind, code in _CODES if isinstance(error, kind)), "check.not_done")


@contextmanager
def _scratch_copy(upload: "UploadedFile[Any]") -> Iterator[tuple[Path, str]]:
    scratch, digest = wiring.home() / "scratch", hashlib.sha256()
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="check-") as folder:
        path = Path(folder) / "file.pdf"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                digest.update(chunk)
                file.write(chunk)
        yield path, digest.hexdigest()

"""Checks a file of a stranger without keeping it: who signed, when by whose clock, and whether we hold it."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from config import public_checks, wiring
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

# Files under check and waiting for it, in this process. Who comes then is asked to come again.
_PLACES = BoundedSemaphore(3)
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


def check_upload(upload: "UploadedFile[Any]") -> FileAnswer | NotChecked:
    """Verify the signatures of the file in a process of its own; nothing of it is left afterwards."""
    if not _PLACES.acquire(timeout=_WAIT_S):
        return NotChecked("check.busy")
    try:
        with _scratch_copy(upload) as (path, sha256):
            report = _verified(path)
    except (OcrError, SigningError) as error:
        return NotChecked(_code_of(error))
    except OSError:
        return NotChecked("check.not_done")
    finally:
        _PLACES.release()
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

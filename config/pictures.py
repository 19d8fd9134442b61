"""Bytes of a paper for the doors: the picture of one page, drawn in the sandbox, never in the web process."""

import tempfile
from pathlib import Path

from config import wiring
from dossiers.models import Paper, ReceivedFile
from ocr.errors import OcrError
from ocr.preview import preview_jpeg
from storage.errors import StorageError

TIMEOUT_S = 30.0
# Part of every picture's tag; raise it when pictures are made differently.
MAKE = "1"
NOT_SHOWN = (StorageError, OcrError)


def picture_tag(file: ReceivedFile, number: int) -> str:
    """The entity tag of a page's picture: the same bytes always give the same picture."""
    return f'"{file.sha256}-{number}-{MAKE}"'


def has_page(paper: Paper, number: int) -> bool:
    """Whether the page of the received file belongs to this paper."""
    return paper.first_page <= number <= (paper.last_page or paper.first_page)


def page_picture(file: ReceivedFile, number: int) -> bytes:
    """The page as JPEG; the file is opened in the sandbox, never in the web process.

    Raises:
        One of NOT_SHOWN: the store cannot give the file, or the file cannot be opened.
    """
    scratch = wiring.home() / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        path = wiring.store().local_copy(file.key, folder=Path(folder))
        sandbox, limits = wiring.preview_sandbox(), wiring.limits()
        return sandbox.run(preview_jpeg, path, number, limits=limits, timeout_s=TIMEOUT_S)

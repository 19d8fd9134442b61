"""A file that was scanned in one go: its signs, page by page, and the papers that they make."""

from collections.abc import Sequence
from pathlib import Path

from ocr.documents import Limits, load_page
from ocr.documents.opening import STANDARD_LIMITS
from ocr.ports import PageReading
from ocr.splitting.codes import Code, read_codes
from ocr.splitting.model import Split
from ocr.splitting.proposing import propose_split
from ocr.splitting.signs import signs_of


def page_codes(path: Path, number: int, *, limits: Limits = STANDARD_LIMITS) -> tuple[Code, ...]:
    """The codes on one page of a file (from 1); opens an untrusted file, so run it in the sandbox.

    Raises:
        DocumentError: the file or the page cannot be opened.
    """
    return read_codes(load_page(path, number, limits=limits))


def split_stack(readings: Sequence[PageReading], codes: Sequence[Sequence[Code]]) -> Split:
    """The papers of a file, from what was read of every page and the codes on each.

    Raises:
        ValueError: readings and codes are not of the same pages, or not of all.
    """
    signs = [signs_of(page, codes=own) for page, own in zip(readings, codes, strict=True)]
    return propose_split(signs)

"""A file that was scanned in one go: its signs, page by page, and the papers that they make."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ocr.blank import Print, print_on
from ocr.documents import Limits, load_page
from ocr.documents.opening import STANDARD_LIMITS
from ocr.pages import red_channel
from ocr.ports import PageReading
from ocr.splitting.codes import read_codes
from ocr.splitting.model import PageSigns, Split
from ocr.splitting.proposing import propose_split
from ocr.splitting.signs import signs_of_codes, with_reading


def codes_on_page(path: Path, number: int, *, limits: Limits = STANDARD_LIMITS) -> PageSigns:
    """What one page of a file (from 1) tells unread: its codes, and whether it is blank.

    It opens an untrusted file, so run it in the sandbox.

    Raises:
        DocumentError: the file or the page cannot be opened.
    """
    page = load_page(path, number, limits=limits)
    seen = signs_of_codes(number, read_codes(page))
    if seen.sheet is not None:
        return seen
    shown = print_on(red_channel(page.pixels))
    return replace(seen, blank=shown is Print.NONE, pale=shown is Print.PALE)


def parted_by_sheets(seen: Sequence[PageSigns]) -> Split:
    """The papers of a file by its separator sheets alone, before anything is read.

    Raises:
        ValueError: pages are missing or not in order.
    """
    return propose_split(
        [
            PageSigns(page.number, blank=page.blank, sheet=page.sheet if page.parts_only else None)
            for page in seen
        ]
    )


def split_stack(readings: Sequence[PageReading], seen: Sequence[PageSigns]) -> Split:
    """The papers of a file, from the codes on every page and what was read of it.

    Raises:
        ValueError: the two are not of the same pages, or not of all.
    """
    return propose_split(
        [with_reading(own, page) for page, own in zip(readings, seen, strict=True)]
    )

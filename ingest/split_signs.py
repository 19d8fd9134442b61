"""What each page of a received file tells of where papers begin, as the records keep it.

`ReceivedFile.split` holds {"signs": [{…}, …]}, an object a page in order, without what is as usual: a file
of hundreds of pages is read with each of its papers.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from dossiers.models import ReceivedFile
from ocr.splitting import PageSigns, SeparatorSheet
from ocr.splitting.model import PageNumber
from vietnamese.text import storable

_USUAL = {field.name: field.default for field in fields(PageSigns)}


def kept_signs(file: ReceivedFile) -> list[PageSigns]:
    """The signs of every page in order; none where the file was not looked at as a stack."""
    return [_unpack(row, number) for number, row in enumerate(file.split.get("signs", ()), start=1)]


def page_count(file: ReceivedFile) -> int:
    """How many pages were looked at; 0 where the file was not looked at as a stack."""
    return len(file.split.get("signs", ()))


def keep_signs(file: ReceivedFile, signs: Sequence[PageSigns]) -> None:
    """Put the signs of all pages on the row; the caller saves it."""
    file.split = {"signs": [_pack(page) for page in signs]}


def _pack(page: PageSigns) -> dict[str, Any]:
    told = {name: value for name, value in asdict(page).items() if value != _USUAL[name]}
    del told["number"]
    if page.sheet is not None:
        # A code holds whatever a stranger printed.
        told["sheet"] = {name: storable(value) for name, value in told["sheet"].items() if value}
    return told


def _unpack(row: dict[str, Any], number: int) -> PageSigns:
    told = dict(row)
    if "sheet" in told:
        told["sheet"] = SeparatorSheet(**told["sheet"])
    if "page_number" in told:
        told["page_number"] = PageNumber(**told["page_number"])
    if "size_mm" in told:
        short, long = told["size_mm"]
        told["size_mm"] = (short, long)
    return PageSigns(number, **told)

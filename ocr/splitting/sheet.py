"""What the QR code of a separator sheet says: which dossier and which paper type follow.

The text is `MOTLAN1;dossier number;paper type code;check`, each of the two in the middle may be empty.
The check tells a misread code and a foreign one apart from ours; it keeps nobody from printing a sheet,
so that a sheet proposes where a paper begins and a clerk confirms it.
"""

import re
import zlib
from dataclasses import dataclass

from vietnamese.dossier_number import parse_dossier_number

PREFIX = "MOTLAN1"
_TYPE_CODE = re.compile(r"[!-:<-~]{1,50}")  # what a QR code holds without a doubt about its letters


@dataclass(frozen=True, slots=True)
class SeparatorSheet:
    """A sheet laid before what it announces.

    With a paper type it announces one paper; without, all papers of the dossier up to the next sheet.
    """

    dossier_number: str | None = None
    paper_type: str | None = None


def sheet_text(sheet: SeparatorSheet) -> str:
    """The text of the sheet's QR code.

    Raises:
        ValueError: the dossier number or the paper type has a form that could not be read back.
    """
    text = _checked(f"{PREFIX};{sheet.dossier_number or ''};{sheet.paper_type or ''}")
    if parse_sheet(text) != sheet:
        raise ValueError("not a dossier number in its canonical form, or not a paper type code")
    return text


def parse_sheet(text: str) -> SeparatorSheet | None:
    """The sheet that a code's text stands for; None if it is none of ours."""
    prefix, *middle = text.split(";")
    if prefix != PREFIX or len(middle) != 3 or _checked(text.rpartition(";")[0]) != text:
        return None
    number, paper_type, _ = middle
    parsed = parse_dossier_number(number) if number else None
    if number and (parsed is None or parsed.number != number):
        return None
    if paper_type and not _TYPE_CODE.fullmatch(paper_type):
        return None
    return SeparatorSheet(number or None, paper_type or None)


def _checked(text: str) -> str:
    return f"{text};{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08X}"

"""Dossier numbers: `H15.50.05.13-261008-0975`, unit, day of intake and the day's serial.

The day has six figures (yymmdd) or eight (yyyymmdd), the serial four on provincial systems and up
to seven on those of ministries. Older units stand with level 1 last (`000.00.04.G18`).
"""

import re
from dataclasses import dataclass
from datetime import date

from vietnamese.agency_code import OLD_SHAPE
from vietnamese.text import nfc

_DASH = r"\s?[-\u2010-\u2014\u2212]\s?"
_SHAPE = re.compile(
    rf"(?<![\w.-])(?P<unit>[A-Z][0-9]{{2}}(?:\.[0-9]{{1,3}}){{0,3}}|{OLD_SHAPE}){_DASH}"
    rf"(?P<day>[0-9]{{6}}|[0-9]{{8}}){_DASH}(?P<serial>[0-9]{{4,7}})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class DossierNumber:
    """The parts of a number; two systems that write the day differently mean different numbers."""

    unit: str  # as written; `agency_code.parse_agency_code` gives the new form
    day: date
    serial: str  # zeros kept
    number: str  # canonical: capitals, plain hyphens, no blanks


@dataclass(frozen=True, slots=True)
class FoundDossierNumber:
    """A dossier number and its place [start, end) in the NFC text."""

    value: DossierNumber
    start: int
    end: int


def find_dossier_numbers(text: str) -> tuple[FoundDossierNumber, ...]:
    """Find dossier numbers with a real day, in reading order; a line may break at a hyphen."""
    found: list[FoundDossierNumber] = []
    for match in _SHAPE.finditer(nfc(text)):
        value = _from_match(match)
        if value:
            found.append(FoundDossierNumber(value, *match.span()))
    return tuple(found)


def parse_dossier_number(text: str) -> DossierNumber | None:
    """Read a number that makes up the whole text; None if the shape or the day is wrong."""
    match = _SHAPE.fullmatch(nfc(text).strip())
    return _from_match(match) if match else None


def _from_match(match: re.Match[str]) -> DossierNumber | None:
    unit, figures, serial = match["unit"].upper(), match["day"], match["serial"]
    # Dossiers are numbered so since the 2010s: two figures of the year are of this century.
    century = "20" if len(figures) == 6 else ""
    try:
        day = date.fromisoformat(f"{century}{figures}")
    except ValueError:
        return None
    return DossierNumber(unit=unit, day=day, serial=serial, number=f"{unit}-{figures}-{serial}")

"""Numbers of documents: finding them in text, and one canonical form to compare them by.

Forms found: `123/QĐ-UBND`, `21/2026/TT-BCT`, `990/GPXD`, `47/2019/QH14`, of the Party `02-NQ/TW`;
register entries `2/2019` and land certificates `CĐ 969660` after the word số; household businesses
`91C8009397`.
"""

import re
from dataclasses import dataclass

from vietnamese.text import fold, nfc

_UP = "A-ZĐÐĂÂÊÔƠƯ"
_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"
# A symbol is capitals (UBND, QH14), but for Tờ trình (TTr) and Thủ tướng (TTg).
_SYMBOL = rf"(?:T[Tt][rg]|[{_UP}]{{1,12}})[0-9]{{0,3}}"
# Any case, for what a person types; only where a hyphen leaves no doubt.
_TYPED_SYMBOL = r"[^\W\d_]{1,12}[0-9]{0,3}"
_HYPHEN = rf"[ \t]?[{_HYPHENS}]\s{{0,6}}"
_SERIAL = r"(?<![\w/.,-])[0-9]{1,6}[a-zA-ZđĐ]?"
_YEAR = r"(?:18|19|20)[0-9]{2}"
_END = r"(?![\w/])"
_SLASH = r"[ \t]{0,2}/\s{0,2}"
_AFTER_SO = r"(?<!\w)[Ss][ốỐ][:.\s]{0,4}"
_NUMBER = re.compile(
    "|".join(
        (
            rf"{_SERIAL}{_SLASH}(?:{_YEAR}{_SLASH})?{_SYMBOL}(?:{_HYPHEN}{_SYMBOL}){{1,3}}{_END}",
            rf"{_SERIAL}/(?:{_YEAR}/)?{_TYPED_SYMBOL}(?:-{_TYPED_SYMBOL}){{1,3}}{_END}",
            # A hyphen after it would mean that the number is cut short: better none than half.
            rf"{_SERIAL}[ \t]?/(?:{_YEAR}/)?(?=\w\w){_SYMBOL}(?![{_HYPHENS}]){_END}",
            rf"{_SERIAL}{_HYPHEN}(?=\w\w){_SYMBOL}/(?=\w\w){_SYMBOL}{_END}",
            rf"(?<![\w/.-])[0-9]{{2}}[A-Z][0-9]{{7}}{_END}",
            rf"{_AFTER_SO}(?P<register>[0-9]{{1,6}}/{_YEAR}){_END}",
            rf"{_AFTER_SO}(?P<land>[{_UP}]{{1,2}} ?[0-9]{{6,8}}){_END}",
        )
    )
)
_LABEL = re.compile(r"^SỐ(?:\s*[:.]\s*|\s+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number and its place [start, end) in the NFC text."""

    number: str  # canonical, as `normalise_number` gives it
    printed: str  # as printed, joined: case and zeros kept, blanks and line breaks gone
    start: int
    end: int


def find_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Find document numbers in reading order, those broken across lines after a hyphen included.

    `4017/TTr-` and `BNNMT` on the next line are one number. Blanks that readers put around slash
    and hyphen are let in where the symbol is in capitals. Dossier numbers, dates and personal ids
    are not found.
    """
    composed = nfc(text)
    found: list[FoundNumber] = []
    for match in _NUMBER.finditer(composed):
        group = match.lastgroup or 0
        printed = _join(match[group])
        found.append(FoundNumber(normalise_number(printed), printed, *match.span(group)))
    return tuple(found)


def normalise_number(text: str) -> str:
    """Give the canonical keyword: equal numbers, however typed, give equal keywords.

    NFC and upper case; a label "Số:" and white space are dropped, every dash is a hyphen, the
    letter eth is Đ, and zeros before the serial go where a slash or hyphen follows it (0123/QĐ-UBND
    is 123/QĐ-UBND, but 01C8043162 keeps its zero: it is part of the code).
    """
    number = _join(_LABEL.sub("", nfc(text).strip())).upper().replace("Ð", "Đ").strip(".,;:")
    return re.sub(r"^0+(?=[0-9]+[A-ZĐ]?[/-])", "", number)


def fold_number(text: str) -> str:
    """Give the canonical keyword folded, so that `123/qd-ubnd` finds 123/QĐ-UBND."""
    return fold(normalise_number(text))


def _join(number: str) -> str:
    return re.sub(rf"[{_HYPHENS}]", "-", re.sub(r"\s+", "", number))

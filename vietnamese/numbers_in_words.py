"""Numbers from 0 to 9999 written in words, as in "hai nghìn không trăm mười chín".

Words are compared without diacritics, since readers mistake tone marks more often than letters.
"""

import re

from vietnamese.text import fold

DIGIT_WORDS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
NUMBER_WORDS = frozenset({*DIGIT_WORDS, "muoi", "tram", "nghin", "ngan", "le", "linh"})

_UNITS = {word: digit for word, digit in DIGIT_WORDS.items() if digit}
# After tens five is lăm or nhăm: "mười năm" is ten years, or a year that begins the next phrase.
_AFTER_TENS = {word: digit for word, digit in _UNITS.items() if word != "nam"}
_TWO_FIGURES = {
    "muoi": 10,
    **{f"muoi {unit}": 10 + u for unit, u in _AFTER_TENS.items()},
    **{f"{ten} muoi": 10 * t for ten, t in _UNITS.items() if t > 1},
    # "tám tám" is short for "tám mươi tám".
    **{
        f"{ten}{muoi} {unit}": 10 * t + u
        for ten, t in _UNITS.items()
        for unit, u in _AFTER_TENS.items()
        for muoi in (" muoi", "")
        if t > 1
    },
}
_NO_TENS = {f"{odd} {unit}": u for odd in ("le", "linh") for unit, u in _UNITS.items()}
_PARTS = re.compile(
    r"(?:(?P<thousands>\w+) (?:nghin|ngan)(?: |$))?(?:(?P<hundreds>\w+) tram(?: |$))?(?P<rest>.*)"
)


def words_to_number(words: str) -> int | None:
    """Read a number in words; None where it is no number or can be read in two ways.

    A digit standing alone after nghìn or trăm is refused: "hai nghìn năm" is 2500 to one and 2005
    to another.
    """
    parts = _PARTS.fullmatch(" ".join(fold(words).split()))
    if parts is None:
        return None
    thousands, hundreds, rest = parts["thousands"], parts["hundreds"], parts["rest"]
    if not thousands and not hundreds:
        return {**DIGIT_WORDS, **_TWO_FIGURES}.get(rest)
    below = {"": 0, **_TWO_FIGURES, **_NO_TENS}.get(rest)
    # "không trăm" needs thousands before it; "không nghìn" is never said.
    high = _UNITS.get(thousands) if thousands else 0
    middle = (DIGIT_WORDS if thousands else _UNITS).get(hundreds) if hundreds else 0
    if below is None or high is None or middle is None:
        return None
    return 1000 * high + 100 * middle + below

"""Mends what the networks always take for something else, where no Vietnamese paper could mean that."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr.ports import Word

_UNIT = re.compile(r"(?<![^\W\d_])([kcdm]?m)([23])(?![\w.,+]*\w)")
_RAISED = str.maketrans("23", "²³")
"""Neither network knows ² and ³ well. A small m before a lone 2 or 3 is a unit of area or volume, also
where the paper sets a raised or a plain figure; capitals (M2) and longer codes (m2a) stay."""

_ROMANS = {
    "HI": "III",
    "IH": "III",
    "HH": "III",
    "VH": "VII",
    "VHI": "VIII",
    "VIH": "VIII",
    "XH": "XII",
}
_HEADING = re.compile(r"([HIVX]+)([.)])")
"""Three upright strokes look like H and I; a heading that begins with such a numeral ends in a sign."""


def mended(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of one line with raised figures in units, and with the Roman numeral it begins with."""
    found = [_respelled(word, _UNIT.sub(_raised, word.text)) for word in words]
    if found and (heading := _HEADING.fullmatch(found[0].text)):
        numeral = _ROMANS.get(heading[1], heading[1])
        found[0] = _respelled(found[0], numeral + heading[2])
    return tuple(found)


def _raised(unit: re.Match[str]) -> str:
    return unit[1] + unit[2].translate(_RAISED)


def _respelled(word: Word, text: str) -> Word:
    return word if text == word.text else replace(word, text=text)

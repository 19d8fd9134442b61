"""What could stand in a place of the page, given what two readers saw there."""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ocr.fusion.aligning import Place, edit_path
from ocr.fusion.syllable_pairs import SyllablePairs, split_edges
from ocr.ports import Word
from vietnamese.syllable import is_syllable
from vietnamese.text import fold, nfc

_LONGEST_SYLLABLE = 7
_JOINED = re.compile(r"(\W*[^\W\d_]{2,})([.,:;\-]{1,3})((?:[^\W\d_]{2,}|\d+/)\S*)")
_NUMERAL = re.compile(r"[IVX]{2,}[.)]")
# A lone word that is so sure is never left out, lone signs that are less always.
_SURELY_PRINT = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """A place as text: what each reader saw ("" for nothing) and its lowest confidence there, 0-1.

    `unchecked`: only the first has looked, and was sure.
    """

    first: str
    second: str
    first_sure: float
    second_sure: float
    unchecked: bool = False

    @property
    def agreed(self) -> bool:
        """Whether both saw something, and the same."""
        return bool(self.first) and self.first == self.second


def seen_at(place: Place) -> Seen:
    """The two texts of a place."""
    return Seen(
        first=_text(place.first),
        second=_text(place.second),
        first_sure=_sure(place.first),
        second_sure=_sure(place.second),
        unchecked=place.unchecked,
    )


def candidates(seen: Seen, pairs: SyllablePairs) -> tuple[str, ...]:
    """Every text worth weighing, the first reader's before all others, none twice.

    Both readings (nothing, where only one saw something that may be dirt); the edge signs of one
    around the word of the other; the letters of one with the spaces of the other; and the syllables
    that differ from a reading in marks alone, for both readers miss a tone more often than a letter; and
    two words where a sign joins them.
    """
    if _is_dirt(seen):
        return ("",)
    if numeral := _numeral(seen):
        return (numeral,)
    found = dict.fromkeys(text for text in (seen.first, seen.second) if text or not _is_print(seen))
    if seen.first and seen.second and " " not in seen.first + seen.second:
        before, word, behind = split_edges(seen.first)
        other_before, other_word, other_behind = split_edges(seen.second)
        if word and other_word:
            for middle in (word, other_word):
                found[before + middle + behind] = None
                found[other_before + middle + other_behind] = None
                found[before + middle + other_behind] = None
    if seen.first and seen.second and seen.first.count(" ") != seen.second.count(" "):
        found[_spaced_like(seen.second, seen.first)] = None
        found[_spaced_like(seen.first, seen.second)] = None
    for text in (seen.first, seen.second):
        found.update(dict.fromkeys(_marked_otherwise(text, pairs)))
        found.update(dict.fromkeys(parted(text)))
    return tuple(found)


def _is_print(seen: Seen) -> bool:
    """Whether what only one reader saw is too good a word or number to be dirt."""
    word = split_edges(seen.first or seen.second)[1]
    good = is_syllable(word) or any(sign.isdigit() for sign in word)
    return good and len(word) > 1 and max(seen.first_sure, seen.second_sure) >= _SURELY_PRINT


def _is_dirt(seen: Seen) -> bool:
    """Whether only one reader saw something, no letter or digit, and was not sure of it."""
    alone = not (seen.first and seen.second)
    signs = not any(sign.isalnum() for sign in seen.first + seen.second)
    return alone and signs and max(seen.first_sure, seen.second_sure) < _SURELY_PRINT


def _numeral(seen: Seen) -> str | None:
    """The Roman numeral at the head of a line, where one reader takes two of its strokes for an H."""
    for text, other in ((seen.first, seen.second), (seen.second, seen.first)):
        if text != other and _NUMERAL.fullmatch(text) and other.replace("H", "II") == text:
            return text
    return None


def _spaced_like(text: str, like: str) -> str:
    """The letters of a text, parted where another reading of them is."""
    letters = text.replace(" ", "")
    parts = like.split(" ")
    ends = list(accumulate(len(part) for part in parts))
    at = dict(edit_path(fold("".join(parts)), fold(letters)))
    cuts = [0, *(at.get(end, at.get(end - 1, -2) + 1) for end in ends[:-1]), len(letters)]
    if any(not a < b for a, b in pairwise(cuts)):
        return text
    return " ".join(letters[a:b] for a, b in pairwise(cuts))


def parted(text: str) -> list[str]:
    """Two words that a sign joins: the sign ends the first of them, or is dirt."""
    if not (joined := _JOINED.fullmatch(text)):
        return []
    before, sign, behind = joined.groups()
    both = (split_edges(before)[1], split_edges(behind)[1])
    if sign[0] in ".-" and not all(is_syllable(word.lower()) for word in both):
        return []  # TP.HCM, QĐ-UBND
    return [f"{before}{sign[0]} {behind}", f"{before} {behind}"]


def _marked_otherwise(text: str, pairs: SyllablePairs) -> list[str]:
    before, word, behind = split_edges(text)
    if not word.isalpha() or len(word) > _LONGEST_SYLLABLE:
        return []
    return [before + _cased_as(word, other) + behind for other in pairs.same_letters(word)]


def _cased_as(word: str, other: str) -> str:
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other.capitalize() if word[:1].isupper() else other


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(nfc(word.text) for word in words)


def _sure(words: tuple[Word, ...]) -> float:
    return min((word.confidence for word in words), default=0.0) / 100

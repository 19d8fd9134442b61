"""Words as all engines see them: an exact and a folded form, and how near two words are."""

import re
from collections.abc import Iterable
from functools import lru_cache

from vietnamese.person_id import mask
from vietnamese.text import fold, nfc, normalise_tone_placement, syllables

HIT_START = "\ue000"
HIT_END = "\ue001"
FUZZY_LETTERS = 4  # shorter syllables are one letter from many others: lan, lam, lang
_LONGEST_LETTERS = 64  # what is longer is noise of the reader and only swells the dictionary
_MASK = "•"  # no word character: what is masked is not indexed either
# Whole, or in groups of three; an amount keeps its points (150.000.000) and is not taken for an id.
_PERSON_ID = re.compile(
    r"(?<![\w.,/-])[0-9OolI|]{3} ?[0-9OolI|]{3} ?[0-9OolI|]{3}(?: ?[0-9OolI|]{3})?(?![\w/]|[.,][0-9])"
)
_MASKED_DIGITS_AT_LEAST = 6
# Runs that the index would take for part of a word, such as CCCD_038090000123.pdf, are hidden from people too.
_RUN = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")


def sound(text: str) -> str:
    """NFC text that can be written as UTF-8 (lone surrogates become question marks)."""
    return nfc(text.encode("utf-8", "replace").decode())


def masked(text: str) -> str:
    """Sound text whose personal ids (9 and 12 digits) are dots and whose hit marks are blanks.

    Ids are looked up in the records; an index never holds them.
    """
    blank = sound(text).translate({ord(HIT_START): " ", ord(HIT_END): " "})
    return _PERSON_ID.sub(_mask_if_digits, blank)


def hide_ids(text: str) -> str:
    """The text with every personal id masked, also those written in groups of three; for whoever reads it."""
    return masked(_RUN.sub(lambda found: mask(found[0]), text))


def _mask_if_digits(match: re.Match[str]) -> str:
    digits = sum(letter.isdigit() for letter in match[0])
    return _MASK * len(match[0]) if digits >= _MASKED_DIGITS_AT_LEAST else match[0]


@lru_cache(maxsize=65_536)
def exact(word: str) -> str:
    """Lower case, NFC, tone mark at its usual place: hoà and HÒA are both hòa."""
    return normalise_tone_placement(word).lower()[:_LONGEST_LETTERS]


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """Without tones, diacritics and the bar of đ."""
    return fold(word)[:_LONGEST_LETTERS]


def twins(text: str) -> tuple[str, str]:
    """The text as exact and as folded words, each joined by single blanks: word by word the same."""
    words = [token.text for token in syllables(text)]
    return " ".join(map(exact, words)), " ".join(map(folded, words))


def fuzzy(word: str) -> bool:
    """Whether a word is long enough to be found with one wrong letter. Figures never are."""
    return len(word) >= FUZZY_LETTERS and word.isalpha()


def within_one(first: str, second: str) -> bool:
    """At most one letter wrong, missing, too many, or two neighbours swapped (Damerau)."""
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    one, other = first[start:], second[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (len(one) > 1 and one[1::-1] + one[2:] == other)
    )


class Likeness(dict[str, tuple[tuple[int, float], ...]]):
    """For a word of a paper: which words of the query it is like, and how much (1.0 the same).

    Worked out once for each word met in a search, since papers share their vocabulary. A short word is
    near to many others: that counts little, and is only to tell hits from each other.
    """

    NEAR = 0.6
    NEAR_SHORT = 0.3

    def __init__(self, query_words: Iterable[str]) -> None:
        super().__init__()
        self._same: dict[str, dict[int, float]] = {}
        self._near: list[tuple[int, str, str, str]] = []
        for place, sought in enumerate(query_words):
            self._same.setdefault(sought, {})[place] = 1.0
            if len(sought) > 1 and sought.isalpha():
                self._near.append((place, sought, sought[0], sought[-1]))

    def __missing__(self, word: str) -> tuple[tuple[int, float], ...]:
        same = self._same.get(word)
        like = dict(same) if same else {}
        length = len(word)
        if length > 1:
            first, last = word[0], word[-1]
            for place, sought, sought_first, sought_last in self._near:
                # One edit leaves the first or the last letter as it is: most words end here.
                if (
                    (first == sought_first or last == sought_last)
                    and -1 <= len(sought) - length <= 1
                    and place not in like
                    and within_one(sought, word)
                ):
                    like[place] = self.NEAR if fuzzy(sought) else self.NEAR_SHORT
        found = self[word] = tuple(like.items()) if like else ()
        return found

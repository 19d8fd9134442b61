"""Names of persons: one way to write them, how far two agree, and whether a reading can be one."""

import re
from dataclasses import dataclass
from enum import StrEnum

from vietnamese.syllable import is_syllable
from vietnamese.text import fold, nfc, normalise_tone_placement

_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
# Names of the peoples of Vietnam join parts by apostrophe or hyphen: H'Hen Niê, K'Brêu, Y-Bhăm.
_PART = re.compile(r"[^\W\d_]+")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SHORTEST, _LONGEST = 2, 7  # words


class MatchLevel(StrEnum):
    """How far two names agree."""

    EXACT = "exact"  # but for case, blanks, normal form and tone placement
    SAME_WITHOUT_ACCENTS = "same_without_accents"  # a person has to look
    NO = "no"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its Vietnamese order: Hồ Minh Đạt is family Hồ, middle Minh, given Đạt."""

    family: str
    middle: str  # "" or several words
    given: str

    @property
    def full(self) -> str:
        """The whole name, in its order."""
        return " ".join(part for part in (self.family, self.middle, self.given) if part)


def normalise_name(name: str) -> str:
    """Write a name one way: NFC, single blanks, plain apostrophes; TẠ ANH CHIẾN as Tạ Anh Chiến.

    A name with capitals and small letters keeps them, a name in one case only gets a capital for
    each word. Tone placement stays as the person writes it.
    """
    words = " ".join(nfc(name).translate(_APOSTROPHES).split())
    if words.isupper() or words.islower():
        return _PART.sub(lambda match: match.group().capitalize(), words)
    return words


def names_match(first: str, second: str) -> MatchLevel:
    """Compare two names; empty names match nothing."""
    one, other = _comparable(first), _comparable(second)
    if not one or not other:
        return MatchLevel.NO
    if one == other:
        return MatchLevel.EXACT
    return MatchLevel.SAME_WITHOUT_ACCENTS if fold(one) == fold(other) else MatchLevel.NO


def parse_person_name(name: str) -> PersonName | None:
    """Part a name of two words or more; None if it has fewer, or a word that is none of a name."""
    words = normalise_name(name).split()
    if len(words) < _SHORTEST or not all(map(_NAME_WORD.fullmatch, words)):
        return None
    return PersonName(family=words[0], middle=" ".join(words[1:-1]), given=words[-1])


def is_plausible_name(text: str) -> bool:
    """Tell whether what a reader found can be a name of two to seven words.

    Every word begins with a capital and at least half of them are possible Vietnamese syllables:
    names of other peoples pass, most misreadings do not. It does not tell a name from other
    capitals.
    """
    words = normalise_name(text).split()
    if not _SHORTEST <= len(words) <= _LONGEST:
        return False
    if not all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return False
    return 2 * sum(any(map(is_syllable, _PART.findall(word))) for word in words) >= len(words)


def _comparable(name: str) -> str:
    return normalise_tone_placement(normalise_name(name).lower())

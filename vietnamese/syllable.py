"""The Vietnamese syllable: onset, rime and tone, and where the tone mark stands.

A check of spelling, not a dictionary: `nguẫng` is possible though nobody says it, `Krông` and `Kon`
are not, being of other languages of Vietnam. Source: the rime tables of the school grammar
(Đoàn Thiện Thuật, "Ngữ âm tiếng Việt"); rare rimes of loan words (oong, ooc) are let in.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Combining marks in the order of Vietnamese dictionaries: huyền, hỏi, ngã, sắc, nặng.
TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"
STOP_CODA_TONES = frozenset("\u0301\u0323")

# Longest first, so that `ngh` is tried before `ng`, and `gi` before `g`.
_ONSETS = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip

# Vowels of a rime, with the codas each takes ("-" is none).
_CODAS_OF_VOWELS = {
    "a": "- c ch m n ng nh p t", "ai": "-", "ao": "-", "au": "-", "ay": "-",
    "ă": "c m n ng p t",
    "â": "c m n ng p t", "âu": "-", "ây": "-",
    "e": "- c m n ng p t", "eo": "-",
    "ê": "- ch m n nh p t", "êu": "-",
    "i": "- ch m n nh p t", "ia": "-", "iu": "-",
    "iê": "c m n ng p t", "iêu": "-",
    "o": "- c m n ng p t", "oi": "-", "oo": "c ng",
    "oa": "- c ch m n ng nh p t", "oai": "-", "oao": "-", "oay": "-",
    "oă": "c m n ng p t",
    "oe": "- m n t", "oeo": "-",
    "ô": "- c m n ng p t", "ôi": "-",
    "ơ": "- m n p t", "ơi": "-",
    "u": "- c m n ng p t", "ua": "-", "ui": "-",
    "uâ": "n ng t", "uây": "-",
    "uê": "- ch nh n", "uơ": "-",
    "uô": "c m n ng t", "uôi": "-",
    "uy": "- ch n nh p t", "uya": "-", "uyu": "-",
    "uyê": "n t",
    "ư": "- c m n ng t", "ưa": "-", "ưi": "-", "ưu": "-",
    "ươ": "c m n ng p t", "ươi": "-", "ươu": "-",
    "y": "- ch n nh t", "yu": "-", "yê": "m n ng t", "yêu": "-",
}  # fmt: skip
_RIMES = {
    vowels + coda.strip("-"): (vowels, coda.strip("-"))
    for vowels, codas in _CODAS_OF_VOWELS.items()
    for coda in codas.split()
}
_FRONT_VOWELS = frozenset("ieêy")
# `y` alone is the whole rime after these only (lý, mỹ, Thy); elsewhere it is written `i`.
_ONSETS_BEFORE_Y = frozenset({"", "h", "k", "l", "m", "n", "s", "t", "th", "v", "qu"})
# After `qu` the glide is already written: what would repeat it is no syllable.
_ROUNDED_STARTS = ("oa", "oă", "oe", "oo", "u", "ư")


@dataclass(frozen=True, slots=True)
class Syllable:
    """The parts of one syllable, lower case, NFC; `tone` is a combining mark or "" for ngang."""

    onset: str
    vowels: str
    coda: str
    tone: str

    @property
    def tone_index(self) -> int:
        """Which letter carries the tone mark, counted from 0 in the whole syllable.

        The usual ("old") placement: hòa, thủy, khỏe; and toán, quý, giếng in either style.
        """
        marked = [i for i, letter in enumerate(self.vowels) if letter in "ăâêôơư"]
        if marked:
            place = marked[-1]
        elif len(self.vowels) == 1:
            place = 0
        else:
            place = 1 if self.coda or len(self.vowels) == 3 else 0
        return len(self.onset) + place


def split_tone(letter: str) -> tuple[str, str]:
    """Part one NFC letter from its tone mark: `ế` gives `ê` and U+0301; no tone gives ""."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in decomposed[1:] if mark in TONE_MARKS)[:1]
    return (
        (unicodedata.normalize("NFC", decomposed.replace(tone, "", 1)), tone)
        if tone
        else (letter, "")
    )


def split_syllable(word: str) -> Syllable | None:
    """Take a word apart by spelling, wherever its tone mark stands; None if it is no syllable.

    Args:
        word: one word without spaces or punctuation, any case, any normal form.
    """
    letters = [split_tone(letter) for letter in unicodedata.normalize("NFC", word).lower()]
    tones = [tone for _, tone in letters if tone]
    if len(tones) > 1:
        return None
    bare = "".join(letter for letter, _ in letters)
    tone = tones[0] if tones else ""
    for onset in _ONSETS:
        if bare.startswith(onset) and (rime := _RIMES.get(bare.removeprefix(onset))):
            vowels, coda = rime
            if _spells(onset, vowels, coda):
                return Syllable(onset=onset, vowels=vowels, coda=coda, tone=tone)
    return None


def is_syllable(word: str) -> bool:
    """Tell whether a word could be a Vietnamese syllable by onset, rime, tone and tone placement.

    Both placements are right (hòa, hoà); a mark on a consonant or on `tóan` is not.
    Syllables that end in c, ch, p or t take sắc or nặng only.
    """
    parts = split_syllable(word)
    if parts is None:
        return False
    if parts.coda in {"c", "ch", "p", "t"} and parts.tone not in STOP_CODA_TONES:
        return False
    if not parts.tone:
        return True
    letters = unicodedata.normalize("NFC", word).lower()
    marked_at = next(i for i, letter in enumerate(letters) if split_tone(letter)[1])
    return marked_at == parts.tone_index or (
        marked_at == parts.tone_index + 1 and not parts.coda and parts.vowels in {"oa", "oe", "uy"}
    )


# Official Vietnamese uses some thousand syllables over and over.
@lru_cache(maxsize=16_384)
def place_tone(word: str) -> str:
    """Move the tone mark of a syllable to its usual place; other words come back as NFC."""
    word = unicodedata.normalize("NFC", word)
    parts = split_syllable(word)
    if parts is None or not parts.tone:
        return word
    bare = [split_tone(letter)[0] for letter in word]
    bare[parts.tone_index] = unicodedata.normalize("NFC", bare[parts.tone_index] + parts.tone)
    return "".join(bare)


def _spells(onset: str, vowels: str, coda: str) -> bool:
    """Apply the spelling rules that bind onset and rime."""
    front = vowels[0] in _FRONT_VOWELS
    if onset in {"gh", "ngh", "k"}:
        return front and (onset == "k" or vowels[0] != "y") and not vowels.startswith("yê")
    if onset in {"c", "ng"}:
        return not front
    if onset == "g":
        return not front or vowels[0] == "i"
    if onset == "qu":
        return not vowels.startswith(_ROUNDED_STARTS)
    if vowels[0] == "y":
        return onset == "" if vowels.startswith("yê") else not coda and onset in _ONSETS_BEFORE_Y
    return not (onset == "" and vowels.startswith("iê"))

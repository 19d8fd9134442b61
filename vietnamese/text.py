"""Text as search, lists and comparisons need it: normal form, folding, order, words."""

import re
import unicodedata
from dataclasses import dataclass

from vietnamese.syllable import TONE_MARKS, place_tone, split_tone

# Đ as it comes from old fonts and keyboards: the Icelandic eth and the African d look the same.
_LOOKS_LIKE_D = {"đ": "d", "ð": "d", "ɖ": "d"}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Letters sort after all of ASCII and before letters of other scripts.
_RANK = {letter: chr(0x80 + rank) for rank, letter in enumerate(_ALPHABET)}
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


class _FoldTable(dict[int, str]):
    """A translation table that works out each letter once, when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_letter(chr(code))
        return folded


def _fold_letter(letter: str) -> str:
    # Some capitals grow when lowered ("İ" becomes two); the first character keeps the length.
    lower = letter.lower()[0]
    lower = _LOOKS_LIKE_D.get(lower, lower)
    decomposed = unicodedata.normalize("NFD", lower)
    # Other scripts decompose into letters, not marks (한): they stay whole.
    return decomposed[0] if all(map(unicodedata.combining, decomposed[1:])) else lower


_FOLD_TABLE = _FoldTable()


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number as written, with its place [start, end) in the text it came from."""

    text: str
    start: int
    end: int


def nfc(text: str) -> str:
    """Compose letters and marks (NFC), the one form that the project stores."""
    return unicodedata.normalize("NFC", text)


def storable(text: str) -> str:
    """The text without what no database keeps: NUL is left out, a lone surrogate becomes U+FFFD.

    PDF text layers and certificates of strangers hold both.
    """
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fold(text: str) -> str:
    """Lower the case and drop tones, diacritics and the bar of đ; everything else stays.

    One character for one: `len(fold(s)) == len(nfc(s))`, so a place in the folded text is the same
    place in the NFC text. Tone placement is unified thereby (hoà and hòa both give hoa). A stray
    mark that no letter takes up stays.
    """
    return nfc(text).translate(_FOLD_TABLE)


def collate_key(text: str) -> tuple[str, str, str]:
    """Give the key that sorts lists in Vietnamese order.

    First the letters (a ă â b c d đ e ê … y), then over the whole text the tones (ngang, huyền,
    hỏi, ngã, sắc, nặng), last the text itself, as the Vietnamese rules of Unicode CLDR do. White
    space and figures come before letters, other scripts after.
    """
    letters: list[str] = []
    tones: list[str] = []
    composed = nfc(text)
    for letter in composed:
        base, tone = split_tone(letter.lower()[0])
        letters.append(_RANK.get(base) or _RANK.get(_fold_letter(base), base))
        tones.append(str(TONE_MARKS.index(tone) + 1 if tone else 0))
    return "".join(letters), "".join(tones), composed


def syllables(text: str) -> tuple[Token, ...]:
    """Cut text into words and numbers: runs of letters and digits; every other character parts.

    Spans count in `text` as given (a decomposed letter keeps its marks). Numbers such as
    `123/QĐ-UBND` fall apart here; `vietnamese.document_number` finds them whole.
    """
    return tuple(Token(match.group(), *match.span()) for match in _WORD.finditer(text))


def normalise_tone_placement(text: str) -> str:
    """Set every tone mark at its usual place: hoà, khoẻ, thuỷ become hòa, khỏe, thủy; qúy quý.

    Returns NFC text of the same length as `nfc(text)`; words that are no Vietnamese syllable stay.
    """
    return _WORD.sub(lambda match: place_tone(match.group()), nfc(text))


def same_word_ignoring_tone_placement(first: str, second: str) -> bool:
    """Tell whether two texts differ at most in tone placement and normal form (hoà, hòa)."""
    return normalise_tone_placement(first) == normalise_tone_placement(second)

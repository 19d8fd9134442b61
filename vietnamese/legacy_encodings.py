"""Text of the fonts that came before Unicode: TCVN3 (.VnTime …) and VNI (VNI-Times …).

Such fonts draw Vietnamese letters in the places of Western ones, so that a program without the font
reads "Céng hoµ" or "Coäng hoøa" for "Cộng hòa". TCVN3 has a place for every small letter with its
tone, and a second set of fonts (names ending in H) that draws small letters as capitals. VNI writes
a letter and then its mark, each in a place of its own.

Source: TCVN 5712:1993, table VN3; VNI Software's published character set for Windows.
"""

import re
import unicodedata
from typing import Literal

from vietnamese.syllable import split_syllable

Encoding = Literal["tcvn3", "vni"]

# Places 0xA1 to 0xFE by their Western letters, in the order of the standard.
_TCVN3_CAPITALS = ("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ")
_TCVN3_SMALL = (
    "¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
# By the names of their glyphs readers take these for other letters of the same looks.
_TCVN3_LOOKALIKES = ("\u03bc\u2219", "àã")
_TCVN3 = str.maketrans(
    _TCVN3_CAPITALS[0] + _TCVN3_SMALL[0] + _TCVN3_LOOKALIKES[0],
    _TCVN3_CAPITALS[1] + _TCVN3_SMALL[1] + _TCVN3_LOOKALIKES[1],
)

# Letters that stand alone in VNI, small and capital.
_VNI_LETTERS = str.maketrans("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ")
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_VNI_SMALL_MARKS = {
    "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ù": _ACUTE, "ï": _DOT,
    "â": _CIRCUMFLEX, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "á": _CIRCUMFLEX + _ACUTE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "é": _BREVE + _ACUTE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_MARKS = _VNI_SMALL_MARKS | {k.upper(): marks for k, marks in _VNI_SMALL_MARKS.items()}
_SHAPED = {_CIRCUMFLEX: "aeo", _BREVE: "a"}  # marks that make a letter, and of which
_VNI_PLACE = re.compile(f"([AEIOUYaeiouyÔôÖöñíìæóòîÑÍÌÆÓÒÎ])([{''.join(_VNI_MARKS)}])?")

_TCVN3_FONT = re.compile(r"^\.?Vn[A-Z]")
_VNI_FONT = re.compile(r"^VNI[-_ ]|^VNI[A-Z]?[a-z]")
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[-, ].*$")
_PRIVATE_PLACES = 0xF000  # where symbol fonts put their 256 places in Unicode's private area
_WORD = re.compile(r"[^\W\d_]+")
_WITH_HYPHEN = re.compile(r"(?<![\w-])(?:[^\W\d_]+-[^\W\d_]*|-[^\W\d_]+)(?![\w-])")

_ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni")
_FEWEST_WORDS = 8
_CLEARLY_BETTER = 0.2
_NEARLY_ALL = 0.8


def encoding_of_font(name: str) -> Encoding | None:
    """The encoding that a font's name stands for, None for all others.

    Subset tags are dropped: `ABCDEF+.VnTime` is a TCVN3 font, `VNI-Times,Bold` one of VNI.
    """
    bare = _SUBSET_TAG.sub("", name).strip()
    if _TCVN3_FONT.match(bare):
        return "tcvn3"
    return "vni" if _VNI_FONT.match(bare) else None


def is_capital_font(name: str) -> bool:
    """Whether a TCVN3 font draws small letters as capitals (.VnTimeH, .VnArialH-Bold)."""
    bare = _STYLE.sub("", _SUBSET_TAG.sub("", name).strip())
    return encoding_of_font(name) == "tcvn3" and bare.endswith("H")


def decode(text: str, encoding: Encoding) -> str:
    """Text of an old font as Unicode, NFC. What the encoding does not use stays as it is.

    Args:
        text: as a program without the font reads it, by Western letters (Windows-1252), or in the
            private area where symbol fonts put their places.
    """
    western = "".join(map(_western, text))
    if encoding == "tcvn3":
        return _WITH_HYPHEN.sub(_with_horn, _nfc(western.translate(_TCVN3)))
    return _nfc(_VNI_PLACE.sub(_vni_letter, western))


def likely_encoding(text: str) -> Encoding | None:
    """The old encoding that makes a text Vietnamese which it is not as it stands; else None.

    For fonts whose names were lost. The spelling of syllables decides: an encoding is believed
    where it makes nearly all words possible, and clearly more of them than there were.
    """
    if len(_WORD.findall(text)) < _FEWEST_WORDS:
        return None
    shares = {e: vietnamese_share(decode(text, e)) for e in _ENCODINGS}
    best = max(_ENCODINGS, key=lambda e: shares[e])
    enough = max(_NEARLY_ALL, vietnamese_share(text) + _CLEARLY_BETTER)
    return best if shares[best] >= enough else None


def vietnamese_share(text: str) -> float:
    """Share of words that can be Vietnamese syllables by their spelling; 0.0 without words."""
    words = _WORD.findall(text)
    return sum(split_syllable(word) is not None for word in words) / max(1, len(words))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _western(letter: str) -> str:
    """The Western letter of a place in the private area; any other letter is itself."""
    code = ord(letter) - _PRIVATE_PLACES
    if not 0x20 <= code <= 0xFF:
        return letter
    return bytes([code]).decode("cp1252", "replace")


def _with_horn(word: re.Match[str]) -> str:
    """Readers take the soft hyphen, where TCVN3 has its ư, for a hyphen: "tr-ờng" is "trường"."""
    horned = word[0].replace("-", "ư")
    return horned if split_syllable(horned) is not None else word[0]


def _vni_letter(place: re.Match[str]) -> str:
    """A letter with its mark, where Vietnamese has that letter, else each by itself."""
    letter, mark = place[1], place[2]
    if mark is None:
        return letter.translate(_VNI_LETTERS)
    bare, marks = letter.translate(_VNI_LETTERS), _VNI_MARKS[mark]
    takes = _SHAPED.get(marks[0])
    if takes is not None and bare.lower() not in takes:
        return (letter + mark).translate(_VNI_LETTERS)
    composed = _nfc(bare + marks)
    return composed if len(composed) == 1 else (letter + mark).translate(_VNI_LETTERS)

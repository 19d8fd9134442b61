"""Whether the text inside a PDF page is what an eye reads there, and its Unicode if fonts are old.

A page can hold text that says something else than it shows: glyphs without Unicode, subset fonts
whose codes were shifted, another program's poor reading. Such text is worse than none, since it
would be believed; the pixels are read instead.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vietnamese.legacy_encodings import (
    Encoding,
    decode,
    encoding_of_font,
    is_capital_font,
    likely_encoding,
    vietnamese_share,
)

# Of the visible characters: what has no Unicode at all.
_MOST_UNMAPPED = 0.02
# Of the visible characters: fewer letters and figures than this are the noise of shifted codes.
_FEWEST_LETTERS = 0.5
# Of the letters: more that neither Vietnamese nor English has than this come from an old encoding,
# which also has letters where Western ones have signs ("Cµng" and "n®i" of VISCII).
_MOST_FOREIGN = 0.06
# Of the words: English has about 0.4 that could be Vietnamese, shifted codes below 0.1.
_FEWEST_POSSIBLE = 0.2
_ENOUGH_WORDS = 20
_WESTERN_SIGNS = frozenset(map(chr, range(0xA1, 0xC0))) | {"×", "÷"}
_LEADERS = frozenset("._…-–—")
_SHOWS_NOTHING = "Cf"
_UNMAPPED = {"Co", "Cn", "Cc", "Cs"}
_VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
) | {"đ"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one word in one font, as the file maps them."""

    text: str
    font: str


def unicode_words(words: Sequence[Sequence[Piece]]) -> list[str]:
    """Every word as NFC Unicode, TCVN3 and VNI decoded; words stay in number and order.

    The name of its font tells how a piece is encoded. Where no font is known by name, as when a
    program that makes PDFs has renamed them, the letters of the page as a whole tell.
    """
    stored = ["".join(piece.text for piece in word) for word in words]
    named = any(encoding_of_font(piece.font) for word in words for piece in word)
    likely = None if named else likely_encoding(" ".join(stored))
    decoded = ["".join(_decoded(piece, likely) for piece in _joined(word)) for word in words]
    # A file may map an old font to Unicode by itself; decoding would spoil that.
    better = vietnamese_share(" ".join(decoded)) >= vietnamese_share(" ".join(stored))
    return [_nfc(text) for text in (decoded if better else stored)]


def is_real(texts: Sequence[str]) -> bool:
    """Whether words make text that somebody wrote, rather than codes without meaning.

    Args:
        texts: the words of a page, NFC.
    """
    shown = "".join(texts)
    if not shown:
        return False
    if sum(_has_no_unicode(c) for c in shown) > _MOST_UNMAPPED * len(shown):
        return False
    letters = [c for c in shown if c.isalpha() or c in _WESTERN_SIGNS]
    # Dotted lines to be filled in are many characters and no noise.
    if _share(c.isalnum() for c in shown if c not in _LEADERS) < _FEWEST_LETTERS:
        return False
    if _share(not (c.isascii() or c.lower() in _VIETNAMESE) for c in letters) > _MOST_FOREIGN:
        return False
    text = " ".join(texts)
    return len(texts) < _ENOUGH_WORDS or vietnamese_share(text) >= _FEWEST_POSSIBLE


def _joined(word: Sequence[Piece]) -> list[Piece]:
    """Neighbours in one font as one piece: VNI writes a letter and its mark in two places."""
    pieces: list[Piece] = []
    for piece in word:
        if pieces and pieces[-1].font == piece.font:
            pieces[-1] = Piece(pieces[-1].text + piece.text, piece.font)
        else:
            pieces.append(piece)
    return pieces


def _decoded(piece: Piece, likely: Encoding | None) -> str:
    encoding = encoding_of_font(piece.font) or likely
    if encoding is None:
        return piece.text
    text = decode(piece.text, encoding)
    return text.upper() if is_capital_font(piece.font) else text


def _has_no_unicode(letter: str) -> bool:
    return letter == "\ufffd" or unicodedata.category(letter) in _UNMAPPED


def _share(facts: Iterable[bool]) -> float:
    """Share of what is true; 0.0 of nothing."""
    every = list(facts)
    return sum(every) / max(1, len(every))


def _nfc(text: str) -> str:
    """Without what shows nothing: soft hyphens, joiners, marks of direction."""
    shown = (letter for letter in text if unicodedata.category(letter) != _SHOWS_NOTHING)
    return unicodedata.normalize("NFC", "".join(shown))

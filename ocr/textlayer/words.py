"""The invisible text layer: one font without ink, one positioned piece of text a word.

The code of a character is its UTF-16 code, and one ToUnicode table says so, so that any Vietnamese
letter can be searched and copied without a real font, and each page can be written by itself. The few
characters that need two such codes are shown as one sign and spelled out beside it.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ocr.ports import PageReading
from ocr.textlayer.baselines import PlacedLine, placed_lines
from ocr.textlayer.font import ADVANCE, ASCENT, DESCENT

FONT_RESOURCE = "F0"
_MIN_WIDTH_PT = 0.5
_GAP_SHARE = 0.25  # of the font size: the space that is always left between two words
_LEAST_WIDTH_SHARE = 0.3  # of a word's own width: how far it may be narrowed for that space
# Poppler cuts a word where a letter stands half a point off the baseline of the one before.
_LEVEL_ENOUGH_PT = 0.4
# ISO 19005-2, 6.2.11.7.2: a ToUnicode value is never one of these.
_FORBIDDEN = frozenset("\x00\ufeff\ufffe\uffff")
_LAST_OF_ONE_CODE, _STAND_IN = "\uffff", "\ufffd"


@dataclass(frozen=True, slots=True)
class TextLayer:
    """Content stream operators balanced in themselves, and the characters that they show."""

    operators: bytes
    characters: frozenset[str]


def text_layer(reading: PageReading, points_per_px: float) -> TextLayer:
    """What puts the words of one page invisibly over its image; nothing for a page without words.

    Every word runs along the baseline of its line, however that lies on the page.

    Args:
        reading: boxes in pixels of the page as received; turn_deg and angle_deg say how its lines
            run.
        points_per_px: scale of the page.
    """
    lines = [
        [(text, word) for word in line.words if (text := _showable(word.text))]
        for line in reading.lines
    ]
    placed = placed_lines(reading, [line for line in lines if line], points_per_px=points_per_px)
    if not placed:
        return TextLayer(b"", frozenset())
    limits = _right_limits(placed)
    parts = [
        part for line, limit in zip(placed, limits, strict=True) for part in _line(line, limit)
    ]
    shown = (_of_one_code(word.text) for line in placed for word in line.words)
    return TextLayer(
        "\n".join(["q", "BT", "3 Tr", *parts, "ET", "Q", ""]).encode(),
        frozenset(" ").union(*shown),
    )


def _line(line: PlacedLine, right_limit: float) -> Iterator[str]:
    """Words of one line share font size and baseline, so that readers keep them together."""
    size = line.height / (ASCENT + DESCENT)
    cos, sin = math.cos(line.angle), math.sin(line.angle)
    turn = " ".join(map(_number, (cos, sin, -sin, cos)))
    rise = DESCENT * size
    yield f"/{FONT_RESOURCE} {size:.2f} Tf"
    spans = list(_kept_apart(line, gap=_GAP_SHARE * size, right_limit=right_limit))
    last = len(spans) - 1
    for at, (text, left, width) in enumerate(spans):
        x = line.x + left * cos - rise * sin
        y = line.y + left * sin + rise * cos
        yield f"{turn} {x:.2f} {y:.2f} Tm"
        seen = _of_one_code(text)
        shown = _show(seen, width, size)
        drift = width * min(abs(sin), abs(cos))
        whole = drift > _LEVEL_ENOUGH_PT or seen != text
        yield _in_one_piece(text, shown) if whole else shown
        if at < last:
            yield _show(" ", max(_MIN_WIDTH_PT, spans[at + 1][1] - left - width), size)


def _show(text: str, width: float, size: float) -> str:
    """Show `text` stretched to `width` points."""
    scale = 100 * width / (ADVANCE * size * len(text))
    return f"{scale:.2f} Tz <{text.encode('utf-16-be').hex()}> Tj"


def _of_one_code(text: str) -> str:
    """As it can be shown: a sign of its own for each character beyond the plane of most scripts."""
    if text.isascii() or max(text) <= _LAST_OF_ONE_CODE:
        return text
    return "".join(c if c <= _LAST_OF_ONE_CODE else _STAND_IN for c in text)


def _right_limits(lines: Sequence[PlacedLine]) -> list[float]:
    """Where, along each line, another one begins that stands beside its last word; else infinity."""
    angles = np.array([line.angle for line in lines])
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    origins = np.array([(line.x, line.y) for line in lines])
    starts = origins + directions * np.array([[line.words[0].left] for line in lines])
    away = starts[None] - origins[:, None]
    along = np.einsum("ijk,ik->ij", away, directions)
    across = np.einsum("ijk,ik->ij", away, directions @ np.array([[0, 1], [-1, 0]]))
    heights = np.array([[line.height] for line in lines])
    last = np.array([[line.words[-1].left] for line in lines])
    beside = (np.abs(across) < heights / 2) & (along > last) & ~np.eye(len(lines), dtype=bool)
    return [float(limit) for limit in np.where(beside, along, np.inf).min(axis=1)]


def _kept_apart(
    line: PlacedLine, *, gap: float, right_limit: float
) -> Iterator[tuple[str, float, float]]:
    """Text, left and width of each word, with `gap` at least before what follows.

    Engines leave boxes that touch, and readers join words that stand closer than that.
    """
    end = -math.inf
    followers = [*(word.left for word in line.words[1:]), right_limit]
    for word, following in zip(line.words, followers, strict=True):
        left = max(word.left, end)
        room = following - left - gap
        width = min(word.width, max(room, word.width * _LEAST_WIDTH_SHARE))
        yield word.text, left, width
        end = left + width + gap


def _in_one_piece(text: str, shown: str) -> str:
    """Say what a word is that readers would not make out: one that is slanted they take for several."""
    spelled = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"/Span << /ActualText <{spelled}> >> BDC {shown} EMC"


def _showable(text: str) -> str:
    """NFC without the characters that PDF/A forbids in a text layer (controls, lone surrogates)."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    return "".join(
        c for c in composed if c not in _FORBIDDEN and unicodedata.category(c) not in {"Cc", "Cs"}
    )


def _number(value: float) -> str:
    """A PDF real: no exponent, no minus zero, no trailing zeros."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text

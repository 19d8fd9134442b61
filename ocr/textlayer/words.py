"""The invisible text layer: one font without ink, one positioned piece of text a word.

Every distinct character of the document gets the next character code, and one ToUnicode table says
what each code means, so that any Vietnamese letter can be searched and copied without a real font.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from pikepdf import Dictionary, Pdf

from ocr.ports import PageReading
from ocr.textlayer.baselines import PlacedLine, placed_lines
from ocr.textlayer.font import ADVANCE, ASCENT, DESCENT, glyphless_font

FONT_RESOURCE = "F0"
_MIN_WIDTH_PT = 0.5
_GAP_SHARE = 0.25  # of the font size: the space that is always left between two words
_LEAST_WIDTH_SHARE = 0.3  # of a word's own width: how far it may be narrowed for that space
# Poppler cuts a word where a letter stands half a point off the baseline of the one before.
_LEVEL_ENOUGH_PT = 0.4
# ISO 19005-2, 6.2.11.7.2: a ToUnicode value is never one of these.
_FORBIDDEN = frozenset("\x00\ufeff\ufffe\uffff")


class TextLayer:
    """Collects the characters of a document while it writes the text operators of each page."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def operators(self, reading: PageReading, points_per_px: float) -> bytes:
        """Content stream operators that put the words of one page invisibly over its image.

        Every word runs along the baseline of its line, however that lies on the page.

        Args:
            reading: boxes in pixels of the page as received; turn_deg and angle_deg say how its
                lines run.
            points_per_px: scale of the page.
        Returns:
            Operators balanced in themselves; empty for a page without words.
        """
        lines = [
            [(text, word) for word in line.words if (text := _showable(word.text))]
            for line in reading.lines
        ]
        placed = placed_lines(
            reading, [line for line in lines if line], points_per_px=points_per_px
        )
        if not placed:
            return b""
        limits = _right_limits(placed)
        parts = [
            part
            for line, limit in zip(placed, limits, strict=True)
            for part in self._line(line, limit)
        ]
        return "\n".join(["q", "BT", "3 Tr", *parts, "ET", "Q", ""]).encode()

    def font(self, pdf: Pdf) -> Dictionary:
        """The Type0 font of the document; call it after the last page."""
        return glyphless_font(pdf, self._codes)

    def _line(self, line: PlacedLine, right_limit: float) -> Iterator[str]:
        """Words of one line share font size and baseline, so that readers keep them together."""
        size = line.height / (ASCENT + DESCENT)
        cos, sin = math.cos(line.angle), math.sin(line.angle)
        turn = " ".join(_number(value, 6) for value in (cos, sin, -sin, cos))
        rise = DESCENT * size
        yield f"/{FONT_RESOURCE} {_number(size)} Tf"
        spans = list(_kept_apart(line, gap=_GAP_SHARE * size, right_limit=right_limit))
        for at, (text, left, width) in enumerate(spans):
            x = line.x + left * cos - rise * sin
            y = line.y + left * sin + rise * cos
            yield f"{turn} {_number(x)} {_number(y)} Tm"
            shown = self._show(text, width, size)
            drift = width * min(abs(sin), abs(cos))
            yield _in_one_piece(text, shown) if drift > _LEVEL_ENOUGH_PT else shown
            if at + 1 < len(spans):
                yield self._show(" ", max(_MIN_WIDTH_PT, spans[at + 1][1] - left - width), size)

    def _show(self, text: str, width: float, size: float) -> str:
        """Show `text` stretched to `width` points."""
        scale = 100 * width / (ADVANCE * size * len(text))
        codes = "".join(f"{self._codes.setdefault(c, len(self._codes) + 1):04X}" for c in text)
        return f"{_number(scale)} Tz <{codes}> Tj"


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
    """Say that a slanted word is one: readers that sort by baselines would take it for several."""
    spelled = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"/Span << /ActualText <{spelled}> >> BDC {shown} EMC"


def _showable(text: str) -> str:
    """NFC without the characters that PDF/A forbids in a text layer (controls, lone surrogates)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if c not in _FORBIDDEN and unicodedata.category(c) not in {"Cc", "Cs"}
    )


def _number(value: float, places: int = 2) -> str:
    """A PDF real: no exponent, no minus zero, no trailing zeros."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text

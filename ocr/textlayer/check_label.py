"""The label by which a copy can be checked: a QR code of its address, and the code in letters.

Drawn as areas, so that no font is added: what the letters say stands in the text layer. Nothing of the
page is covered, see free_place.py.

Source: ISO/IEC 18004 (symbol, quiet zone of four modules); ISO 19005-2:2011, 6.2.4 (device colours).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from ocr.documents import Limits, load_page
from ocr.ports import PageReading
from ocr.textlayer.font import ADVANCE
from ocr.textlayer.free_place import POINTS_PER_MM, Place, free_place
from ocr.textlayer.words import FONT_RESOURCE

_FONTS = Path("/usr/share/fonts/truetype")
FONT_FILES = (
    _FONTS / "liberation2/LiberationSans-Regular.ttf",
    _FONTS / "liberation/LiberationSans-Regular.ttf",
    _FONTS / "dejavu/DejaVuSans.ttf",
)
HEADING = "Mã kiểm tra"
_LETTERS = frozenset("-" + HEADING + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SYMBOL_MM = 17.0  # without the quiet zone
_QUIET = 4  # modules
_SIZE, _HEADING_SIZE, _LEADING, _PADDING = 8.0, 6.5, 9.5, 3.0  # points
_GROUPS_A_LINE = 2


@dataclass(frozen=True, slots=True)
class CheckCode:
    """What the label says.

    Attributes:
        text: the code in groups that are joined by dashes.
        address: what the QR code holds; empty: there is none, the label is text only.
    """

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """Content stream operators balanced in themselves, and the characters that their text shows."""

    operators: bytes
    characters: frozenset[str]


def check_label(
    path: Path, reading: PageReading, code: CheckCode, *, scale: float, limits: Limits
) -> Label | None:
    """The label on this page of the file; None where nothing is bare, or no font can write it.

    Args:
        path: the file that the page was read from.
        scale: points per pixel of the page.
    Raises:
        DocumentError: the page cannot be read.
    """
    font = _font()
    if font is None:
        return None
    lines = _lines(code.text)
    text_width = max(font.width(line, size) for line, size in lines)
    text_height = len(lines) * _LEADING
    modules = [list(row) for row in _modules(code.address)]
    side = SYMBOL_MM * POINTS_PER_MM * len(modules) / max(1, len(modules) - 2 * _QUIET)
    wide = (side + text_width + 2 * _PADDING, max(side, text_height + 2 * _PADDING))
    tall = (max(side, text_width + 2 * _PADDING), side + text_height + 2 * _PADDING)
    page = load_page(path, reading.number, limits=limits)
    place = free_place(page, reading, (tall, wide), scale=scale)
    if place is None:
        return None
    width, height = (tall, wide)[place.shape]
    # From the label's own bottom left corner: the symbol on top or at the left, the text beside it.
    at = (0.0, height - side)
    text_at = (_PADDING, height - side) if place.shape == 0 else (side, height - _PADDING)
    parts = [
        "q",
        _upright(reading, place, height, scale=scale),
        f"1 g 0 0 {width:.2f} {height:.2f} re f 0 g",
        *_symbol(modules, at, side),
        *_text(lines, text_at, font),
        "Q\n",
    ]
    characters = frozenset(" ").union(*(line for line, _ in lines))
    return Label("\n".join(parts).encode(), characters)


def _lines(text: str) -> list[tuple[str, float]]:
    groups = text.split("-")
    code = ("-".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), 2))
    return [(HEADING, _HEADING_SIZE), *((line, _SIZE) for line in code)]


def _modules(address: str) -> Iterator[Iterable[int]]:
    if address:
        symbol = segno.make(address, error="m", micro=False)
        yield from symbol.matrix_iter(border=_QUIET)


def _upright(reading: PageReading, place: Place, height: float, *, scale: float) -> str:
    """From the label to the page as it is stored, which the reader sees turned by its /Rotate."""
    page_width, page_height = reading.width_px * scale, reading.height_px * scale
    seen_height = page_height if reading.turn_deg % 180 == 0 else page_width
    x, y = place.left, seen_height - place.top - height
    matrix = {
        0: (1, 0, 0, 1, x, y),
        90: (0, 1, -1, 0, page_width - y, x),
        180: (-1, 0, 0, -1, page_width - x, page_height - y),
        270: (0, -1, 1, 0, y, page_height - x),
    }[reading.turn_deg]
    return " ".join(f"{number:.3f}" for number in matrix) + " cm"


def _symbol(
    modules: Sequence[Sequence[int]], at: tuple[float, float], side: float
) -> Iterator[str]:
    """Dark modules, one rectangle for each run of them in a row, filled at once."""
    if not modules:
        return
    unit = side / len(modules)
    yield f"q {unit:.5f} 0 0 {unit:.5f} {at[0]:.2f} {at[1]:.2f} cm"
    for row, line in enumerate(modules):
        column = 0
        for dark, run in groupby(line):
            length = len(list(run))
            if dark:
                yield f"{column} {len(modules) - row - 1} {length} 1 re"
            column += length
    yield "f Q"


def _text(
    lines: Sequence[tuple[str, float]], at: tuple[float, float], font: "_Font"
) -> Iterator[str]:
    """Each line as areas to be seen, and as invisible words to be found and copied."""
    left, baseline = at
    for line, size in lines:
        baseline -= _LEADING
        unit = size / font.units
        x = 0
        for letter in line:
            if area := font.outline(letter):
                yield f"q {unit:.6f} 0 0 {unit:.6f} {left + x * unit:.3f} {baseline + 2:.3f} cm"
                yield f"{area} f Q"
            x += font.advance(letter)
        stretch = 100 * x * unit / (ADVANCE * size * len(line))
        shown = line.encode("utf-16-be").hex()
        place = f"{stretch:.2f} Tz 1 0 0 1 {left:.2f} {baseline + 2:.2f} Tm"
        yield f"BT 3 Tr /{FONT_RESOURCE} {size} Tf {place} <{shown}> Tj ET"


class _Font:
    """The letters of a font as areas."""

    def __init__(self, font: TTFont) -> None:
        self._glyphs, self._names = font.getGlyphSet(), font.getBestCmap()
        self.units = int(font["head"].unitsPerEm)

    def has_all(self, letters: frozenset[str]) -> bool:
        return all(ord(letter) in self._names for letter in letters)

    def advance(self, letter: str) -> int:
        return int(self._glyphs[self._names[ord(letter)]].width)

    def width(self, text: str, size: float) -> float:
        return sum(map(self.advance, text)) * size / self.units

    def outline(self, letter: str) -> str:
        pen = _PathPen(self._glyphs)
        self._glyphs[self._names[ord(letter)]].draw(pen)
        return " ".join(pen.operators)


class _PathPen(BasePen):  # type: ignore[misc]
    """Writes an outline in operators of PDF; BasePen turns quadratic curves into cubic ones."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        self.operators.append(f"{numbers} {operator}".strip())

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - the library's names
        self._add("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._add("l", pt)

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self._add("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._add("h")


@cache
def _font() -> _Font | None:
    for path in FONT_FILES:
        if path.is_file():
            font = _Font(TTFont(path, lazy=True))
            if font.has_all(_LETTERS):
                return font
    return None

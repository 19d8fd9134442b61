"""The single figures of a line as marks of ink, found under the words that were read there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.marks import marks_in
from ocr.ports import Box, Line, Pixels, Word

SHAPE = (20, 20)
"""Rows and columns of a figure's picture: its height scaled, its width kept in proportion."""

_INK_BELOW = 150  # paper is 250 once the page is evenly lit
_BAND = 0.35  # of a line's height: a pen strays above and below
_LOWEST_GLYPH, _WIDEST_GLYPH = 0.38, 0.95  # of the line's height, of its own height
_USUAL_WIDTH = 0.62
_NEAR = 6  # heights of the band of a line
_ENOUGH_INK = 700  # pixels, of three letters or so: of fewer no thickness can be told
_SLACK = 0.22
_FIGURES = re.compile(r"[0-9]+")
_NARROW = re.compile(r"[.,:;/|!'\-()ilIjtfr]")
_WIDE = re.compile(r"[mwMWÔƠQGĐOỘ]")

Picture = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One figure: its place in pixels of the page, its ink, and its picture of SHAPE."""

    x0: int
    y0: int
    x1: int
    y1: int
    stroke_px: float
    picture: Picture

    @property
    def height(self) -> int:
        """Pixels."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Run:
    """Figures that stand together in one word.

    Args:
        word: place of the word in its line.
        text: the figures as read.
        glyphs: the marks found there, strokes beside the figures among them.
        baseline: where letters beside them stand, in pixels of the page.
        beside_px: how thick the strokes of the rest of the line are.
    """

    word: int
    text: str
    glyphs: tuple[Glyph, ...]
    baseline: float
    beside_px: float


def runs_of(line: Line, grey: Pixels) -> Iterator[Run]:
    """The runs of figures of a line that has some, with the ink that is found under each."""
    if not any(map(_has_figures, line.words)):
        return
    top, ink, marks = _marks(line, grey)
    for at, word in enumerate(line.words):
        for found in _FIGURES.finditer(word.text):
            x0, x1 = _span(word.text, word.box, *found.span())
            slack = _SLACK * (word.box.y1 - word.box.y0)
            inside = [
                mark
                for mark in marks
                if x0 - slack < (mark.x0 + mark.x1) / 2 < x1 + slack and _on_line(mark, word.box)
            ]
            glyphs = tuple(_glyphs(inside, ink, top))
            if glyphs:
                foot = _baseline(marks, inside, word.box)
                yield Run(at, found.group(), glyphs, foot, _beside_px(ink, x0, x1))


def _has_figures(word: Word) -> bool:
    return bool(_FIGURES.search(word.text))


def _marks(line: Line, grey: Pixels) -> tuple[int, Pixels, list[Box]]:
    """Where the band of the line begins, its ink, and the boxes of its marks high enough for figures."""
    y0, y1 = (min(w.box.y0 for w in line.words), max(w.box.y1 for w in line.words))
    height = float(np.median([word.box.y1 - word.box.y0 for word in line.words]))
    top = max(0, round(y0 - _BAND * height))
    band = grey[top : max(top, round(y1 + _BAND * height))]
    ink = np.asarray(band < _INK_BELOW, np.uint8)
    # What stands further from the figures than this is looked at no more.
    reach = _NEAR * len(ink)
    with_figures = [word.box for word in line.words if _has_figures(word)]
    left = max(0, min(box.x0 for box in with_figures) - reach)
    near = ink[:, left : max(box.x1 for box in with_figures) + reach]
    if not near.size:  # OpenCV crashes on nothing
        return top, ink, []
    _, stats = marks_in(near)
    high = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] >= _LOWEST_GLYPH * height].tolist()
    boxes = [Box(x + left, y + top, x + left + w, y + top + h) for x, y, w, h, _ in high]
    return top, ink, sorted(boxes, key=lambda box: box.x0)


def _span(text: str, box: Box, start: int, end: int) -> tuple[float, float]:
    """From where to where a part of a word reaches, by the usual widths of its letters."""
    widths = [0.55 if _NARROW.match(c) else 1.4 if _WIDE.match(c) else 1.0 for c in text]
    scale = (box.x1 - box.x0) / sum(widths)
    return box.x0 + sum(widths[:start]) * scale, box.x0 + sum(widths[:end]) * scale


def _on_line(mark: Box, word: Box) -> bool:
    middle, height = (mark.y0 + mark.y1) / 2, word.y1 - word.y0
    return word.y0 - 0.1 * height < middle < word.y1 + 0.1 * height and (
        mark.y1 - mark.y0 < 2.2 * height
    )


def _glyphs(marks: Sequence[Box], ink: Pixels, top: int) -> Iterator[Glyph]:
    """Marks over each other made one (a bar across a 7), marks of several figures cut apart."""
    joined: list[Box] = []
    for mark in marks:
        last = joined[-1] if joined else None
        narrower = min(mark.x1 - mark.x0, last.x1 - last.x0) if last else 0
        if last and last.x1 - mark.x0 > 0.5 * narrower:
            joined[-1] = Box(
                min(last.x0, mark.x0),
                min(last.y0, mark.y0),
                max(last.x1, mark.x1),
                max(last.y1, mark.y1),
            )
        else:
            joined.append(mark)
    for box in joined:
        width, height = box.x1 - box.x0, box.y1 - box.y0
        parts = round(width / (_USUAL_WIDTH * height)) if width > _WIDEST_GLYPH * height else 1
        edges = [box.x0 + round(width * part / parts) for part in range(parts + 1)]
        for x0, x1 in pairwise(edges if width >= parts else (box.x0, box.x1)):
            yield _glyph(x0, x1, box, ink[box.y0 - top : box.y1 - top, x0:x1])


def _glyph(x0: int, x1: int, box: Box, ink: Pixels) -> Glyph:
    return Glyph(x0, box.y0, x1, box.y1, stroke_px(ink), picture_of(ink))


def stroke_px(ink: Pixels) -> float:
    """How thick strokes are: twice their area over the length of their edges."""
    edges = np.count_nonzero(ink[:, 1:] != ink[:, :-1]) + np.count_nonzero(ink[1:] != ink[:-1])
    # Steps along a slope are longer than the slope.
    return 2 * float(np.count_nonzero(ink)) / max(1.0, 0.8 * edges)


def picture_of(ink: Pixels) -> Picture:
    """The figure at one height, in the middle of a square, of mean 0 and length 1."""
    rows, columns = SHAPE
    width = min(columns, max(2, round(ink.shape[1] * rows / max(1, ink.shape[0]))))
    small = cv2.resize(ink.astype(np.float32), (width, rows), interpolation=cv2.INTER_AREA)
    square = np.zeros(SHAPE, np.float32)
    left = (columns - width) // 2
    square[:, left : left + width] = small
    flat = cv2.GaussianBlur(square, (0, 0), 0.8).ravel()
    flat -= flat.mean()
    return np.asarray(flat / max(1e-6, float(np.linalg.norm(flat))), np.float32)


def _beside_px(ink: Pixels, x0: float, x1: float) -> float:
    """How thick the strokes near by are, what stands from x0 to x1 left out."""
    near = _NEAR * len(ink)
    start, end = max(0, round(x0)), max(0, round(x1))
    beside = np.hstack([ink[:, max(0, start - near) : start], ink[:, end : end + near]])
    return stroke_px(beside if np.count_nonzero(beside) > _ENOUGH_INK else ink)


def _baseline(marks: Sequence[Box], own: Sequence[Box], word: Box) -> float:
    """The median foot of the letters near by; of the figures themselves where they stand alone."""
    near = 4 * (word.y1 - word.y0)
    beside = [
        mark.y1
        for mark in marks
        if word.x0 - near < mark.x0 < word.x1 + near and mark not in own and _on_line(mark, word)
    ]
    return float(np.median(beside or [mark.y1 for mark in own]))

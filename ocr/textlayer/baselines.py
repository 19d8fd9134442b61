"""Where the words of a page stand and which way they run, found from their upright boxes alone.

A scan that lies askew has one slant, a photographed sheet one a line: a perspective keeps lines
straight but not parallel. The slant of a line is taken from a plane that is fitted to the slants of
all long lines, since the boxes of one line, high and low as their letters are, tell it too coarsely.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

import numpy as np

from ocr.ports import PageReading, Word

_MIN_WIDTH_PT = 0.5
_MIN_HEIGHT_PT = 1.0
_FEWEST_LONG_LINES = 5
_LONG_LINE = 8.0  # length over height: shorter lines tell little of their slant
_STRAY_RAD = math.radians(2.0)
_WIDEST_SLANT_RAD = math.radians(15.0)
# Lines that a plane is trusted to lie off the page's own slant, were there no lines at all.
_PRIOR_WEIGHT = 0.02
_VERTICAL_WORD = 2.0  # height over width of a word of some letters that must run up the page
_TALL_WORD = 1.8  # against the middle of its line: a seal or a signature, no measure of the line


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word along its line: `left` and `width` in points."""

    text: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line in points of the page as stored, y up.

    Attributes:
        words: from left to right; `left` counts along the line from its origin.
        x, y: origin, at the bottom of the boxes.
        angle: direction of writing in radians, counter-clockwise from the x axis.
        height: of the boxes, at right angles to the line.
    """

    words: tuple[PlacedWord, ...]
    x: float
    y: float
    angle: float
    height: float


class _Box(NamedTuple):
    """A word's box in a frame whose x axis runs along the lines of the page."""

    text: str
    along: float
    across: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns points of the page as stored by `-angle`; `quarter` tells that boxes lie on their side."""

    angle: float
    slant: float
    quarter: bool

    def boxes(
        self, words: Iterable[tuple[str, Word]], page: PageReading, scale: float
    ) -> list[_Box]:
        """The words' own boxes inside their upright ones.

        A box of w by h at the slant a fills an upright box of w cos a + h sin a by
        w sin a + h cos a, here solved for w and h.
        """
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        slant = abs(self.slant)
        a, b, share = math.cos(slant), math.sin(slant), math.cos(2 * slant)
        found = []
        for text, word in words:
            box = word.box
            x = (box.x0 + box.x1) / 2 * scale
            y = (page.height_px - (box.y0 + box.y1) / 2) * scale
            wide, high = (box.x1 - box.x0) * scale, (box.y1 - box.y0) * scale
            if self.quarter:
                wide, high = high, wide
            found.append(
                _Box(
                    text,
                    along=x * cos + y * sin,
                    across=y * cos - x * sin,
                    width=max(_MIN_WIDTH_PT, (wide * a - high * b) / share),
                    height=max(_MIN_WIDTH_PT, (high * a - wide * b) / share),
                )
            )
        return found


def placed_lines(
    reading: PageReading, lines: Sequence[Sequence[tuple[str, Word]]], *, points_per_px: float
) -> list[PlacedLine]:
    """Place every line of a page.

    Args:
        reading: turn_deg and angle_deg say how most lines run.
        lines: words with the text to show, in the order of `reading`; none is empty.
        points_per_px: scale of the page.
    """
    level = _frame(reading, reading.turn_deg)
    found: list[tuple[_Frame, list[_Box]]] = []
    for words in lines:
        boxes = level.boxes(words, reading, points_per_px)
        quarter = _quarter_turn(boxes)
        if quarter:
            frame = _frame(reading, reading.turn_deg + quarter)
            found.append((frame, frame.boxes(words, reading, points_per_px)))
        else:
            found.append((level, boxes))
    plane = _slant_plane([boxes for frame, boxes in found if frame is level])
    return [
        _placed(boxes, frame, slope=_slope_at(plane, boxes) if frame is level else 0.0)
        for frame, boxes in found
    ]


def _frame(reading: PageReading, turn_deg: int) -> _Frame:
    slant = math.radians(reading.angle_deg)
    limited = max(-_WIDEST_SLANT_RAD, min(_WIDEST_SLANT_RAD, slant))
    return _Frame(math.radians(turn_deg) - limited, limited, quarter=bool(turn_deg % 180))


def _quarter_turn(boxes: Sequence[_Box]) -> int:
    """0 for a line along the page, 90 for one that runs up it, -90 for one that runs down."""
    first, last = boxes[0], boxes[-1]
    if len(boxes) == 1:
        upended = len(first.text) > 2 and first.height > _VERTICAL_WORD * first.width
        return 90 if upended else 0
    rise, run = last.across - first.across, last.along - first.along
    if abs(rise) < 2 * abs(run) or abs(rise) < max(box.width for box in boxes):
        return 0
    return 90 if rise > 0 else -90


def _slant_plane(lines: Sequence[Sequence[_Box]]) -> tuple[float, float, float]:
    """Slope over the frame as a + b·along + c·across, least squares over long lines."""
    rows = [row for boxes in lines if (row := _line_slope(boxes)) is not None]
    if len(rows) < _FEWEST_LONG_LINES:
        return 0.0, 0.0, 0.0
    along, across, slope, weight = np.array(rows).T
    close = np.abs(slope - np.median(slope)) < _STRAY_RAD
    along, across, slope, weight = (v[close] for v in (along, across, slope, weight))
    if len(slope) < _FEWEST_LONG_LINES:
        return 0.0, 0.0, 0.0
    extent = max(float(np.ptp(across)), float(np.ptp(along)), 1.0)
    middle = float(along.mean()), float(across.mean())
    columns = np.stack(
        [np.ones_like(slope), (along - middle[0]) / extent, (across - middle[1]) / extent]
    )
    weight = weight / weight.sum()
    # The page's slant is known well already, so the tilt of the plane has to be earned.
    normal = (columns * weight) @ columns.T + np.diag([0.0, _PRIOR_WEIGHT, _PRIOR_WEIGHT / 10])
    a, b, c = np.linalg.solve(normal, (columns * weight) @ slope)
    b, c = b / extent, c / extent
    return float(a - b * middle[0] - c * middle[1]), float(b), float(c)


def _line_slope(boxes: Sequence[_Box]) -> tuple[float, float, float, float] | None:
    """Middle, slope and weight of a line that is long enough to tell its slope."""
    along = [box.along for box in boxes]
    length = max(along) - min(along)
    if length < _LONG_LINE * median(box.height for box in boxes):
        return None
    x = fmean(along)
    y = fmean(box.across for box in boxes)
    rise = sum((box.along - x) * (box.across - y) for box in boxes)
    return x, y, rise / sum((each - x) ** 2 for each in along), length * length


def _slope_at(plane: tuple[float, float, float], boxes: Sequence[_Box]) -> float:
    a, b, c = plane
    along = sum(box.along for box in boxes) / len(boxes)
    across = sum(box.across for box in boxes) / len(boxes)
    return max(-_WIDEST_SLANT_RAD, min(_WIDEST_SLANT_RAD, a + b * along + c * across))


def _placed(boxes: Sequence[_Box], frame: _Frame, *, slope: float) -> PlacedLine:
    """A straight line through the boxes, as high as the usual ones of them."""
    cos, sin = math.cos(slope), math.sin(slope)
    turned = sorted(
        (
            (box.along * cos + box.across * sin, box.across * cos - box.along * sin, box)
            for box in boxes
        ),
        key=lambda item: item[0] - item[2].width / 2,
    )
    usual = median(box.height for box in boxes) * _TALL_WORD
    measure = [(v, box.height) for _, v, box in turned if box.height <= usual]
    bottom = min(v - height / 2 for v, height in measure)
    top = max(v + height / 2 for v, height in measure)
    angle = frame.angle + slope
    words = tuple(PlacedWord(box.text, u - box.width / 2, box.width) for u, _, box in turned)
    return PlacedLine(
        words,
        x=-bottom * math.sin(angle),
        y=bottom * math.cos(angle),
        angle=angle,
        height=max(_MIN_HEIGHT_PT, top - bottom),
    )

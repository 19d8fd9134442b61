"""Pages that carry text of their own and show more than that: a scanned part, letters as drawings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.ports import Line, PageImage, Pixels

_DARK = 140
_AROUND_PX = 3
# Marks the size of letters of 8 to 40 points at 200 dpi; rules, frames and dots are none.
_LOWEST_LETTER_PX, _HIGHEST_LETTER_PX, _WIDEST_LETTER_PX = 10, 90, 120
# An emblem, a seal or a few drawn boxes have fewer; a line of print has about as many.
_FEWEST_MARKS = 40
# Pictures of things hold shapes that an engine takes for letters, without being sure.
_LEAST_CONFIDENCE = 50.0


def rest_of(page: PageImage, lines: Sequence[Line], *, turn_deg: int) -> PageImage | None:
    """The page without the words that are known already; None where nothing like print is left.

    Args:
        page: rendered, as `lines` count its pixels.
        turn_deg: clockwise turn that sets the known text upright.
    """
    left = page.pixels.copy()
    for line in lines:
        for word in line.words:
            box, around = word.box, _AROUND_PX
            left[
                max(0, box.y0 - around) : box.y1 + around,
                max(0, box.x0 - around) : box.x1 + around,
            ] = 255
    if _marks(left) < _FEWEST_MARKS:
        return None
    return replace(page, pixels=left, declared_turn_deg=turn_deg)


def merged(own: Sequence[Line], read: Sequence[Line]) -> tuple[Line, ...]:
    """The page's own lines, and what was read from the rest where it stands between them.

    Words that the engine is not sure of are left out.
    """
    waiting = list(_sure(read))
    lines: list[Line] = []
    for line in own:
        top = min(word.box.y0 for word in line.words)
        while waiting and max(word.box.y1 for word in waiting[0].words) <= top:
            lines.append(waiting.pop(0))
        lines.append(line)
    return (*lines, *waiting)


def _sure(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        words = tuple(word for word in line.words if word.confidence >= _LEAST_CONFIDENCE)
        if words:
            yield Line(words)


def _marks(pixels: Pixels) -> int:
    """How many connected dark marks have the size of letters."""
    grey = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    dark = np.asarray(grey < _DARK, dtype=np.uint8)
    _, _, marks, _ = cv2.connectedComponentsWithStats(dark)
    widths, heights = marks[1:, cv2.CC_STAT_WIDTH], marks[1:, cv2.CC_STAT_HEIGHT]
    fit = (heights >= _LOWEST_LETTER_PX) & (heights <= _HIGHEST_LETTER_PX)
    return int((fit & (widths <= _WIDEST_LETTER_PX)).sum())

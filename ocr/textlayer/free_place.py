"""Where a label can stand on a page without covering anything: in a corner or margin that is bare.

Lengths are points of the page as the reader sees it, upright, from its top left corner.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ports import PageImage, PageReading, Pixels

POINTS_PER_MM = 72 / 25.4
# Enough to see a thin stroke; what is finer is no print.
_LOOK_DPI = 100
_PX_PER_MM = _LOOK_DPI / 25.4
# The paper is what most of a page shows; what differs by more than this is print, picture or shadow.
_DIFFERS = 36
_DARKEST_PAPER = 128
# Scanners leave dots of one pixel. A full stop is larger, and never stands alone.
_SPECK_PX = 1
_CLEARANCE_MM = 1.5
# Printers cannot reach the very edge.
_EDGE_MM = 5
# How far from an edge a label may stand and still be in the margin.
_MARGIN_MM = 15
# The agency's mark stands top right (Decree 30/2020, annex).
_MARK_FROM, _MARK_HEIGHT_MM = 0.4, 35


@dataclass(frozen=True, slots=True)
class Place:
    """A bare rectangle: which of the shapes asked for fits, and its top left corner."""

    shape: int
    left: float
    top: float


def free_place(
    page: PageImage, reading: PageReading, shapes: Sequence[tuple[float, float]], *, scale: float
) -> Place | None:
    """The bare place nearest to the bottom left corner, for the first shape that has one.

    Args:
        page: as received; print is looked for in its pixels, however they lie.
        reading: its words are print too, also where they are too pale to be seen.
        shapes: width and height in points, the best first.
        scale: points per pixel of the page.
    """
    print_ = _print(page.pixels, reading, dpi=72 / scale)
    if print_ is None:
        return None
    seen = np.rot90(print_, k=-reading.turn_deg // 90)
    per_px = 72 / _LOOK_DPI
    for number, (width, height) in enumerate(shapes):
        found = _lowest_left(seen, round(width / per_px), round(height / per_px))
        if found is not None:
            return Place(number, found[0] * per_px, found[1] * per_px)
    return None


def _print(pixels: Pixels, reading: PageReading, *, dpi: float) -> NDArray[np.uint8] | None:
    """1 where anything stands, at _LOOK_DPI; None of a page that has no bright paper."""
    # Of colours the darkest channel: a pale red seal is darker there than in grey.
    darkest = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    factor = _LOOK_DPI / dpi
    size = tuple(max(1, round(side * factor)) for side in reversed(darkest.shape))
    small = cv2.resize(darkest, size, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(small, 75))
    if paper < _DARKEST_PAPER:
        return None
    marked = (np.abs(small.astype(np.float32) - paper) > _DIFFERS).astype(np.uint8)
    marked = _without_specks(marked)
    for word in reading.words:
        x0, y0, x1, y1 = (
            round(side * factor) for side in (word.box.x0, word.box.y0, word.box.x1, word.box.y1)
        )
        marked[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = 1
    around = 2 * round(_CLEARANCE_MM * _PX_PER_MM) + 1
    return np.asarray(cv2.dilate(marked, np.ones((around, around), np.uint8)), dtype=np.uint8)


def _without_specks(marked: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, labels, facts, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    is_speck = facts[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= _SPECK_PX
    return np.where(is_speck[labels], 0, marked).astype(np.uint8)


def _lowest_left(seen: NDArray[np.uint8], width: int, height: int) -> tuple[int, int] | None:
    """Left and top, in pixels, of the bare rectangle in a margin that lies nearest to the bottom left."""
    rows, columns = seen.shape
    edge, margin = round(_EDGE_MM * _PX_PER_MM), round(_MARGIN_MM * _PX_PER_MM)
    tops = np.arange(edge, rows - edge - height + 1)[:, None]
    lefts = np.arange(edge, columns - edge - width + 1)[None, :]
    if not tops.size or not lefts.size:
        return None
    right_gap, bottom_gap = columns - lefts - width, rows - tops - height
    total = cv2.integral(seen)
    inside = (
        total[tops + height, lefts + width]
        - total[tops, lefts + width]
        - total[tops + height, lefts]
        + total[tops, lefts]
    )
    in_margin = np.minimum(np.minimum(lefts, right_gap), np.minimum(tops, bottom_gap)) <= margin
    under_mark = (lefts + width > _MARK_FROM * columns) & (
        tops < round(_MARK_HEIGHT_MM * _PX_PER_MM)
    )
    away = np.where((inside == 0) & in_margin & ~under_mark, lefts + bottom_gap, np.inf)
    top, left = np.unravel_index(int(np.argmin(away)), away.shape)
    if not np.isfinite(away[top, left]):
        return None
    return int(left) + edge, int(top) + edge

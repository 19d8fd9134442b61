"""Finds the paper in a phone photo and lays it flat."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ports import Pixels
from ocr.shrinking import shrunk

Corners = NDArray[np.float32]  # (4, 2): top left, top right, bottom right, bottom left
Outline = NDArray[np.int32]  # (points, 1, 2)
Matrix = NDArray[np.float64]  # (3, 3), acts on column vectors (x, y, 1)

_THUMB_PX = 600
# The guard: without it one scan and one photo in forty were cut to pieces. The shape must be one
# that a sheet of paper, held roughly level, can have in a picture.
_SMALLEST_SHARE, _LARGEST_SHARE = 0.35, 0.97
_LARGEST_COSINE = 0.26  # corners within 15 degrees of square
_SMALLEST_SIDE_RATIO = 0.8
# Light falling off across the sheet can hide one side from a single level: several are tried.
_LEVEL_FACTORS = (1.0, 0.85, 0.7, 0.55, 1.15, 1.3, 1.5)
_SMALLEST_FIT = 0.93
_AS_PAPER = 0.97  # of the brightness of the paper; the palest table is darker
_NARROWEST, _WIDEST = 1.2, 1.65  # long side to short side; A4 has 1.414


def page_corners(grey: Pixels) -> Corners | None:
    """Corners of the sheet in a photo, or None when no believable sheet stands out.

    Args:
        grey: uint8, shape (height, width).
    Returns:
        float32, shape (4, 2), in pixels of `grey`, clockwise from the top left.
    """
    thumb = shrunk(grey, long_side_px=_THUMB_PX)
    if _edges_are_paper(thumb):
        return None
    soft = np.asarray(cv2.GaussianBlur(thumb, (0, 0), 2), np.uint8)
    level, _ = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    candidates = (_candidate(soft, level * factor) for factor in _LEVEL_FACTORS)
    fit, corners = max(
        (found for found in candidates if found is not None),
        key=lambda found: found[0],
        default=(0.0, None),
    )
    if corners is None or fit < _SMALLEST_FIT:
        return None
    smaller = np.divide(thumb.shape[::-1], grey.shape[::-1])
    return np.asarray(corners / smaller, dtype=np.float32)


def flat_size(corners: Corners) -> tuple[int, int]:
    """Width and height in pixels that keep the longer of each pair of opposite sides."""
    top, right, bottom, left = _side_lengths(corners)
    return round(max(top, bottom)), round(max(left, right))


def flattening_matrix(corners: Corners, *, width_px: int, height_px: int) -> Matrix:
    """The perspective that sends the corners to the corners of a (height, width) canvas."""
    target = np.array(
        [[0, 0], [width_px, 0], [width_px, height_px], [0, height_px]], dtype=np.float32
    )
    return np.asarray(cv2.getPerspectiveTransform(corners, target), dtype=np.float64)


def _edges_are_paper(thumb: Pixels) -> bool:
    """Whether nothing darker than paper lies around the sheet, as in nearly every scan."""
    edges = np.concatenate([thumb[0], thumb[-1], thumb[:, 0], thumb[:, -1]])
    return bool(np.median(edges) >= _AS_PAPER * np.percentile(thumb[::4, ::4], 90))


def _candidate(soft: Pixels, level: float) -> tuple[float, Corners] | None:
    """The sheet seen at one brightness level, and how well its outline fills the four corners."""
    outline = _largest_bright_outline(soft, level)
    four = None if outline is None else _four_corners(outline)
    if outline is None or four is None:
        return None
    corners = _clockwise_from_top_left(four)
    share = cv2.contourArea(corners) / soft.size
    if not _SMALLEST_SHARE <= share <= _LARGEST_SHARE or not _is_sheet(corners):
        return None
    if _has_side_on_border(corners, width_px=soft.shape[1], height_px=soft.shape[0]):
        return None
    hull = cv2.convexHull(outline).astype(np.float32)
    both, _ = cv2.intersectConvexConvex(hull, corners)
    either = cv2.contourArea(hull) + cv2.contourArea(corners) - both
    return both / max(either, 1.0), corners


def _largest_bright_outline(soft: Pixels, level: float) -> Outline | None:
    _, bright = cv2.threshold(soft, level, 255, cv2.THRESH_BINARY)
    # Closing swallows the print inside the sheet; opening drops glints on the table beside it.
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    bright = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    return None if largest is None else np.asarray(largest, dtype=np.int32)


def _four_corners(outline: Outline) -> Corners | None:
    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.02, 0.03, 0.05, 0.08):
        shape = cv2.approxPolyDP(hull, tolerance * around, closed=True)
        if len(shape) == 4:
            return shape.reshape(4, 2).astype(np.float32)
    return None


def _clockwise_from_top_left(four: Corners) -> Corners:
    total, difference = four.sum(axis=1), four[:, 0] - four[:, 1]
    order = [total.argmin(), difference.argmax(), total.argmax(), difference.argmin()]
    return np.ascontiguousarray(four[order])


def _has_side_on_border(corners: Corners, *, width_px: int, height_px: int) -> bool:
    """Whether a whole side lies on an edge of the picture: the table is taken for paper there."""
    slack = 0.01 * max(width_px, height_px)
    x, y = corners[:, 0], corners[:, 1]
    on_edges = (x <= slack, x >= width_px - 1 - slack, y <= slack, y >= height_px - 1 - slack)
    return any(int(on_edge.sum()) >= 2 for on_edge in on_edges)


def _side_lengths(corners: Corners) -> tuple[float, float, float, float]:
    sides = np.roll(corners, -1, axis=0) - corners
    top, right, bottom, left = (float(length) for length in np.linalg.norm(sides, axis=1))
    return top, right, bottom, left


def _is_sheet(corners: Corners) -> bool:
    top, right, bottom, left = _side_lengths(corners)
    if min(top, right, bottom, left) < 1:
        return False
    sides = np.roll(corners, -1, axis=0) - corners
    directions = sides / np.linalg.norm(sides, axis=1, keepdims=True)
    cosines = np.abs((directions * np.roll(directions, -1, axis=0)).sum(axis=1))
    if cosines.max() > _LARGEST_COSINE:
        return False
    if min(top, bottom) / max(top, bottom) < _SMALLEST_SIDE_RATIO:
        return False
    if min(left, right) / max(left, right) < _SMALLEST_SIDE_RATIO:
        return False
    ratio = (left + right) / (top + bottom)
    return _NARROWEST < max(ratio, 1 / ratio) < _WIDEST

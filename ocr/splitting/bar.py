"""Finds the black bar that a separator sheet bears above its code, and no label or paper does.

Where the bar should be follows from the corners of the code, so that it is found whichever way the sheet
lies, and without reading a word of it.
"""

import cv2
import numpy as np

from ocr.ports import Pixels

# In sides of the code, measured from its top edge upwards and from its middle sideways: on a printed sheet
# the bar spans 0.62 to 0.88 upwards and 1.27 sideways (web/templates/scan/sheets_to_print.html).
_FROM, _TO, _HALF_WIDTH = 0.5, 1.05, 1.15
_THICKNESS = 0.1
_DARK_SHARE, _LIGHT_BELOW = 0.9, 0.5
_SIDE_PX = 100  # of the code, once it is laid flat
type_of_corners = tuple[tuple[float, float], ...]


def has_bar(grey: Pixels, corners: type_of_corners) -> bool:
    """Whether a solid bar stands above a code.

    Args:
        corners: of the code on the page: top left, top right, bottom right, bottom left as it is read.
    """
    flat = _laid_flat(grey, corners)
    code = flat[-_SIDE_PX:, round((_HALF_WIDTH - 0.5) * _SIDE_PX) :][:, :_SIDE_PX]
    ink, paper = np.percentile(code, (10, 90))
    dark = (flat[:-_SIDE_PX] < (ink + paper) / 2).mean(axis=1) >= _DARK_SHARE
    below = round((_TO - _FROM) * _SIDE_PX)
    is_thick = _longest_run(dark[:below]) >= _THICKNESS * _SIDE_PX
    return is_thick and bool(dark[below:].mean() < _LIGHT_BELOW)


def _laid_flat(grey: Pixels, corners: type_of_corners) -> Pixels:
    """The code, and above it as far as the bar may reach."""
    left = (_HALF_WIDTH - 0.5) * _SIDE_PX
    top = _TO * _SIDE_PX
    flat = [(left, top), (left + _SIDE_PX, top)]
    flat += [(left + _SIDE_PX, top + _SIDE_PX), (left, top + _SIDE_PX)]
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(flat, np.float32))
    size = (round(2 * _HALF_WIDTH * _SIDE_PX), round((_TO + 1) * _SIDE_PX))
    return np.asarray(cv2.warpPerspective(grey, matrix, size, borderValue=255), np.uint8)


def _longest_run(rows: np.ndarray) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rows.astype(np.int8), [0]])))
    return int(np.max(edges[1::2] - edges[::2], initial=0))

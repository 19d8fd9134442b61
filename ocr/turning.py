"""Turns pages: by quarters as they were laid on the glass, and by the few degrees they lie askew."""

import cv2
import numpy as np

from ocr.errors import NoTextLines
from ocr.photo import Matrix
from ocr.ports import Pixels
from ocr.skew import skew_of

_WORTH_TURNING_DEG = 0.2
_PAPER_WHITE = 250
_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def turn(grey: Pixels, turn_deg: int) -> tuple[Pixels, Matrix]:
    """Turn clockwise by 0, 90, 180 or 270 degrees, without resampling."""
    height, width = grey.shape
    matrices = {
        0: [[1, 0, 0], [0, 1, 0]],
        90: [[0, -1, height], [1, 0, 0]],
        180: [[-1, 0, width], [0, -1, height]],
        270: [[0, 1, 0], [-1, 0, width]],
    }
    turned = grey if turn_deg == 0 else cv2.rotate(grey, _TURNS[turn_deg])
    return np.asarray(turned, np.uint8), np.array(
        [*matrices[turn_deg], [0, 0, 1]], dtype=np.float64
    )


def straighten(grey: Pixels) -> tuple[Pixels, Matrix, float]:
    """Turn a page so that its text lines lie level; canvas grown to fit, new corners white.

    Returns:
        The page, the matrix from the given pixels to it, and the skew found (clockwise positive,
        within ±12). A page with too few lines to tell comes back as it is, with 0.
    """
    try:
        angle_deg = skew_of(grey)
    except NoTextLines:
        return grey, np.eye(3), 0.0
    if abs(angle_deg) < _WORTH_TURNING_DEG:
        return grey, np.eye(3), angle_deg
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width = int(np.ceil(width * cosine + height * sine))
    new_height = int(np.ceil(height * cosine + width * sine))
    matrix[:, 2] += (new_width - width) / 2, (new_height - height) / 2
    level = cv2.warpAffine(grey, matrix, (new_width, new_height), borderValue=_PAPER_WHITE)
    return np.asarray(level, np.uint8), np.vstack([matrix, [0, 0, 1]]), angle_deg

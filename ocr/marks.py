"""The separate marks of a black and white picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ports import Pixels

Numbers = NDArray[np.int32]


def marks_in(ink: Pixels) -> tuple[Numbers, Numbers]:
    """Every mark of what is not 0: which one a pixel belongs to, and where each lies.

    The algorithm is the one that OpenCV runs twice as fast as its own choice; both find the same.

    Returns:
        Shape of `ink`, numbered from 1, 0 the ground; and a row of OpenCV's CC_STAT_ columns for
        each number, the ground first.
    """
    _, *found, _ = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_BBDT)
    labels, boxes = (np.asarray(numbers, np.int32) for numbers in found)
    return labels, boxes

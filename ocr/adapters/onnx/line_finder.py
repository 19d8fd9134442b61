"""Finds the lines of a page with TrueOCR's detector."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from trueocr.page import (
    ADAPTIVE_MAX_SIDE,
    ADAPTIVE_MIN_H,
    ADAPTIVE_TARGET_H,
    INPUT_MULTIPLE,
    decode_lines,
    det_input,
)

from ocr.adapters.onnx.sessions import TRUEOCR_MODELS, session
from ocr.ports import Box, Pixels

_SIDE_PX = 1024
_ENOUGH_LINES = 8
_SMALLEST_PAGE_PX = 8


class LineFinder:
    """Line boxes of a page."""

    def __init__(self) -> None:
        self._detector: Any = session(TRUEOCR_MODELS / "det.onnx")

    def find(self, grey: Pixels) -> tuple[Box, ...]:
        """Boxes of lines in pixels of `grey`, in no order; columns of one row are lines of their own."""
        height, width = grey.shape
        if min(height, width) < _SMALLEST_PAGE_PX:
            return ()
        boxes, scale = self._detect(grey, _SIDE_PX)
        # Small print is looked at again, larger.
        if len(boxes) >= _ENOUGH_LINES:
            usual = float(np.median(boxes[:, 3] - boxes[:, 1]))
            if usual < ADAPTIVE_MIN_H:
                side = min(ADAPTIVE_MAX_SIDE, _SIDE_PX * ADAPTIVE_TARGET_H / max(usual, 1.0))
                boxes, scale = self._detect(grey, int(side) // INPUT_MULTIPLE * INPUT_MULTIPLE)
        edges = np.concatenate(
            [np.floor(boxes[:, :2] / scale), np.ceil(boxes[:, 2:4] / scale)], axis=1
        ).astype(int)
        edges = np.clip(edges, 0, [width, height, width, height])
        return tuple(
            Box(*map(int, edge)) for edge in edges if edge[2] > edge[0] and edge[3] > edge[1]
        )

    def _detect(self, grey: Pixels, side_px: int) -> tuple[NDArray[np.float32], float]:
        """Rows of left, top, right, bottom, score in pixels of the picture looked at; its scale."""
        picture, scale = det_input(grey, side_px)
        (out,) = self._detector.run(None, {"x": picture[None, None]})
        return decode_lines(out[0]), scale

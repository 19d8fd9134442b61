"""Sets the lines of a page in reading order with TrueOCR's model: blocks first, lines inside them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from trueocr.order import decode_blocks_order, line_features

from ocr.adapters.onnx.sessions import TRUEOCR_MODELS, session
from ocr.ports import Box

_MOST_LINES = 1200
"""Pairs of lines are compared: beyond this a page is a trap or a table of numbers, read by rows."""


class ReadingOrder:
    """Reading by height alone mixes columns and the two halves of a letterhead."""

    def __init__(self) -> None:
        self._model: Any = session(TRUEOCR_MODELS / "order.onnx")

    def of(
        self, boxes: Sequence[Box], texts: Sequence[str], *, width_px: int, height_px: int
    ) -> list[int]:
        """Indices of the boxes in reading order; `texts` are what the boxes say."""
        if len(boxes) < 2:
            return list(range(len(boxes)))
        if len(boxes) > _MOST_LINES:
            return sorted(range(len(boxes)), key=lambda at: (boxes[at].y0, boxes[at].x0))
        edges = np.array([[box.x0, box.y0, box.x1, box.y1] for box in boxes], np.float32)
        seen = line_features(edges, (width_px, height_px), list(texts))[None]
        before, kind, same = self._model.run(
            ["a", "cls", "same"], {"feats": seen, "mask": np.ones((1, len(boxes)), bool)}
        )
        return [int(at) for at in decode_blocks_order(before[0], same[0], edges, kind[0])]

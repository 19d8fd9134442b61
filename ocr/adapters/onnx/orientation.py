"""Tells which way is up with TrueOCR's model."""

from typing import Any

import numpy as np
from trueocr.page import orient_input

from ocr.adapters.onnx.sessions import TRUEOCR_MODELS, session
from ocr.ports import Pixels

_SURE = 0.95
"""Nearly all pages arrive upright, and a page turned wrongly is lost."""


class Orientation:
    """Quarter turns of a level page."""

    def __init__(self) -> None:
        self._model: Any = session(TRUEOCR_MODELS / "orient.onnx")

    def turn_needed(self, grey: Pixels) -> int:
        """Clockwise turn that sets the page upright: 0, 90, 180 or 270; 0 in doubt."""
        (shares,) = self._model.run(None, {"x": orient_input(grey)[None, None]})
        quarters = int(np.argmax(shares[0][:4]))  # the fifth is for columns of other scripts
        return 90 * quarters if shares[0][quarters] > _SURE else 0

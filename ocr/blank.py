"""Tells pages that carry no print from those that do."""

from enum import Enum

import cv2
import numpy as np

from ocr.marks import marks_in
from ocr.ports import Pixels
from ocr.shrinking import shrunk

_THUMB_PX = 800
_PAPER_STEP = 4  # the brightness of paper changes slowly: it is estimated on every fourth pixel
# So much darker than the paper around, on the thumbnail. Pale letters run together at the lowest
# level where they are less pale.
_INK, _DARK_INK, _PALE_INK = 35, 70, (10, 35)
# Two punch holes are no print; the letters of two words run together into three marks.
_FEWEST_LETTERS, _SMALLEST_LETTER_PX, _LARGEST_LETTER_PX = 3, 6, 600
_MARGIN_SHARE = 0.04


class Print(Enum):
    """What a page shows. PALE is faded print, print of the other side, or the grain of the paper."""

    NONE = "none"
    PALE = "pale"
    DARK = "dark"


def print_on(grey: Pixels) -> Print:
    """Whether anything is printed. A blank page would cost the engine its time for nothing."""
    return print_in(contrast(grey))


def contrast(grey: Pixels) -> Pixels:
    """How much darker than the paper around it each place of an 800 px thumbnail is, without edges."""
    thumb = cv2.medianBlur(shrunk(grey, long_side_px=_THUMB_PX), 3)
    paper = cv2.dilate(thumb, np.ones((7, 7), np.uint8))[::_PAPER_STEP, ::_PAPER_STEP]
    paper = cv2.medianBlur(np.ascontiguousarray(paper), 7)
    paper = cv2.resize(paper, (thumb.shape[1], thumb.shape[0]), interpolation=cv2.INTER_LINEAR)
    # Scanner edges and punch holes are dark on blank pages too.
    x, y = (round(_MARGIN_SHARE * side) for side in (thumb.shape[1], thumb.shape[0]))
    darker = cv2.subtract(paper, thumb)[y : thumb.shape[0] - y, x : thumb.shape[1] - x]
    return np.asarray(darker, np.uint8)


def print_in(darker: Pixels) -> Print:
    """The same, of a `contrast` that is there.

    Marks of the size of letters are counted rather than ink: a fold or a stain is much ink in one
    mark, and dust is gone from the thumbnail.
    """
    if _letters(darker > _DARK_INK) >= _FEWEST_LETTERS:
        return Print.DARK
    pale = max(_letters(darker > level) for level in _PALE_INK)
    return Print.PALE if pale >= _FEWEST_LETTERS else Print.NONE


def ink_share(darker: Pixels) -> float:
    """Share of a `contrast` that is ink."""
    return cv2.countNonZero(np.asarray(darker > _INK, np.uint8)) / max(1, darker.size)


def _letters(ink: np.ndarray) -> int:
    if not ink.any():
        return 0
    _, marks = marks_in(ink.astype(np.uint8))
    areas, heights = marks[1:, cv2.CC_STAT_AREA], marks[1:, cv2.CC_STAT_HEIGHT]
    fitting = (areas >= _SMALLEST_LETTER_PX) & (areas <= _LARGEST_LETTER_PX) & (heights >= 3)
    return int(fitting.sum())

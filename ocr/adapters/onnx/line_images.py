"""Lines cut out of a page, and the boxes of their words by the ink that is there."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.adapters.onnx.ctc import Span
from ocr.ports import Box, Pixels, Word

_LEAST_CONTRAST = 24
_PAD, _PAD_ASIDE = 0.2, 0.05
"""Of a line's height. Without room above and below, marks over capitals are cut off and 4.5 % of the
letters are read wrong instead of 0.5 %; more room aside lets in the lines of a table."""
_MARGIN_PX = 4


@dataclass(frozen=True, slots=True, eq=False)
class LineImage:
    """One line, dark on light.

    Args:
        pixels: grey, shape (height, width).
        ink: where `pixels` are ink, same shape.
        left, top: where on the page `pixels` begin.
    """

    pixels: Pixels
    ink: NDArray[np.bool_]
    left: int
    top: int


def cut_out(grey: Pixels, box: Box) -> LineImage | None:
    """The line in a box with some room above and below, trimmed to its ink; None where there is none.

    What is printed light on dark comes out dark on light.
    """
    height = box.y1 - box.y0
    pad, aside = round(_PAD * height), round(_PAD_ASIDE * height)
    top, bottom = max(0, box.y0 - pad), min(grey.shape[0], box.y1 + pad)
    left, right = max(0, box.x0 - aside), min(grey.shape[1], box.x1 + aside)
    pixels = grey[top:bottom, left:right]
    inner = grey[box.y0 : box.y1, box.x0 : box.x1]
    if not inner.size:
        return None
    dark, middle, light = _percentiles(inner, (2, 50, 98))
    if light - dark < _LEAST_CONTRAST:
        return None
    # A whole number is compared as bytes, many at a time.
    ink: NDArray[np.bool_] = pixels < np.uint8(math.ceil((dark + light) / 2))
    if light - middle > middle - dark:  # the ground lies nearer the dark end than the letters do
        pixels, ink = 255 - pixels, ~ink
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    upper, lower = max(0, rows[0] - _MARGIN_PX), rows[-1] + 1 + _MARGIN_PX
    first, last = max(0, columns[0] - _MARGIN_PX), columns[-1] + 1 + _MARGIN_PX
    return LineImage(
        pixels=np.ascontiguousarray(pixels[upper:lower, first:last]),
        ink=ink[upper:lower, first:last],
        left=int(left + first),
        top=int(top + upper),
    )


def placed(
    spans: Sequence[Span], image: LineImage, *, px_a_step: float, start_px: float = 0
) -> tuple[Word, ...]:
    """The words with boxes around their ink.

    The network tells roughly where a letter is; between two words the widest gap in the ink parts.

    Args:
        spans: the words, from left to right.
        image: the line they stand on.
        px_a_step: how far along the line a step of the network goes.
        start_px: where the network's first step lies in the image.
    """
    if not spans:
        return ()
    width = image.ink.shape[1]
    ink_px = image.ink.view(np.uint8).sum(axis=0, dtype=np.int32)
    columns = ink_px.tolist()
    cuts = [0]
    for left, right in pairwise(spans):
        start = max(cuts[-1] + 1, round(start_px + px_a_step * sum(left.last) / 2))
        end = min(width - 1, max(start + 1, round(start_px + px_a_step * sum(right.first) / 2)))
        cuts.append(min(start + _widest_gap(columns[start:end]), width - 1))
    return tuple(
        Word(span.text, box, span.confidence)
        for span, box in zip(spans, _ink_boxes(image, cuts, np.flatnonzero(ink_px)), strict=True)
    )


def _percentiles(pixels: Pixels, percents: Sequence[float]) -> list[float]:
    """As numpy has them, in a tenth of its time: there are only 256 shades to count."""
    counts = cv2.calcHist([pixels], [0], None, [256], [0, 256])[:, 0]
    up_to = counts.cumsum(dtype=np.int64)
    found = []
    for percent in percents:
        place = percent / 100 * (pixels.size - 1)
        low, high = np.searchsorted(up_to, (int(place), math.ceil(place)), side="right").tolist()
        found.append(low + (high - low) * (place % 1))
    return found


def _ink_boxes(image: LineImage, cuts: Sequence[int], inked: NDArray[np.intp]) -> Iterator[Box]:
    """The box of the ink from each cut to the next on the page; where there is none, all of it."""
    height, width = image.ink.shape
    left = np.array(cuts)
    right = np.maximum([*cuts[1:], width], left + 1)
    first, last = inked.searchsorted(left), inked.searchsorted(right)
    some = first < last
    left[some], right[some] = inked[first[some]], inked[last[some] - 1] + 1
    rows = np.logical_or.reduceat(image.ink, cuts, axis=1)
    rows |= ~some
    edges = (left, rows.argmax(axis=0), right, height - rows[::-1].argmax(axis=0))
    offsets = (image.left, image.top, image.left, image.top)
    for x0, y0, x1, y1 in (np.transpose(edges) + offsets).tolist():
        yield Box(x0, y0, x1, y1)


def _widest_gap(columns: Sequence[int]) -> int:
    """The middle of the longest stretch with least ink."""
    if not columns:
        return 0
    least = min(columns)
    free = bytes(ink == least for ink in columns)
    widest = max(free.split(b"\0"), key=len)
    start = free.index(widest)
    return (2 * start + len(widest)) // 2

"""Lines cut out of a page, and the boxes of their words by the ink that is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    dark, middle, light = np.percentile(inner, (2, 50, 98))
    if light - dark < _LEAST_CONTRAST:
        return None
    ink: NDArray[np.bool_] = pixels < (dark + light) / 2
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
    height, width = image.ink.shape
    columns = image.ink.sum(axis=0)
    cuts = [0]
    for left, right in pairwise(spans):
        start = max(cuts[-1] + 1, round(start_px + px_a_step * sum(left.last) / 2))
        end = min(width - 1, max(start + 1, round(start_px + px_a_step * sum(right.first) / 2)))
        cuts.append(min(start + _widest_gap(columns[start:end]), width - 1))
    words = []
    for span, (start, end) in zip(spans, pairwise([*cuts, width]), strict=True):
        ink = image.ink[:, start : max(end, start + 1)]
        across, down = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
        x0, x1 = (across[0], across[-1] + 1) if len(across) else (0, max(1, end - start))
        y0, y1 = (down[0], down[-1] + 1) if len(down) else (0, height)
        left, top = image.left + start, image.top
        box = Box(int(left + x0), int(top + y0), int(left + x1), int(top + y1))
        words.append(Word(span.text, box, span.confidence))
    return tuple(words)


def _widest_gap(columns: NDArray[np.int_]) -> int:
    """The middle of the longest stretch with least ink."""
    if not len(columns):
        return 0
    free = np.concatenate(([False], columns == columns.min(), [False]))
    edges = np.flatnonzero(np.diff(free.astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    widest = int((ends - starts).argmax())
    return int((starts[widest] + ends[widest]) // 2)

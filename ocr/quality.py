"""Measures what the quality gate looks at. The gate itself, by paper type, is decided in ingest."""

import cv2
import numpy as np

from ocr.blank import Print, contrast, ink_share, print_in
from ocr.pages import red_channel
from ocr.ports import PageImage, Pixels, Quality
from ocr.shrinking import shrunk

_MEASURE_PX = 1600
_BLURRED_BELOW = 60.0
_EDGE_SHARE = 0.004
_CUT_INK_SHARE = 0.02
_SAMPLED_EVERY, _MUCH_INK_PX = 4, 20_000  # of much ink, a fourth of the rows tells as well


def measure(
    page: PageImage,
    *,
    is_scan: bool = True,
    blank: bool | None = None,
    darker: Pixels | None = None,
) -> Quality:
    """Resolution, colour, sharpness and ink of a page as received.

    Warnings: quality.blank, quality.blurred, quality.cut_off, quality.no_colour.

    Args:
        page: as received.
        is_scan: a page that was rendered from its own text cannot be blurred nor cut off.
        blank: whether reading found no print of this page; None where nobody looked.
        darker: the `contrast` of the page where it is there already.
    """
    grey = red_channel(page.pixels)
    darker = contrast(grey) if darker is None else darker
    small = shrunk(grey, long_side_px=_MEASURE_PX)
    sharp = sharpness(small)
    warnings = []
    if print_in(darker) is Print.NONE if blank is None else blank:
        warnings.append("quality.blank")
    elif is_scan:
        if sharp < _BLURRED_BELOW:
            warnings.append("quality.blurred")
        if is_cut_off(small):
            warnings.append("quality.cut_off")
    if not page.colour:
        warnings.append("quality.no_colour")
    return Quality(
        dpi=page.dpi,
        colour=page.colour,
        sharpness=round(sharp, 1),
        ink_share=round(ink_share(darker), 5),
        warnings=tuple(warnings),
    )


def sharpness(small: Pixels) -> float:
    """Variance of the Laplacian around the ink, at 1600 px; even paper would only dilute it."""
    paper = cv2.dilate(small, np.ones((9, 9), np.uint8))
    near_ink = np.asarray(cv2.threshold(cv2.subtract(paper, small), 60, 255, cv2.THRESH_BINARY)[1])
    ink_px = cv2.countNonZero(near_ink)
    if not ink_px:
        return 0.0
    every = _SAMPLED_EVERY if ink_px > _MUCH_INK_PX else 1
    bends = cv2.Laplacian(small, cv2.CV_16S)
    _, deviation = cv2.meanStdDev(bends[::every], mask=near_ink[::every])
    return float(deviation[0, 0] ** 2)


def is_cut_off(small: Pixels) -> bool:
    """Whether print runs into an edge of the picture; the even shadow of a scanner is no print."""
    depth = max(2, round(_EDGE_SHARE * max(small.shape)))
    edges = (small[:depth], small[-depth:], small[:, :depth].T, small[:, -depth:].T)
    paper = float(np.percentile(small[::_SAMPLED_EVERY, ::_SAMPLED_EVERY], 90))
    return any(_looks_like_cut_print(edge, paper=paper) for edge in edges)


def _looks_like_cut_print(edge: Pixels, *, paper: float) -> bool:
    """Many short dark runs along the edge: letters cut through. A shadow is one long run."""
    if np.percentile(edge, 75) < 0.85 * paper:
        return False  # The edge shows the table under a photographed sheet, not paper.
    dark = (edge.mean(axis=0) < 0.6 * paper).astype(np.int8)
    runs = int((np.diff(dark) == 1).sum())
    share = float(dark.mean())
    return runs >= 20 and _CUT_INK_SHARE <= share <= 0.6

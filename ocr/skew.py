"""How a page lies: skew, quarter turn, and which way is up; from the pixels alone.

All three look at row profiles: the ink of a level page of text comes in bands, so that its row sums
rise and fall sharply. Ruling lines are taken out first, since a table has them both ways.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.errors import NoTextLines
from ocr.ports import Pixels

_COARSE_PX, _FINE_PX = 400, 800
_LARGEST_SKEW_DEG = 12.0
_COARSE_ANGLES = np.arange(-_LARGEST_SKEW_DEG, _LARGEST_SKEW_DEG + 0.01, 1.0)
_RULE_SHARE = 0.08  # a straight run longer than this share of the long side is a rule, not a letter
_SMALLEST_INK_SHARE = 0.0008


@dataclass(frozen=True, slots=True)
class Lie:
    """Residual skew of one way to hold the page, clockwise positive, and how sharp its rows are."""

    angle_deg: float
    sharpness: float


def ink_map(grey: Pixels, *, long_side_px: int) -> Pixels:
    """Ink as 255 on 0, without ruling lines, at the given size (never enlarged)."""
    scale = min(1.0, long_side_px / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    dark = cv2.subtract(paper, small)
    level, _ = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = np.asarray(np.where(dark > max(level, 12), 255, 0), dtype=np.uint8)
    run_px = max(15, round(_RULE_SHARE * max(small.shape)))
    for shape in ((1, run_px), (run_px, 1)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        thick_rules = cv2.dilate(rules, np.ones((3, 3), np.uint8))
        ink = np.asarray(cv2.subtract(ink, thick_rules), dtype=np.uint8)
    return ink


def skew_of(grey: Pixels) -> Lie:
    """Angle within ±12° by which the text lines fall to the right (clockwise positive).

    Raises:
        NoTextLines: too little ink to tell.
    """
    coarse = _require_ink(ink_map(grey, long_side_px=_COARSE_PX))
    rough = max(_COARSE_ANGLES, key=lambda angle: _row_sharpness(coarse, float(angle)))
    fine = ink_map(grey, long_side_px=_FINE_PX)
    for step, reach in ((0.4, 1.2), (0.1, 0.3)):
        around = np.arange(rough - reach, rough + reach + 0.001, step)
        rough = max(around, key=lambda angle: _row_sharpness(fine, float(angle)))
    angle_deg = round(float(rough), 2)
    return Lie(angle_deg=angle_deg, sharpness=_row_sharpness(fine, angle_deg))


def lies_sideways(grey: Pixels) -> bool:
    """Whether the text lines run up and down rather than across.

    Raises:
        NoTextLines: too little ink to tell.
    """
    ink = _require_ink(ink_map(grey, long_side_px=_COARSE_PX))
    turned = np.ascontiguousarray(np.rot90(ink))
    across, down = (
        max(_row_sharpness(way, float(angle)) for angle in _COARSE_ANGLES) for way in (ink, turned)
    )
    return down > across


def upside_down_score(level: Pixels) -> float:
    """How much a level page of Latin letters looks upside down: above 0 it does, below it does not.

    Letters reach up more often than down (capitals, d, h, l, and in Vietnamese the marks above), so
    the ink above the x-height outweighs that below the base line. Each line votes with its weight.

    Args:
        level: grey, uint8, text lines level within a degree.
    Raises:
        NoTextLines: fewer than three lines found.
    """
    ink = ink_map(level, long_side_px=1200)
    votes = [vote for vote in (_line_vote(ink[top:bottom]) for top, bottom in _bands(ink)) if vote]
    if len(votes) < 3:
        raise NoTextLines
    weights = np.array([weight for weight, _ in votes])
    leans = np.array([lean for _, lean in votes])
    return float((weights * leans).sum() / weights.sum())


def _require_ink(ink: Pixels) -> Pixels:
    if cv2.countNonZero(ink) < _SMALLEST_INK_SHARE * ink.size:
        raise NoTextLines
    return ink


def _row_sharpness(ink: Pixels, angle_deg: float) -> float:
    """Sum of squared steps between neighbouring row sums, after turning back by `angle_deg`."""
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    rows = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1, dtype=np.float64)
    return float((np.diff(rows) ** 2).sum())


def _bands(ink: Pixels) -> list[tuple[int, int]]:
    """Rows from top to bottom of each band of text, 8 to 60 pixels high."""
    rows = (ink > 0).sum(axis=1)
    inked = np.concatenate([[False], rows > 0.004 * ink.shape[1], [False]])
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(int(top), int(bottom)) for top, bottom in pairs if 8 <= bottom - top <= 60]


def _line_vote(band: Pixels) -> tuple[float, float] | None:
    """Weight and lean of one line: (ink below the body - ink above it) / ink."""
    rows = (band > 0).sum(axis=1).astype(np.float64)
    total = rows.sum()
    if total < 60:
        return None
    body = np.flatnonzero(rows >= 0.5 * np.percentile(rows, 95))
    above, below = rows[: body[0]].sum(), rows[body[-1] + 1 :].sum()
    return float(total), float((below - above) / total)

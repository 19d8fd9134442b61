"""Takes out print of the other side of the sheet that shines through beside the print of this side.

Without it a birth certificate with print shining through at a quarter of the ink's darkness was read
with 24 % character errors: the networks read the mirrored lines too. With it, 0.5 %.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.marks import marks_in
from ocr.ports import Engine, Pixels
from ocr.shrinking import halved
from ocr.trials import reads_in_the_mirror

_SMALLEST_PAGE_PX = 40
_PAPER_WHITE = 250
_GRAIN = 12  # what is no darker than this is paper
_PALE_SHARE = 0.3  # of the darkness of the page's own ink
_APART_PX = 11  # soft edges of print are pale too: pale marks count at some distance from it
_FEWEST_MARKS, _SMALLEST_MARK_PX, _LOWEST_PX, _HIGHEST_PX = 40, 15, 5, 60
_HIGHEST_TO_WIDTH, _FEWEST_BROAD_PX = 3, 10
_INK_RANK = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class PaleMarks:
    """What is pale on a page and stands apart from its print.

    Args:
        where: 1 on 0, half the size of the page.
        count: of marks of the size and shape of letters.
        ink: darkness of the page's own print, 0-250.
    """

    where: Pixels
    count: int
    ink: float


def without_other_side(level: Pixels, *, dpi: int, engine: Engine) -> Pixels:
    """The page without what is pale, where that reads in the mirror; else the same page.

    Args:
        level: uint8, shape (height, width), upright, level, evenly lit.
        dpi: resolution of `level`.
        engine: reads a strip of the pale marks. Faint print of this side reads better as it lies,
            and grain and stains read in no way: both stay.
    """
    marks = pale_marks(level)
    if marks is None or marks.count < _FEWEST_MARKS:
        return level
    if not reads_in_the_mirror(_alone(level, marks), dpi=dpi, engine=engine):
        return level
    return without_pale(level, ink=marks.ink)


def pale_marks(level: Pixels) -> PaleMarks | None:
    """Marks much paler than the ink of an evenly lit page, or None where there is no ink."""
    if min(level.shape) < _SMALLEST_PAGE_PX:
        return None
    # What is lighter than paper counts as paper.
    small = np.minimum(cv2.medianBlur(halved(level), 3), _PAPER_WHITE)
    dark = np.asarray(_PAPER_WHITE - small, np.uint8)
    ink = _ink_of(dark)
    if ink is None:
        return None
    _, dark_print = cv2.threshold(dark, _PALE_SHARE * ink, 1, cv2.THRESH_BINARY)
    around = cv2.dilate(dark_print, np.ones((_APART_PX, _APART_PX), np.uint8))
    _, seen = cv2.threshold(dark, _GRAIN, 1, cv2.THRESH_BINARY)
    pale = np.asarray(cv2.subtract(seen, around), np.uint8)
    return PaleMarks(pale, _letters(pale), ink)


def _ink_of(dark: Pixels) -> float | None:
    """How dark the print of a page is; None where nothing is darker than grain."""
    # Every eighth row tells: what is asked for is a level, not a count.
    counts = np.bincount(dark[::8].ravel(), minlength=256)
    counts[: _GRAIN + 1] = 0
    upto = counts.cumsum()
    return float(np.searchsorted(upto, _INK_RANK * upto[-1])) if upto[-1] else None


def _letters(pale: Pixels) -> int:
    """How many marks have the size of letters; pieces of thin rules are as pale, and far longer."""
    # Print that shone through paper is soft and broad; of rules and edges hardly a pixel has all nine.
    if cv2.countNonZero(cv2.erode(pale, np.ones((3, 3), np.uint8))) < _FEWEST_BROAD_PX:
        return 0
    _, found = marks_in(pale)
    _, _, widths, heights, areas = found[1:].T
    letters = (areas >= _SMALLEST_MARK_PX) & (heights >= _LOWEST_PX) & (heights < _HIGHEST_PX)
    return int((letters & (heights <= _HIGHEST_TO_WIDTH * widths)).sum())


def _alone(level: Pixels, marks: PaleMarks) -> Pixels:
    """The page with nothing but its pale marks."""
    rimmed = cv2.dilate(marks.where, np.ones((3, 3), np.uint8))
    size = (level.shape[1], level.shape[0])
    where = cv2.resize(rimmed, size, interpolation=cv2.INTER_NEAREST)
    return np.where(where, level, _PAPER_WHITE).astype(np.uint8)


def without_pale(level: Pixels, *, ink: float) -> Pixels:
    """Paper where less than a share of the ink's darkness is; the rest stretched to the old depth."""
    dark = _PAPER_WHITE - np.arange(256, dtype=np.float64)
    floor = _PALE_SHARE * ink
    stretched = np.minimum(dark, (dark - floor) * ink / max(ink - floor, 1.0))
    table = np.clip(_PAPER_WHITE - np.where(dark < floor, 0, stretched), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(level, table), np.uint8)

"""Takes out print of the other side of the sheet that shines through beside the print of this side.

Without it a birth certificate with print shining through at a quarter of the ink's darkness was read
with 24 % character errors: the networks read the mirrored lines too. With it, 0.5 %.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ports import Engine, Pixels
from ocr.trials import reads_in_the_mirror

_SMALLER = 0.5
_SMALLEST_PAGE_PX = 40
_PAPER_WHITE = 250
_GRAIN = 12  # what is no darker than this is paper
_PALE_SHARE = 0.3  # of the darkness of the page's own ink
_APART_PX = 11  # soft edges of print are pale too: pale marks count at some distance from it
_FEWEST_MARKS, _SMALLEST_MARK_PX, _LOWEST_PX, _HIGHEST_PX = 40, 15, 5, 60


@dataclass(frozen=True, slots=True, eq=False)
class PaleMarks:
    """What is pale on a page and stands apart from its print.

    Args:
        where: bool, shape of the page.
        count: of marks of the size of letters.
        ink: darkness of the page's own print, 0-250.
    """

    where: NDArray[np.bool_]
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
    alone = np.where(marks.where, level, _PAPER_WHITE).astype(np.uint8)
    if not reads_in_the_mirror(alone, dpi=dpi, engine=engine):
        return level
    return without_pale(level, ink=marks.ink)


def pale_marks(level: Pixels) -> PaleMarks | None:
    """Marks much paler than the ink of an evenly lit page, or None where there is no ink."""
    if min(level.shape) < _SMALLEST_PAGE_PX:
        return None
    small = cv2.resize(level, None, fx=_SMALLER, fy=_SMALLER, interpolation=cv2.INTER_AREA)
    dark = np.clip(_PAPER_WHITE - cv2.medianBlur(small, 3).astype(np.int16), 0, None)
    seen = dark[dark > _GRAIN]
    if not seen.size:
        return None
    ink = float(np.percentile(seen, 95))
    print_around = cv2.dilate(
        (dark > _PALE_SHARE * ink).astype(np.uint8), np.ones((_APART_PX, _APART_PX), np.uint8)
    )
    pale = ((dark > _GRAIN) & (print_around == 0)).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(pale)
    areas, heights = found[1:, cv2.CC_STAT_AREA], found[1:, cv2.CC_STAT_HEIGHT]
    letters = (areas >= _SMALLEST_MARK_PX) & (heights >= _LOWEST_PX) & (heights < _HIGHEST_PX)
    rimmed = cv2.dilate(pale, np.ones((3, 3), np.uint8))
    size = (level.shape[1], level.shape[0])
    where = np.asarray(cv2.resize(rimmed, size, interpolation=cv2.INTER_NEAREST), np.bool_)
    return PaleMarks(where, int(letters.sum()), ink)


def without_pale(level: Pixels, *, ink: float) -> Pixels:
    """Paper where less than a share of the ink's darkness is; the rest stretched to the old depth."""
    dark = _PAPER_WHITE - np.arange(256, dtype=np.float64)
    floor = _PALE_SHARE * ink
    stretched = np.minimum(dark, (dark - floor) * ink / max(ink - floor, 1.0))
    table = np.clip(_PAPER_WHITE - np.where(dark < floor, 0, stretched), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(level, table), np.uint8)

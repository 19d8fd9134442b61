"""The front end: from a page as received to a grey page that stands upright, level and evenly lit.

Every step that moves pixels also hands on the matrix that does so; their product leads boxes back
to the page as received.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.errors import NoTextLines
from ocr.photo import Matrix, flat_size, flattening_matrix, page_corners
from ocr.ports import Box, Engine, Line, PageImage, Pixels
from ocr.skew import lies_sideways, skew_of, upside_down_score

# One page a core: threads inside a page only get in each other's way.
cv2.setNumThreads(1)

LONG_SIDE_PX = 2340  # A4 at 200 dpi; more pixels cost time and read no better
_TARGET_DPI = 200
_LOW_DPI = 150
_LARGER_THAN_A4_IN = 12.5
_BLANK_THUMB_PX = 800
_DARKER_THAN_PAPER = 35
# Two punch holes are no print; the letters of two words run together into three marks.
_FEWEST_LETTERS, _SMALLEST_LETTER_PX, _LARGEST_LETTER_PX = 3, 6, 600
_MARGIN_SHARE = 0.04
_WORTH_TURNING_DEG = 0.2
_SURE_LEAN = 0.025
_STRIP_SHARE = 0.14
_PAPER_WHITE = 250


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPage:
    """A page ready for an engine.

    Args:
        grey: uint8, shape (height, width), upright, level, paper near white.
        dpi: resolution of `grey`.
        to_received: (3, 3), leads a point of `grey` to the page as received.
        turn_deg: clockwise turn that was needed, 0, 90, 180 or 270.
        angle_deg: residual skew found, clockwise positive.
        blank: nothing is printed; the other steps were left out.
    """

    grey: Pixels
    dpi: int
    to_received: Matrix
    received_width_px: int
    received_height_px: int
    turn_deg: int = 0
    angle_deg: float = 0.0
    blank: bool = False

    def received_box(self, box: Box) -> Box:
        """The box of `grey` as the smallest upright box around it on the page as received."""
        corners = np.array(
            [[box.x0, box.y0, 1], [box.x1, box.y0, 1], [box.x1, box.y1, 1], [box.x0, box.y1, 1]],
            dtype=np.float64,
        )
        mapped = corners @ self.to_received.T
        points = mapped[:, :2] / mapped[:, 2:]
        x0, y0 = np.floor(points.min(axis=0) + 0.01).astype(int)
        x1, y1 = np.ceil(points.max(axis=0) - 0.01).astype(int)
        return Box(
            x0=int(np.clip(x0, 0, self.received_width_px)),
            y0=int(np.clip(y0, 0, self.received_height_px)),
            x1=int(np.clip(x1, 0, self.received_width_px)),
            y1=int(np.clip(y1, 0, self.received_height_px)),
        )


def prepare(page: PageImage, *, engine: Engine | None = None) -> PreparedPage:
    """Lay flat, scale, turn, light evenly and straighten a page.

    Args:
        page: as received, grey or RGB.
        engine: reads a strip both ways where the letters alone do not tell which way is up; without
            one, such a page stays the way the file declares it.
    """
    height_px, width_px = page.pixels.shape[:2]
    grey = red_channel(page.pixels)
    if is_blank(grey):
        return PreparedPage(
            grey,
            page.dpi,
            np.eye(3, dtype=np.float64),
            width_px,
            height_px,
            page.declared_turn_deg,
            blank=True,
        )
    grey, moved, dpi = lay_flat_and_scale(grey, dpi=page.dpi)
    grey, turned = turn(grey, page.declared_turn_deg)
    moved = turned @ moved
    turn_deg = page.declared_turn_deg
    grey = light_evenly(grey)
    if _sideways(grey):
        grey, turned = turn(grey, 90)
        moved, turn_deg = turned @ moved, turn_deg + 90
    grey, straightened, angle_deg = straighten(grey)
    moved = straightened @ moved
    if is_upside_down(grey, dpi=dpi, engine=engine):
        grey, turned = turn(grey, 180)
        moved, turn_deg = turned @ moved, turn_deg + 180
    to_received = np.asarray(np.linalg.inv(moved), dtype=np.float64)
    if (through_photo := _skew_seen(to_received, grey.shape, turn_deg)) != 0:
        angle_deg = through_photo
    return PreparedPage(
        grey,
        dpi,
        to_received,
        width_px,
        height_px,
        turn_deg=turn_deg % 360,
        angle_deg=angle_deg,
    )


def red_channel(pixels: Pixels) -> Pixels:
    """Grey page in which red seals vanish: red ink is bright in red, dark in green and blue."""
    return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., 0])


def ink_share(grey: Pixels) -> float:
    """Share of inked pixels on an 800 px thumbnail, edges left out, paper level taken locally."""
    ink = _thumbnail_ink(grey)
    return float(np.mean(ink)) if ink.size else 0.0


def is_blank(grey: Pixels) -> bool:
    """Whether nothing is printed. A blank page would cost the engine half a second for nothing.

    Marks the size of letters are counted rather than ink: a fold or a stain is much ink in one
    mark, dust is gone from the thumbnail, and print shining through from the back is too pale.
    """
    ink = _thumbnail_ink(grey)
    if not ink.size:
        return True
    _, _, marks, _ = cv2.connectedComponentsWithStats(ink)
    areas, heights = marks[1:, cv2.CC_STAT_AREA], marks[1:, cv2.CC_STAT_HEIGHT]
    letters = (areas >= _SMALLEST_LETTER_PX) & (areas <= _LARGEST_LETTER_PX) & (heights >= 3)
    return int(letters.sum()) < _FEWEST_LETTERS


def _thumbnail_ink(grey: Pixels) -> Pixels:
    scale = min(1.0, _BLANK_THUMB_PX / max(grey.shape))
    thumb = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    thumb = cv2.medianBlur(thumb, 3)
    paper = cv2.medianBlur(cv2.dilate(thumb, np.ones((7, 7), np.uint8)), 31)
    # Scanner edges and punch holes are dark on blank pages too.
    x, y = (round(_MARGIN_SHARE * side) for side in (thumb.shape[1], thumb.shape[0]))
    dark = cv2.subtract(paper, thumb)[y : thumb.shape[0] - y, x : thumb.shape[1] - x]
    return np.asarray(dark > _DARKER_THAN_PAPER, dtype=np.uint8)


def lay_flat_and_scale(grey: Pixels, *, dpi: int) -> tuple[Pixels, Matrix, int]:
    """Cut a photographed sheet out of its picture and bring the page to reading size.

    Returns:
        The page, the matrix from the given pixels to it, and its resolution.
    """
    corners = page_corners(grey)
    width, height = (grey.shape[1], grey.shape[0]) if corners is None else flat_size(corners)
    if corners is not None:
        # A photo declares no resolution of worth; the sheet in it is nearly always A4.
        dpi = round(max(width, height) / (LONG_SIDE_PX / _TARGET_DPI))
    scale = reading_scale(long_side_px=max(width, height), dpi=dpi)
    if abs(scale - 1) < 0.05:
        scale = 1.0
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = grey if scale == 1 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way)
    x_scale, y_scale = scaled.shape[1] / grey.shape[1], scaled.shape[0] / grey.shape[0]
    moved = np.diag([x_scale, y_scale, 1.0])
    if corners is None:
        return np.asarray(scaled, np.uint8), moved, max(1, round(dpi * scale))
    width, height = round(width * scale), round(height * scale)
    flat = flattening_matrix(
        np.asarray(corners * [x_scale, y_scale], np.float32), width_px=width, height_px=height
    )
    page = cv2.warpPerspective(scaled, flat, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(page, np.uint8), flat @ moved, max(1, round(dpi * scale))


def reading_scale(*, long_side_px: int, dpi: int) -> float:
    """Factor to the size that reads best: A4 2340 px, larger paper 200 dpi, coarse scans grow."""
    target = float(LONG_SIDE_PX)
    if long_side_px / dpi > _LARGER_THAN_A4_IN:
        target = max(target, long_side_px / dpi * _TARGET_DPI)
    if long_side_px > target:
        return target / long_side_px
    if dpi < _LOW_DPI:
        return min(_TARGET_DPI / dpi, target / long_side_px)
    return 1.0


def turn(grey: Pixels, turn_deg: int) -> tuple[Pixels, Matrix]:
    """Turn clockwise by 0, 90, 180 or 270 degrees, without resampling."""
    height, width = grey.shape
    matrices = {
        0: [[1, 0, 0], [0, 1, 0]],
        90: [[0, -1, height], [1, 0, 0]],
        180: [[-1, 0, width], [0, -1, height]],
        270: [[0, 1, 0], [-1, 0, width]],
    }
    turned = np.ascontiguousarray(np.rot90(grey, -turn_deg // 90))
    return turned, np.array([*matrices[turn_deg], [0, 0, 1]], dtype=np.float64)


def light_evenly(grey: Pixels) -> Pixels:
    """Divide by the paper's own brightness, estimated at an eighth of the size.

    Without it, eight phone photos read with 11.5 % character errors instead of 0.07 %.
    """
    small = cv2.resize(grey, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    paper = cv2.medianBlur(paper, 21)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, paper, scale=_PAPER_WHITE), np.uint8)


def straighten(grey: Pixels) -> tuple[Pixels, Matrix, float]:
    """Turn a page so that its text lines lie level; canvas grown to fit, new corners white.

    Returns:
        The page, the matrix from the given pixels to it, and the skew found (clockwise positive,
        within ±12). A page with too few lines to tell comes back as it is, with 0.
    """
    try:
        angle_deg = skew_of(grey).angle_deg
    except NoTextLines:
        return grey, np.eye(3), 0.0
    if abs(angle_deg) < _WORTH_TURNING_DEG:
        return grey, np.eye(3), angle_deg
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width = int(np.ceil(width * cosine + height * sine))
    new_height = int(np.ceil(height * cosine + width * sine))
    matrix[:, 2] += (new_width - width) / 2, (new_height - height) / 2
    level = cv2.warpAffine(grey, matrix, (new_width, new_height), borderValue=_PAPER_WHITE)
    return np.asarray(level, np.uint8), np.vstack([matrix, [0, 0, 1]]), angle_deg


def is_upside_down(level: Pixels, *, dpi: int, engine: Engine | None) -> bool:
    """Whether a level page stands on its head: by the shape of its lines, in doubt by a trial."""
    try:
        lean = (upside_down_score(level) - upside_down_score(turn(level, 180)[0])) / 2
    except NoTextLines:
        lean = 0.0
    if abs(lean) >= _SURE_LEAN:
        return lean > 0
    if engine is None:
        return False
    strip = busiest_strip(level)
    upright, overturned = (_trust(engine.read(way, dpi)) for way in (strip, turn(strip, 180)[0]))
    return overturned > upright


def busiest_strip(level: Pixels) -> Pixels:
    """The band of full width, a seventh of the height, that holds most ink."""
    rows = (255 - level).sum(axis=1, dtype=np.float64)
    band_px = max(1, round(_STRIP_SHARE * len(rows)))
    start = int(np.convolve(rows, np.ones(band_px), mode="valid").argmax())
    return np.ascontiguousarray(level[start : start + band_px])


def _trust(lines: Sequence[Line]) -> float:
    """Letters read, weighed by confidence; what is unsure counts for nothing."""
    words = [word for line in lines for word in line.words]
    return sum(len(word.text) * max(0.0, word.confidence - 40) for word in words)


def _skew_seen(to_received: Matrix, shape: tuple[int, ...], turn_deg: int) -> float:
    """Skew of the page as received, whichever of perspective and straightening took it out."""
    height, width = shape
    ends = np.array([[0.4 * width, height / 2, 1], [0.6 * width, height / 2, 1]]) @ to_received.T
    (x0, y0), (x1, y1) = ends[:, :2] / ends[:, 2:]
    angle_deg = np.degrees(np.arctan2(y1 - y0, x1 - x0)) + turn_deg
    return round(float((angle_deg + 45) % 90 - 45), 2)


def _sideways(grey: Pixels) -> bool:
    try:
        return lies_sideways(grey)
    except NoTextLines:
        return False

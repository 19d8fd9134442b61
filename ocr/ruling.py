"""Takes the ruling lines of tables out of a prepared page, and nothing else.

Only lines that cross each other are a table: the rules under a heading, a form's lines to write on
and a signature's long stroke stay. A stroke of a letter that runs through a rule keeps its part.

A step by itself, not part of `prepare`, since no reader gains by it: on 54 pages of six classes P made
1.32 % character errors without rules and 1.24 with them, P fused with F 0.75 and 0.66, and no class of
pages got better in both.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ports import Pixels

Mask = NDArray[np.bool_]

_SHORTEST_SHARE = 0.025  # of the long side, 7 mm on A4: longer than any stroke of a letter
_LARGEST_SHARE = 0.004  # of the long side, 1 mm on A4: thicker ones are bars, photos, dark ground
_FEWEST_EACH_WAY = 2
_LEVELS = (200, 230)
_PAPER_WHITE = 250


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Masks, 255 on 0, of the lines that run across and down in tables."""

    across: Pixels
    down: Pixels


def without_rules(grey: Pixels) -> Pixels:
    """The page with paper where the rules of its tables were; the same page where it has none.

    Args:
        grey: uint8, shape (height, width), upright, level, paper near white.
    """
    ink = _ink(grey)
    rules = table_rules(ink)
    if not rules.across.any():
        return grey
    # A line scanned in grey has a soft edge of a pixel or two beside what counts as ink.
    soft = np.ones((5, 5), np.uint8)
    across, down = (
        np.asarray(cv2.dilate(lines, soft), np.uint8) for lines in (rules.across, rules.down)
    )
    both = cv2.bitwise_or(across, down)
    rest = np.asarray(cv2.subtract(ink, both), np.uint8)
    bridge_px = 2 * _thickest_px(grey) + 1
    crossing = cv2.bitwise_or(
        _bridged(rest, across, (bridge_px, 1)), _bridged(rest, down, (1, bridge_px))
    )
    cleaned = grey.copy()
    cleaned[(both > 0) & (crossing == 0)] = _PAPER_WHITE
    return cleaned


def table_rules(ink: Pixels) -> Rules:
    """The lines of tables: thin, long, and at least two across that meet at least two down.

    Args:
        ink: 255 where ink is, else 0.
    """
    run_px = round(_SHORTEST_SHARE * max(ink.shape))
    across = _thin_lines(ink, shape=(1, run_px))
    down = _thin_lines(ink, shape=(run_px, 1))
    # Where lines meet, an uneven scan breaks them by a pixel or two.
    web = cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8))
    count, labels, marks, _ = cv2.connectedComponentsWithStats(web)
    is_table = np.zeros(count, np.uint8)
    for label in range(1, count):
        x, y, width, height = (int(side) for side in marks[label, :4])
        if min(width, height) < run_px:
            continue  # One line by itself, however long.
        place = np.s_[y : y + height, x : x + width]
        inside = labels[place] == label
        ways = (_count_lines(lines[place], inside) for lines in (across, down))
        is_table[label] = 255 * (min(ways) >= _FEWEST_EACH_WAY)
    tables = is_table[labels]
    return Rules(
        across=np.asarray(cv2.bitwise_and(across, tables), np.uint8),
        down=np.asarray(cv2.bitwise_and(down, tables), np.uint8),
    )


def _ink(grey: Pixels) -> Pixels:
    """Ink by Otsu's level; pale rules beside black print count too, the grain of paper never."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, ink = cv2.threshold(grey, np.clip(level, *_LEVELS), 255, cv2.THRESH_BINARY_INV)
    return np.asarray(ink, np.uint8)


def _thin_lines(ink: Pixels, *, shape: tuple[int, int]) -> Pixels:
    """Straight runs as long as `shape` along it, and no thicker than a rule across it."""
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    thick_px = _thickest_px(ink) + 1
    solid = np.ones((thick_px, 1) if shape[0] == 1 else (1, thick_px), np.uint8)
    bars = cv2.morphologyEx(runs, cv2.MORPH_OPEN, solid)
    return np.asarray(cv2.subtract(runs, bars), np.uint8)


def _count_lines(lines: Pixels, inside: Mask) -> int:
    labels = cv2.connectedComponents(np.where(inside, lines, 0).astype(np.uint8))[1]
    return int(np.asarray(labels).max())


def _bridged(rest: Pixels, rules: Pixels, shape: tuple[int, int]) -> Pixels:
    """The part of `rules` that lies between ink on both of its sides."""
    closed = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones(shape, np.uint8))
    return np.asarray(cv2.bitwise_and(closed, rules), np.uint8)


def _thickest_px(page: Pixels) -> int:
    longest_px: int = max(page.shape)
    return max(3, round(_LARGEST_SHARE * longest_px))

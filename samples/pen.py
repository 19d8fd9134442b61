"""Figures written by hand or by a numbering stamp, as clerks fill the blanks of a printed head."""

import math
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from PIL import Image, ImageDraw

Kind = Literal["ballpoint", "gel", "felt", "stamp"]
KINDS: tuple[Kind, ...] = ("ballpoint", "gel", "felt", "stamp")
_SCALE = 4
_STEPS = 9
_INKS = ((24, 30, 120), (30, 44, 150), (20, 20, 26), (44, 44, 52))
_WIDTHS = {"ballpoint": (2.0, 3.2), "gel": (3.0, 4.6), "felt": (4.4, 6.4), "stamp": (4.0, 5.6)}

Point = tuple[float, float]
Stroke = tuple[Point, ...]
Figure = tuple[Stroke, ...]

# Ways to write each figure: x from left to right, y from top to bottom, both 0-1.
_WAYS: dict[str, tuple[Figure, ...]] = {
    "0": (
        (((0.5, 0), (0.12, 0.3), (0.12, 0.7), (0.5, 1), (0.88, 0.7), (0.86, 0.28), (0.5, 0)),),
        (((0.6, 0.05), (0.2, 0.2), (0.1, 0.75), (0.45, 1), (0.85, 0.6), (0.75, 0.1), (0.4, 0)),),
    ),
    "1": (
        (((0.45, 0), (0.45, 1)),),
        (((0.2, 0.3), (0.55, 0), (0.5, 1)),),
        (((0.2, 0.25), (0.5, 0), (0.48, 1)), ((0.2, 1), (0.8, 1))),
    ),
    "2": (
        (((0.12, 0.25), (0.5, 0), (0.85, 0.28), (0.5, 0.65), (0.1, 1)), ((0.1, 1), (0.92, 0.98))),
        (
            (
                *((0.1, 0.22), (0.45, 0), (0.8, 0.2), (0.6, 0.6), (0.25, 0.95), (0.08, 0.88)),
                *((0.3, 0.8), (0.6, 0.97), (0.98, 0.88)),
            ),
        ),
    ),
    "3": (
        (
            (
                *((0.12, 0.12), (0.5, 0), (0.82, 0.22), (0.42, 0.46), (0.88, 0.7), (0.5, 1)),
                (0.08, 0.86),
            ),
        ),
        (((0.12, 0.02), (0.85, 0)), ((0.85, 0), (0.45, 0.4), (0.9, 0.7), (0.45, 1), (0.06, 0.88))),
    ),
    "4": (
        (((0.3, 0), (0.12, 0.6)), ((0.12, 0.6), (0.95, 0.58)), ((0.7, 0.2), (0.64, 1))),
        (((0.7, 1), (0.7, 0)), ((0.7, 0), (0.05, 0.68)), ((0.05, 0.68), (0.98, 0.68))),
    ),
    "5": (
        (
            ((0.85, 0), (0.3, 0.02)),
            ((0.3, 0.02), (0.2, 0.42), (0.8, 0.5), (0.7, 0.95), (0.1, 0.92)),
        ),
        (((0.25, 0.05), (0.2, 0.42), (0.85, 0.62), (0.5, 1), (0.08, 0.9)), ((0.25, 0.03), (1, 0))),
    ),
    "6": (
        (((0.8, 0), (0.3, 0.35), (0.12, 0.75), (0.5, 1), (0.85, 0.72), (0.5, 0.5), (0.16, 0.74)),),
    ),
    "7": (
        (((0.08, 0.04), (0.9, 0.02)), ((0.9, 0.02), (0.5, 0.5), (0.32, 1))),
        (
            ((0.08, 0.06), (0.9, 0.02)),
            ((0.9, 0.02), (0.5, 0.5), (0.34, 1)),
            ((0.15, 0.52), (0.85, 0.48)),
        ),
    ),
    "8": (
        (
            (
                *((0.8, 0.16), (0.45, 0), (0.18, 0.22), (0.5, 0.48), (0.86, 0.76), (0.48, 1)),
                *((0.12, 0.76), (0.5, 0.46), (0.82, 0.2), (0.6, 0.02)),
            ),
        ),
    ),
    "9": (
        (((0.82, 0.2), (0.45, 0), (0.15, 0.26), (0.5, 0.5), (0.82, 0.2), (0.74, 0.6), (0.6, 1)),),
        (
            (
                *((0.85, 0.22), (0.4, 0.02), (0.12, 0.3), (0.5, 0.52), (0.86, 0.22), (0.8, 0.7)),
                *((0.5, 1), (0.1, 0.9)),
            ),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Pen:
    """One hand with one pen, the same for all blanks of a paper."""

    kind: Kind
    width_px: float
    height_share: float  # of the height of printed figures
    slant: float  # pixels to the right a pixel up
    pitch: float  # from figure to figure, in figure heights
    unsteady: float  # how far points stray, in figure heights
    ink: tuple[int, int, int]


def pick_pen(kind: Kind, dice: random.Random) -> Pen:
    """Return somebody's hand."""
    stamped = kind == "stamp"
    return Pen(
        kind=kind,
        width_px=dice.uniform(*_WIDTHS[kind]),
        height_share=dice.uniform(0.95, 1.25) if stamped else dice.uniform(0.85, 1.6),
        slant=0.0 if stamped else dice.uniform(-0.12, 0.45),
        pitch=dice.uniform(0.9, 1.5) if stamped else dice.uniform(0.55, 0.95),
        unsteady=0.0 if stamped else dice.uniform(0.02, 0.06),
        ink=dice.choice(_INKS),
    )


def write(
    image: Image.Image, figures: str, *, at: tuple[float, float], pen: Pen, dice: random.Random
) -> float:
    """Write figures 26 px high or so from `at` (left, baseline) on; return the width they take."""
    height = 26.0 * pen.height_share
    room = round(height * (pen.pitch * len(figures) + 2)), round(height * 3)
    sheet = Image.new("L", (room[0] * _SCALE, room[1] * _SCALE), 0)
    draw = ImageDraw.Draw(sheet)
    x, base = height, height * 2
    for figure in figures:
        way = _WAYS[figure][0] if pen.kind == "stamp" else dice.choice(_WAYS[figure])
        tall = height * (1.0 if pen.kind == "stamp" else dice.uniform(0.85, 1.12))
        sink = dice.uniform(-0.05, 0.05 if pen.kind == "stamp" else 0.16) * height
        for stroke in way:
            points = [
                (
                    x
                    + height * 0.6 * (px + dice.gauss(0, pen.unsteady))
                    + pen.slant * tall * (1 - py),
                    base + sink + tall * (py - 1 + dice.gauss(0, pen.unsteady)),
                )
                for px, py in stroke
            ]
            _draw_stroke(draw, _smooth(points), pen=pen)
        x += height * pen.pitch * (1.0 if pen.kind == "stamp" else dice.uniform(0.9, 1.12))
    mask = sheet.resize(room, Image.Resampling.LANCZOS)
    image.paste(pen.ink, (round(at[0] - height), round(at[1] - base)), mask)
    return x - height


def _smooth(points: list[Point]) -> list[Point]:
    """A curve through the points (Catmull-Rom); a straight stroke stays straight."""
    if len(points) < 3:
        return points
    held = [points[0], *points, points[-1]]
    curve = []
    for before, start, end, after in zip(held, held[1:], held[2:], held[3:], strict=False):
        for step in range(_STEPS):
            t = step / _STEPS
            curve.append(
                (
                    _between(before[0], start[0], end[0], after[0], t),
                    _between(before[1], start[1], end[1], after[1], t),
                )
            )
    return [*curve, points[-1]]


def _between(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _draw_stroke(draw: ImageDraw.ImageDraw, points: list[Point], *, pen: Pen) -> None:
    """Draw dots close to each other; a gel pen draws thinner on its way up."""
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        thin = 0.75 if pen.kind == "gel" and y1 < y0 else 1.0
        radius = pen.width_px * thin / 2 * _SCALE
        for step in range(max(1, round(length * 2))):
            share = step / max(1, round(length * 2))
            x, y = (x0 + (x1 - x0) * share) * _SCALE, (y0 + (y1 - y0) * share) * _SCALE
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

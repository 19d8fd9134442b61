"""Marks the words whose figures a pen or a stamp wrote."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.handwriting.glyphs import Glyph, Run, picture_of, runs_of
from ocr.pages import PreparedPage
from ocr.ports import Box, Line, PageImage, Pixels

PRINTED_FIGURES = Path(__file__).with_name("printed_figures.png")
"""Figures 0-9 in columns, a type face in each row, black on white; see scripts/fit_handwriting.py."""

FAMILIES = (4, 4, 2)
"""Rows of that picture that belong together: with serifs, without, of a typewriter."""

CELL = 32
WEIGHTS = Path(__file__).with_name("weights.json")
NAMES = (
    *("unlike_any", "unlike_read", "height", "uneven_tops", "uneven_feet", "off_baseline"),
    *("stroke", "pitch", "gap", "colour", "unsure"),
)
_PRINTED_PITCH = 0.74  # from figure to figure in heights, as every common type face has it
_MOST, _MOST_COLOUR = 1.0, 3.0  # blue ink alone is proof enough
_CHROMA_OF_INK = 60.0
_COMPANY = 5  # runs of one height: more than a pen fills in on a page

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Usual:
    """What printed figures of the page look like."""

    height: float
    stroke: float  # thickness against that of the letters beside
    chroma: float
    heights: tuple[float, ...]
    likeness: float  # of figures to those of known faces


def mark_handwriting(
    lines: Sequence[Line], *, page: PageImage, prepared: PreparedPage
) -> tuple[Line, ...]:
    """The lines with `handwritten` set on words whose figures are not printed.

    Args:
        lines: as read, boxes in pixels of the prepared page.
        page: as received; its colours tell a pen.
    """
    weights, limit = _weights()
    marked = [list(line.words) for line in lines]
    for at, run, seen in features_of(lines, page=page, prepared=prepared):
        if float(seen @ weights) > limit:
            marked[at][run.word] = replace(marked[at][run.word], handwritten=True)
    return tuple(Line(tuple(words)) for words in marked)


def features_of(
    lines: Sequence[Line], *, page: PageImage, prepared: PreparedPage
) -> list[tuple[int, Run, Numbers]]:
    """Every run of figures with the place of its line and how far it is from print, 0-1 by NAMES."""
    runs = [(at, run) for at, line in enumerate(lines) for run in runs_of(line, prepared.grey)]
    if not runs:
        return []
    likeness = _likeness([glyph for _, run in runs for glyph in run.glyphs])
    family = int(likeness.max(axis=2).mean(axis=0).argmax())
    seen, start = [], 0
    for at, run in runs:
        own = likeness[start : start + len(run.glyphs), family]
        start += len(run.glyphs)
        seen.append((at, *_figures(run, own)))
    chromas = [_chroma(run.glyphs, page=page, prepared=prepared) for _, run, _ in seen]
    alike = [float(own.max(axis=1).mean()) for _, _, own in seen]
    usual = _usual([run for _, run, _ in seen], chromas, likeness=median(alike))
    return [
        (at, run, _features(run, lines[at], own, usual=usual, chroma=chroma))
        for (at, run, own), chroma in zip(seen, chromas, strict=True)
    ]


def _figures(run: Run, likeness: Numbers) -> tuple[Run, Numbers]:
    """As many glyphs side by side as were read, those most like it: a stroke beside them is none."""
    count = len(run.text)
    if len(run.glyphs) <= count:
        return run, likeness
    figures = [int(sign) for sign in run.text]
    start = max(
        range(len(run.glyphs) - count + 1),
        key=lambda at: float(likeness[np.arange(at, at + count), figures].sum()),
    )
    kept = slice(start, start + count)
    return replace(run, glyphs=run.glyphs[kept]), likeness[kept]


def _features(run: Run, line: Line, likeness: Numbers, *, usual: Usual, chroma: float) -> Numbers:
    glyphs = run.glyphs
    height = median(glyph.height for glyph in glyphs)
    tops = [(glyph.y0 - run.baseline) / usual.height for glyph in glyphs]
    feet = [(glyph.y1 - run.baseline) / usual.height for glyph in glyphs]
    as_read = any_figure = likeness.max(axis=1)
    if len(glyphs) == len(run.text):
        as_read = likeness[np.arange(len(glyphs)), [int(sign) for sign in run.text]]
    pitches = [(b.x0 + b.x1 - a.x0 - a.x1) / 2 / usual.height for a, b in pairwise(glyphs)]
    stroke = median(glyph.stroke_px for glyph in glyphs) / max(1.0, run.beside_px)
    values = {
        "unlike_any": max(0.0, usual.likeness - float(any_figure.mean())),
        "unlike_read": max(0.0, usual.likeness - float(as_read.mean())),
        "height": min(abs(math.log(height / usual.height)), _alone(height, usual.heights)),
        "uneven_tops": max(tops) - min(tops),
        "uneven_feet": max(feet) - min(feet),
        "off_baseline": abs(median(feet)),
        "stroke": abs(math.log(max(0.1, stroke / usual.stroke))),
        "pitch": abs(median(pitches) - _PRINTED_PITCH) if pitches else 0.0,
        "gap": _gap(run, line, usual=usual),
        "colour": min(_MOST_COLOUR, max(0.0, chroma - usual.chroma) / _CHROMA_OF_INK),
        "unsure": 1 - line.words[run.word].confidence / 100,
    }
    return np.array([values[n] if n == "colour" else min(_MOST, values[n]) for n in NAMES])


def _alone(height: float, heights: Sequence[float]) -> float:
    """How far from others of its height: annexes are set smaller, and so are all their figures."""
    if len(heights) <= _COMPANY:
        return _MOST
    return sorted(abs(math.log(height / other)) for other in heights)[_COMPANY]


def _gap(run: Run, line: Line, *, usual: Usual) -> float:
    """How far the spaces on both sides differ from those of the line; 0 where none can be told."""
    boxes = [word.box for word in line.words]
    gaps = [b.x0 - a.x1 for a, b in pairwise(boxes)]
    own = gaps[max(0, run.word - 1) : run.word + 1]
    others = gaps[: max(0, run.word - 1)] + gaps[run.word + 1 :]
    if not own or len(others) < 2:
        return 0.0
    return max(abs(gap - median(others)) for gap in own) / (2 * usual.height)


def _usual(runs: Sequence[Run], chromas: Sequence[float], *, likeness: float) -> Usual:
    heights = [float(median(glyph.height for glyph in run.glyphs)) for run in runs]
    strokes = [
        median(glyph.stroke_px for glyph in run.glyphs) / max(1.0, run.beside_px) for run in runs
    ]
    return Usual(
        median(heights), max(0.1, median(strokes)), median(chromas), tuple(heights), likeness
    )


def _level_colour(box: Box, *, page: PageImage, prepared: PreparedPage) -> Pixels:
    """A part of the prepared page as the page received shows it."""
    to_box = np.array([[1, 0, box.x0], [0, 1, box.y0], [0, 0, 1]], np.float64)
    laid = cv2.warpPerspective(
        page.pixels,
        prepared.to_received @ to_box,
        (box.x1 - box.x0, box.y1 - box.y0),
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
    )
    return np.asarray(laid, np.uint8)


def _chroma(glyphs: Sequence[Glyph], *, page: PageImage, prepared: PreparedPage) -> float:
    """How coloured the ink of a run is: the widest difference of its channels, 0-255."""
    y0, y1 = min(glyph.y0 for glyph in glyphs), max(glyph.y1 for glyph in glyphs)
    box = Box(glyphs[0].x0, y0, glyphs[-1].x1, y1)
    if page.pixels.ndim == 2 or box.x1 <= box.x0 or y1 <= y0:
        return 0.0
    laid = _level_colour(box, page=page, prepared=prepared)
    pixels = laid.reshape(-1, 3).astype(np.int16)
    dark = pixels[pixels.sum(axis=1) <= np.quantile(pixels.sum(axis=1), 0.15)]
    return float(np.median(dark.max(axis=1) - dark.min(axis=1)))


def _likeness(glyphs: Sequence[Glyph]) -> Numbers:
    """How like each glyph is to each figure of each family: (glyphs, families, 10), -1 to 1."""
    if not glyphs:
        return np.zeros((0, len(FAMILIES), 10))
    faces = _faces()
    alike = np.stack([glyph.picture for glyph in glyphs]) @ faces.reshape(-1, faces.shape[-1]).T
    by_face = alike.reshape(len(glyphs), -1, 10)
    ends = np.cumsum(FAMILIES)
    families = [
        by_face[:, end - n : end].max(axis=1) for n, end in zip(FAMILIES, ends, strict=True)
    ]
    return np.asarray(np.stack(families, axis=1), np.float64)


@cache
def _faces() -> NDArray[np.float32]:
    """The pictures of printed figures: (faces, 10, pixels)."""
    written = np.frombuffer(PRINTED_FIGURES.read_bytes(), np.uint8)
    sheet = np.asarray(cv2.imdecode(written, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.stack(
        [
            np.stack([_cell_picture(sheet, row, figure) for figure in range(10)])
            for row in range(sum(FAMILIES))
        ]
    )


def _cell_picture(sheet: NDArray[np.uint8], row: int, figure: int) -> NDArray[np.float32]:
    cell = sheet[row * CELL : (row + 1) * CELL, figure * CELL : (figure + 1) * CELL]
    ink = np.asarray(cell < 128, np.uint8)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return picture_of(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


@cache
def _weights() -> tuple[Numbers, float]:
    """A weight for each feature, and the sum above which figures count as handwritten."""
    held: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return np.array([held[name] for name in NAMES]), held["limit"]

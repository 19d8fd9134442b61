"""Fits the weights that tell handwritten figures from printed ones, and draws the printed ones.

    python scripts/fit_handwriting.py [--seeds 1 3 5] [--judge 2000 2002]

Draws papers of the project's own generator with figures of their heads written by several pens and
stamps, as scans, clean, photographed and in black and white; reads them; and fits a logistic rule
whose weights are never negative: being less like print never speaks for print. The limit is set
where 26 printed runs in a thousand would be marked, most of them raised figures (m²) and stamps.
Odd seeds below 1000 are for fitting, even ones from 2000 on for judging.
"""

import argparse
import json
import pickle
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from config.reading_engines import engine as engine_named
from ocr.handwriting.marking import CELL, NAMES, PRINTED_FIGURES, WEIGHTS, features_of
from ocr.pages import PreparedPage, prepare
from ocr.ports import Engine, Line, PageImage, Pixels
from samples import scenario as stage
from samples.blocks import Head
from samples.by_hand import filled_by_hand
from samples.distort import Look, distort
from samples.forms import Form
from samples.sheet import PAPER, draw_page
from samples.shelf import items
from vietnamese.text import fold

FONTS = Path("/usr/share/fonts/truetype/liberation2")
FACES = (
    *("Serif-Regular", "Serif-Italic", "Serif-Bold", "Serif-BoldItalic"),
    *("Sans-Regular", "Sans-Bold", "Sans-Italic", "SansNarrow-Regular"),
    *("Mono-Regular", "Mono-Bold"),
)
LOOKS: tuple[tuple[Look, bool], ...] = (
    ("scan", False),
    ("scan", True),
    ("clean", False),
    ("phone", False),
)
_FALSE_ALARMS = 0.026
_INKED = 0.08  # share of a figure's box; digits fill 0.2 to 0.4 of theirs
_STEPS, _RATE = 3000, 0.05
_PRIOR, _TRUST_IN_PRIOR = 2.0, 5e-3  # real hands stray in ways that drawn ones do not

Numbers = NDArray[np.float64]


Reading = tuple[PageImage, PreparedPage, Sequence[Line], Pixels, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A run of figures, what is measured of it, and whether a pen wrote it."""

    features: Numbers
    by_hand: bool
    text: str
    look: str
    in_head: bool


def main() -> None:
    """Draw, read, fit, write, judge."""
    asked = _asked()
    draw_printed_figures()
    engine = engine_named(asked.engine)
    known = [each for seed in asked.seeds for each in known_runs(seed, engine, kept=asked.kept)]
    weights, limit = fitted(known)
    held = {name: round(float(each), 3) for name, each in zip(NAMES, weights, strict=True)}
    WEIGHTS.write_text(json.dumps(held | {"limit": round(limit, 3)}, indent=1) + "\n", "utf-8")
    report("fitted", known, weights, limit)
    judged = [each for seed in asked.judge for each in known_runs(seed, engine, kept=asked.kept)]
    report("judged", judged, weights, limit)


def draw_printed_figures() -> None:
    """Write the picture of figures 0-9 in every face."""
    sheet = Image.new("L", (10 * CELL, len(FACES) * CELL), 255)
    draw = ImageDraw.Draw(sheet)
    for row, face in enumerate(FACES):
        font = ImageFont.truetype(str(FONTS / f"Liberation{face}.ttf"), 32)
        for figure in range(10):
            at = (figure * CELL + CELL / 2, row * CELL + CELL - 3)
            draw.text(at, str(figure), font=font, fill=0, anchor="ms")
    sheet.save(PRINTED_FIGURES, optimize=True)


def known_runs(seed: int, engine: Engine, *, kept: Path | None) -> Iterator[Known]:
    """The runs of figures of one seed's papers, in every look."""
    for page, prepared, lines, pen_ink, look in _kept_readings(seed, engine, kept=kept):
        for at, run, features in features_of(lines, page=page, prepared=prepared):
            inked = [
                pen_ink[glyph.y0 : glyph.y1, glyph.x0 : glyph.x1].mean() for glyph in run.glyphs
            ]
            by_hand = float(np.mean(inked)) > _INKED
            in_head = by_hand or _is_head_line(lines[at])
            yield Known(features, by_hand, run.text, look, in_head)


def _kept_readings(seed: int, engine: Engine, *, kept: Path | None) -> list[Reading]:
    """The seed's pages as read; kept in a folder, since reading takes a second a page."""
    place = kept / f"handwriting_{seed}.pickle" if kept else None
    if place and place.exists():
        return list(pickle.loads(place.read_bytes()))  # noqa: S301 (our own file)
    readings = list(_readings(seed, engine))
    if place:
        place.write_bytes(pickle.dumps(readings))
    return readings


def _readings(seed: int, engine: Engine) -> Iterator[Reading]:
    scenario = stage.build(seed)
    forms = [item.form for item in items(scenario) if item.form and _head(item.form)]
    for number, form in enumerate(forms):
        look, bilevel = LOOKS[number % len(LOOKS)]
        dice = random.Random(f"{seed} {number}")  # noqa: S311 (drawing, not a secret)
        filled = filled_by_hand(form, dice=dice)
        pen = getattr(_head(filled), "pen", None)
        if pen is None:
            continue
        pixels = _seen(filled, look=look, dice=dice)
        unwritten = _seen(
            _with_ink(filled, PAPER),
            look=look,
            dice=_after_filling(form, f"{seed} {number}"),
        )
        pen_ink = np.asarray(cv2.absdiff(pixels, unwritten).max(axis=2) > 80, np.uint8)
        if bilevel:
            pixels = np.asarray(np.where(pixels[..., 0] > 165, 255, 0), np.uint8)
        page = PageImage(pixels, 200, colour=pixels.ndim == 3)
        prepared = prepare(page, engine=engine)
        lines = engine.read(prepared.grey, prepared.dpi)
        height, width = prepared.grey.shape
        laid = cv2.warpPerspective(
            pen_ink, prepared.to_received, (width, height), flags=cv2.WARP_INVERSE_MAP
        )
        name = f"{look}{' b/w' if bilevel else ''} {pen.kind}"
        yield page, prepared, lines, np.asarray(laid, np.uint8), name


def _seen(form: Form, *, look: Look, dice: random.Random) -> Pixels:
    drawn = draw_page(form.pages[0], dice=dice, number=1)
    return np.asarray(distort(drawn.image, look=look, dice=dice), np.uint8)


def _after_filling(form: Form, seed: str) -> random.Random:
    """The dice as they lay when the first page was drawn: the second differs in its ink alone."""
    dice = random.Random(seed)  # noqa: S311
    filled_by_hand(form, dice=dice)
    return dice


def _with_ink(form: Form, ink: tuple[int, int, int]) -> Form:
    first = tuple(
        replace(block, pen=replace(block.pen, ink=ink))
        if isinstance(block, Head) and block.pen
        else block
        for block in form.pages[0]
    )
    return replace(form, pages=(first, *form.pages[1:]))


def _head(form: Form) -> Head | None:
    return next((block for block in form.pages[0] if isinstance(block, Head)), None)


def _is_head_line(line: Line) -> bool:
    text = fold(line.text)
    return text.startswith("so:") or re.search(r"ngay.*thang.*nam", text) is not None


def fitted(known: Sequence[Known]) -> tuple[Numbers, float]:
    """Weights of least log loss, both kinds weighing alike, and the limit."""
    table = np.stack([each.features for each in known])
    truth = np.array([each.by_hand for each in known], np.float64)
    share = np.where(truth == 1, 0.5 / truth.sum(), 0.5 / (1 - truth).sum())
    weights, bias = np.full(len(NAMES), _PRIOR), -2.0
    momentum, size = np.zeros(len(NAMES) + 1), np.zeros(len(NAMES) + 1)
    for step in range(1, _STEPS + 1):
        wrong = (1 / (1 + np.exp(-(table @ weights + bias))) - truth) * share
        gradient = np.append(table.T @ wrong + _TRUST_IN_PRIOR * (weights - _PRIOR), wrong.sum())
        momentum = 0.9 * momentum + 0.1 * gradient
        size = 0.99 * size + 0.01 * gradient**2
        pace = np.sqrt(size / (1 - 0.99**step)) + 1e-8
        move = _RATE * (momentum / (1 - 0.9**step)) / pace
        weights, bias = np.maximum(0.0, weights - move[:-1]), bias - float(move[-1])
    printed = (table @ weights)[truth == 0]
    return weights, float(np.quantile(printed, 1 - _FALSE_ALARMS))


def report(name: str, known: Sequence[Known], weights: Numbers, limit: float) -> None:
    """Say how many of each kind are marked."""
    marked = [(each, float(each.features @ weights) > limit) for each in known]
    groups = {
        "by hand": [(e, m) for e, m in marked if e.by_hand],
        "printed": [(e, m) for e, m in marked if not e.by_hand],
        "printed in the head": [(e, m) for e, m in marked if not e.by_hand and e.in_head],
    }
    for look in sorted({each.look for each in known if each.by_hand}):
        groups[f"by hand, {look}"] = [(e, m) for e, m in marked if e.by_hand and e.look == look]
    for group, each in groups.items():
        count = sum(mark for _, mark in each)
        sys.stdout.write(f"{name}: {group}: {count} of {len(each)} marked\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", default="accurate")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 3, 5])
    parser.add_argument("--judge", type=int, nargs="*", default=[2000, 2002])
    parser.add_argument("--kept", type=Path, help="folder that readings are kept in")
    return parser.parse_args()


if __name__ == "__main__":
    main()

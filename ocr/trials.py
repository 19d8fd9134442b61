"""What the pixels alone do not tell, and an engine does: a strip of the page is read in several ways."""

from dataclasses import dataclass

import numpy as np

from ocr.errors import NoTextLines
from ocr.ports import Engine, Pixels, TellsTurn
from ocr.skew import ink_map, lies_sideways
from ocr.turning import straighten, turn

_STRIP_SHARE = 0.14
_SURE = 40  # confidence below which a word proves nothing
_READABLE_SHARE = 0.3
_LEAST_TRUST = 200  # of four letters or more


@dataclass(frozen=True, slots=True)
class Trial:
    """How well a strip could be read.

    Args:
        trust: letters, each weighed by how far its confidence is above that of a guess.
        share: `trust` as a share of what it would be were every letter certain.
    """

    trust: float
    share: float


def turn_needed(lit: Pixels, *, dpi: int, engine: Engine) -> int:
    """Clockwise turn that sets an evenly lit page upright: 0, 90, 180 or 270.

    An engine that can tell is asked; else, or in doubt, rows tell which way the lines run, and a
    strip read both ways which of the two is up.
    """
    told = engine.turn_needed(lit) if isinstance(engine, TellsTurn) else None
    if told is not None:
        return told
    try:
        quarter = 90 if lies_sideways(lit) else 0
    except NoTextLines:
        quarter = 0
    strip = busiest_strip(straighten(turn(lit, quarter)[0])[0])
    upright, overturned = (tried(way, dpi=dpi, engine=engine) for way in (strip, strip[::-1, ::-1]))
    return quarter + (180 if overturned.trust > upright.trust else 0)


def shines_through(level: Pixels, *, dpi: int, engine: Engine) -> bool:
    """Whether pale marks on an upright, level page are no print of this side of the sheet.

    Print of the other side reads better in the mirror; the grain of paper reads in no way.
    """
    straight = tried(busiest_strip(level), dpi=dpi, engine=engine)
    if straight.share < _READABLE_SHARE:
        return True
    return _mirrored_trust(level, dpi=dpi, engine=engine) > straight.trust


def reads_in_the_mirror(level: Pixels, *, dpi: int, engine: Engine) -> bool:
    """Whether a strip of a page reads mirrored, and better so than as it lies."""
    mirrored = _mirrored_trust(level, dpi=dpi, engine=engine)
    if mirrored < _LEAST_TRUST:
        return False
    return mirrored > tried(busiest_strip(level), dpi=dpi, engine=engine).trust


def busiest_strip(level: Pixels) -> Pixels:
    """The band of full width, a seventh of the height, that holds most ink."""
    ink = ink_map(level)
    rows = ink.sum(axis=1, dtype=np.float64)
    band_px = max(1, round(_STRIP_SHARE * len(rows)))
    start = int(np.convolve(rows, np.ones(band_px), mode="valid").argmax())
    scale = level.shape[0] / len(rows)
    return level[round(start * scale) : round((start + band_px) * scale)]


def _mirrored_trust(level: Pixels, *, dpi: int, engine: Engine) -> float:
    """The sheet may have been turned over sideways or head over heels."""
    strip = busiest_strip(level)
    ways = (strip[:, ::-1], strip[::-1])
    return max(tried(way, dpi=dpi, engine=engine).trust for way in ways)


def tried(strip: Pixels, *, dpi: int, engine: Engine) -> Trial:
    """Read a strip, and say how well that went."""
    lines = engine.read(np.ascontiguousarray(strip), dpi)
    words = [word for line in lines for word in line.words]
    trust = sum(len(word.text) * max(0.0, word.confidence - _SURE) for word in words)
    most = (100 - _SURE) * sum(len(word.text) for word in words)
    return Trial(trust, trust / max(most, 1))

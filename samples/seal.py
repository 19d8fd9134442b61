"""A round red seal marked MẪU and a signature nobody owns, drawn large and made small."""

import math
import random
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from samples.fonts import font_path

SEAL_MM = 36.0
_SCALE = 4
_RED = (196, 30, 42)
_INK = (28, 44, 128)


@lru_cache(maxsize=16)
def seal(around: str, below: str, *, diameter_px: int) -> Image.Image:
    """Return an RGBA seal: `around` on the upper arc, `below` on the lower, star and MẪU inside.

    MẪU stands where a true seal has the agency's name, so that none can be taken for true.
    """
    size = diameter_px * _SCALE
    image = Image.new("RGBA", (size, size), (*_RED, 0))
    draw = ImageDraw.Draw(image)
    centre = size / 2
    for share, width in ((0.985, 0.020), (0.93, 0.007), (0.60, 0.009)):
        radius = centre * share
        box = (centre - radius, centre - radius, centre + radius, centre + radius)
        draw.ellipse(box, outline=(*_RED, 255), width=max(1, round(size * width)))
    _arc(image, around, radius=centre * 0.76, height=round(size * 0.086), side="top")
    _arc(image, below, radius=centre * 0.76, height=round(size * 0.072), side="bottom")
    for angle in (math.pi * 0.905, math.pi * 0.095):
        spot = (
            centre + centre * 0.765 * math.cos(angle),
            centre + centre * 0.765 * math.sin(angle),
        )
        draw.polygon(_star(spot, centre * 0.05), fill=(*_RED, 255))
    draw.polygon(_star((centre, centre * 0.80), centre * 0.26), fill=(*_RED, 255))
    font = ImageFont.truetype(font_path("bold"), round(size * 0.115))
    draw.text((centre, centre * 1.33), "MẪU", font=font, fill=(*_RED, 255), anchor="mm")
    return image.resize((diameter_px, diameter_px), Image.Resampling.LANCZOS)


def _star(centre: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    points = []
    for step in range(10):
        length = radius if step % 2 == 0 else radius * 0.40
        angle = -math.pi / 2 + step * math.pi / 5
        points.append((centre[0] + length * math.cos(angle), centre[1] + length * math.sin(angle)))
    return points


def _arc(
    image: Image.Image, text: str, *, radius: float, height: int, side: Literal["top", "bottom"]
) -> None:
    """Set text along a circle, upright at its top, readable from outside at its bottom."""
    font = ImageFont.truetype(font_path("bold"), height)
    advance = [font.getlength(char) + height * 0.06 for char in text]
    # A long name is drawn tighter rather than let the two arcs meet.
    room = math.pi * (1.04 if side == "top" else 0.62) * radius
    squeeze = min(1.0, room / sum(advance))
    spread = sum(advance) * squeeze / radius
    angle = -spread / 2
    centre = image.width / 2
    for char, width in zip(text, advance, strict=True):
        middle = angle + width * squeeze / radius / 2
        angle += width * squeeze / radius
        glyph = Image.new("L", (height * 2, height * 2), 0)
        ImageDraw.Draw(glyph).text((height, height), char, font=font, fill=255, anchor="mm")
        if squeeze < 1.0:
            narrow = glyph.resize((round(glyph.width * squeeze), glyph.height))
            glyph = Image.new("L", glyph.size, 0)
            glyph.paste(narrow, ((glyph.width - narrow.width) // 2, 0))
        turned = glyph.rotate(
            -math.degrees(middle) if side == "top" else math.degrees(middle),
            resample=Image.Resampling.BICUBIC,
        )
        up = -1 if side == "top" else 1
        place = (
            round(centre + radius * math.sin(middle) - height),
            round(centre + up * radius * math.cos(middle) - height),
        )
        image.paste(Image.new("RGBA", glyph.size, (*_RED, 255)), place, turned)


def signature(name: str, *, width_px: int, height_px: int) -> Image.Image:
    """Return an RGBA scribble: a large first letter, loops to the right, a stroke back under them.

    The name decides its shape, so that one officer signs alike on all papers.
    """
    dice = random.Random(name)  # noqa: S311 - a drawing, not a secret
    size = (width_px * _SCALE, height_px * _SCALE)
    image = Image.new("RGBA", size, (*_INK, 0))
    draw = ImageDraw.Draw(image)
    loops, large, slant = dice.uniform(2.2, 5.2), dice.uniform(0.2, 0.62), dice.uniform(-0.1, 0.28)
    wave, phase = dice.uniform(3, 11), dice.uniform(0, 6)
    lean, first, swing = dice.uniform(0.5, 1.1), dice.uniform(0, 1), dice.uniform(0.6, 1.0)
    points = []
    for step in range(240):
        t = step / 239
        turn = 2 * math.pi * (loops * t**0.85 + first)
        reach = (0.14 + large * (1 - t) ** 3) * (0.7 + 0.3 * math.sin(wave * t + phase)) * swing
        rise = reach * math.cos(turn)
        points.append(
            (
                size[0] * (0.12 + 0.60 * t + 0.08 * math.sin(turn + lean) - slant * rise),
                size[1] * (0.52 + 0.06 * math.sin(3 * t) + 0.62 * rise),
            )
        )
    tail_from = points[-1]
    for step in range(1, 90):
        t = step / 89
        sweep = 0.30 * math.sin(math.pi * t)
        points.append(
            (
                tail_from[0] + size[0] * (0.20 * t - 0.55 * t * (1 - t)),
                tail_from[1] + size[1] * (sweep + 0.04 * t),
            )
        )
    for index, (start, end) in enumerate(pairwise(points)):
        width = 2.0 + 0.9 * math.sin(index / 9.0)
        draw.line((start, end), fill=(*_INK, 255), width=round(width * _SCALE))
        radius = width * _SCALE / 2
        draw.ellipse(
            (end[0] - radius, end[1] - radius, end[0] + radius, end[1] + radius),
            fill=(*_INK, 255),
        )
    return image.resize((width_px, height_px), Image.Resampling.LANCZOS)

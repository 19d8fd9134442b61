"""Make a clean page look as it comes in: from an office scanner, or from a telephone on a table."""

import random
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.sheet import PAPER

Pixels = NDArray[np.uint8]
Look = Literal["scan", "clean", "phone"]
PHONE_PX = (2448, 3264)


def distort(page: Image.Image, *, look: Look, dice: random.Random) -> Image.Image:
    """Return the page as the device would give it; RGB."""
    chance = np.random.default_rng(dice.getrandbits(64))
    pixels = np.asarray(page, dtype=np.uint8)
    if look == "phone":
        return Image.fromarray(_phone(pixels, dice=dice, chance=chance))
    if look == "clean":
        return Image.fromarray(_clean(pixels, dice=dice))
    return Image.fromarray(_scan(pixels, dice=dice, chance=chance))


def _skew(pixels: Pixels, *, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=PAPER
    )
    return np.asarray(turned, dtype=np.uint8)


def _scan(pixels: Pixels, *, dice: random.Random, chance: np.random.Generator) -> Pixels:
    """Skew up to 0.8°, slight blur, the lamp's fall-off across the glass, grain, a few specks."""
    turned = _skew(pixels, degrees=dice.choice((-1, 1)) * dice.uniform(0.15, 0.8))
    soft = cv2.GaussianBlur(turned, (0, 0), dice.uniform(0.35, 0.6))
    height, width = soft.shape[:2]
    lamp = np.linspace(-dice.uniform(3, 9), 0.0, width, dtype=np.float32)
    if dice.random() < 0.5:
        lamp = lamp[::-1]
    grain = chance.standard_normal((height, width), dtype=np.float32) * dice.uniform(2.0, 4.2)
    grain += lamp
    field = np.rint(grain).astype(np.int16)
    paper = np.asarray(cv2.add(soft, cv2.merge([field] * 3), dtype=cv2.CV_8U), dtype=np.uint8)
    for _ in range(dice.randrange(3, 12)):
        spot = (dice.randrange(width), dice.randrange(height))
        cv2.circle(paper, spot, dice.randrange(1, 3), (150, 148, 142), -1, cv2.LINE_AA)
    return paper


def _clean(pixels: Pixels, *, dice: random.Random) -> Pixels:
    """Skew a little and whiten the paper, as scanning software does before it writes a PNG."""
    turned = _skew(pixels, degrees=dice.uniform(-0.35, 0.35)).astype(np.float32)
    white: Pixels = np.clip((turned - 20) * (255 / 222), 0, 255).astype(np.uint8)
    return white


def _phone(pixels: Pixels, *, dice: random.Random, chance: np.random.Generator) -> Pixels:
    """Lay the page on a wooden table, see it from one side, light it from one corner."""
    width, height = PHONE_PX
    table = _table(chance)
    corners = np.array(
        [
            (250 + dice.randrange(-30, 30), 300 + dice.randrange(-30, 30)),
            (2190 + dice.randrange(-30, 30), 250 + dice.randrange(-30, 30)),
            (2270 + dice.randrange(-30, 30), 3010 + dice.randrange(-30, 30)),
            (150 + dice.randrange(-30, 30), 2950 + dice.randrange(-30, 30)),
        ],
        dtype=np.float32,
    )
    page_h, page_w = pixels.shape[:2]
    source = np.array([(0, 0), (page_w, 0), (page_w, page_h), (0, page_h)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    page = cv2.warpPerspective(pixels, matrix, PHONE_PX, flags=cv2.INTER_CUBIC)
    whole = np.full((page_h, page_w), 255, dtype=np.uint8)
    mask = cv2.warpPerspective(whole, matrix, PHONE_PX).astype(np.float32) / 255
    shade = cv2.GaussianBlur(np.roll(mask, (26, 22), axis=(0, 1)), (0, 0), 24)
    ground = table * (1 - 0.55 * shade)[:, :, None]
    seen = ground * (1 - mask)[:, :, None] + page.astype(np.float32) * mask[:, :, None]
    across = np.linspace(0.0, 1.0, width, dtype=np.float32)[None, :]
    down = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    light = 1.02 - 0.10 * across - 0.16 * down
    warm = np.array((1.0, 0.975, 0.925), dtype=np.float32)
    seen = np.asarray(cv2.GaussianBlur(seen * light[:, :, None] * warm, (0, 0), 0.8), np.float32)
    seen += chance.standard_normal((height, width), dtype=np.float32)[:, :, None] * 3.0
    photo: Pixels = np.clip(seen, 0, 255).astype(np.uint8)
    return photo


def _table(chance: np.random.Generator) -> NDArray[np.float32]:
    """Return a wooden table: planks, and grain drawn out along them."""
    width, height = PHONE_PX
    grain = np.zeros((height, width), dtype=np.float32)
    for rows, columns, weight in ((6, 90, 9.0), (10, 420, 7.0), (24, 1224, 5.0)):
        rough = chance.standard_normal((rows, columns), dtype=np.float32)
        grain += weight * cv2.resize(rough, PHONE_PX, interpolation=cv2.INTER_CUBIC)
    plank = np.arange(width) // 408
    tone = chance.uniform(-10, 10, size=int(plank.max()) + 1).astype(np.float32)
    grain += tone[plank][None, :]
    seam = np.minimum(np.arange(width) % 408, 6).astype(np.float32)
    grain -= (34 * (1 - seam / 6))[None, :]
    base = np.array((138, 98, 62), dtype=np.float32)
    wood = base[None, None, :] + grain[:, :, None] * np.array((1.0, 0.85, 0.65), dtype=np.float32)
    table: NDArray[np.float32] = np.clip(wood, 0, 255).astype(np.float32)
    return table

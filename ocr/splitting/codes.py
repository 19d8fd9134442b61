"""Reads QR codes and barcodes off a page, within bounds of size and number.

Barcodes are drawn by strangers: what they say is kept short and is never more than text. The library
cannot be stopped once it runs, so the pixels that it gets are bounded; the sandbox bounds the rest.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from ocr.pages import LONG_SIDE_PX, red_channel
from ocr.ports import Box, PageImage, Pixels
from ocr.splitting.bar import has_bar, type_of_corners

MAX_CODES = 16
MAX_CHARS = 256
_TALLEST_RATIO = 20  # a longer strip is no page, and scaling it down leaves nothing to read

_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.ITF,
    ]
)


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its text and the upright box around it, in pixels of the page as received.

    `under_bar`: the black bar of a separator sheet stands above it.
    """

    text: str
    box: Box
    under_bar: bool = False


def read_codes(page: PageImage) -> tuple[Code, ...]:
    """The codes that stand on a page, whichever way it lies; none if it is no shape of a page.

    Codes with more than MAX_CHARS letters, and those after the first MAX_CODES, are passed over.
    """
    height, width = page.pixels.shape[:2]
    if not min(height, width) or max(height, width) > _TALLEST_RATIO * min(height, width):
        return ()
    grey, scale = _bounded(red_channel(page.pixels))
    found = zxingcpp.read_barcodes(
        grey, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain, try_invert=False
    )
    kept = [each for each in found if 0 < len(each.text) <= MAX_CHARS][:MAX_CODES]
    return tuple(_code(each, grey, scale) for each in kept)


def _bounded(grey: Pixels) -> tuple[Pixels, float]:
    """At most the pixels of A4 at 200 dpi, at which a bar of 0.25 mm still has two."""
    scale = min(1.0, LONG_SIDE_PX / max(grey.shape))
    if scale == 1.0:
        return np.ascontiguousarray(grey), scale
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), scale


def _code(found: zxingcpp.Barcode, grey: Pixels, scale: float) -> Code:
    place = found.position
    around = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    corners = tuple((float(each.x), float(each.y)) for each in around)
    is_square = found.format == zxingcpp.BarcodeFormat.QRCode
    return Code(found.text, _box(corners, scale), under_bar=is_square and has_bar(grey, corners))


def _box(corners: type_of_corners, scale: float) -> Box:
    across, down = zip(*corners, strict=True)
    return Box(
        round(min(across) / scale),
        round(min(down) / scale),
        round(max(across) / scale),
        round(max(down) / scale),
    )

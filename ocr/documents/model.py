"""What is known of a received file before any of its pages is read."""

import math
from dataclasses import dataclass

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "tiff": "image/tiff",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
}

RENDER_DPI = 200

# Long side of A4 in inches: the paper nearly everything is printed on.
A4_LONG_SIDE_IN = 297 / 25.4
SMALLEST_LONG_SIDE_IN, LARGEST_LONG_SIDE_IN = 3.0, 17.5  # a bank card to A3


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against hostile or senseless files, checked before anything is decoded.

    Args:
        max_bytes: size of the file.
        max_pages: pages of one file.
        max_pixels_per_page: width times height of one decoded page.
        max_objects: objects of one PDF, since each is looked at for active content.
    """

    max_bytes: int = 500_000_000
    max_pages: int = 500
    max_pixels_per_page: int = 150_000_000
    max_objects: int = 300_000


@dataclass(frozen=True, slots=True)
class PageInfo:
    """One page as received: the embedded image where it is all that the page shows, else a rendering.

    A rendering has 200 dpi, that of a scan with more on it up to 300, as its picture has.

    `is_scan`: the page has to be read from its pixels. A page that is no scan carries its own text.
    """

    number: int
    width_px: int
    height_px: int
    dpi: int
    colour: bool
    is_scan: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A received file that can be read.

    Warnings are codes: document.javascript, document.attachments, document.launch_action,
    document.wrong_extension, document.repaired. Nothing active in a file is ever run.
    """

    kind: str
    media_type: str
    pages: tuple[PageInfo, ...]
    warnings: tuple[str, ...] = ()


def believable_dpi(declared: float | None, *, width_px: int, height_px: int) -> int:
    """The declared resolution where it gives a paper of sensible size, else the one A4 would have.

    Cameras write 72 dpi into every photo; taken at its word, such a photo would be a metre high.
    """
    long_side = max(width_px, height_px)
    # The whole number that is given back is what has to be believable: 0.25 dpi would become none.
    dpi = round(declared) if declared and math.isfinite(declared) else 0
    if dpi > 0 and SMALLEST_LONG_SIDE_IN <= long_side / dpi <= LARGEST_LONG_SIDE_IN:
        return dpi
    return max(1, round(long_side / A4_LONG_SIDE_IN))

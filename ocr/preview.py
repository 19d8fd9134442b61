"""A page as a picture for a screen: the pixels as received, made smaller, as JPEG."""

import io
from pathlib import Path

from PIL import Image

from ocr.documents import Limits, load_page

LONGEST_PX = 1600
JPEG_QUALITY = 82


def preview_jpeg(path: Path, number: int, *, limits: Limits, longest_px: int = LONGEST_PX) -> bytes:
    """One page as a JPEG no longer than `longest_px` on either side; never enlarged.

    The page is not turned: boxes of words and fields count pixels of the page as received, so that
    whoever shows the picture turns picture and boxes together.

    Args:
        number: page of the file, from 1.
        limits: as for reading; a page that is too large to read is too large to show.
    Raises:
        ocr.errors.DocumentError: as `load_page`.
    """
    picture = Image.fromarray(load_page(path, number, limits=limits).pixels)
    picture.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    result = io.BytesIO()
    picture.save(result, "JPEG", quality=JPEG_QUALITY)
    return result.getvalue()

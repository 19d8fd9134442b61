"""Write page images as the files an office gets: JPEG, PNG, multi-page TIFF, PDF made of scans."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import pikepdf
from PIL import Image

from samples.fonts import DPI

Suffix = Literal[".jpg", ".png", ".tif", ".pdf"]
JPEG_QUALITY = 86


def encode(pages: Sequence[Image.Image], *, suffix: Suffix, dpi: int | None = DPI) -> bytes:
    """Return the bytes of a file that holds these pages; the same pages give the same bytes.

    Args:
        pages: RGB; JPEG and PNG take exactly one.
        suffix: which kind of file.
        dpi: told in JPEG, PNG and TIFF; None, as telephones do, tells nothing.
    """
    if suffix == ".pdf":
        return _pdf([_jpeg(page, dpi=dpi) for page in pages])
    if suffix == ".jpg":
        (page,) = pages
        return _jpeg(page, dpi=dpi)
    stream = io.BytesIO()
    resolution = (dpi or DPI, dpi or DPI)
    if suffix == ".png":
        (page,) = pages
        page.save(stream, "PNG", dpi=resolution, compress_level=6)
    else:
        first, *rest = pages
        first.save(
            stream,
            "TIFF",
            save_all=True,
            append_images=rest,
            compression="jpeg",
            quality=JPEG_QUALITY,
            dpi=resolution,
        )
    return stream.getvalue()


def _jpeg(page: Image.Image, *, dpi: int | None) -> bytes:
    stream = io.BytesIO()
    if dpi is None:
        page.save(stream, "JPEG", quality=JPEG_QUALITY)
    else:
        page.save(stream, "JPEG", quality=JPEG_QUALITY, dpi=(dpi, dpi))
    return stream.getvalue()


def _pdf(images: Sequence[bytes]) -> bytes:
    """Wrap JPEG images unchanged, one a page; no dates and a content-made ID, so bytes repeat."""
    pdf = pikepdf.new()
    for data in images:
        with Image.open(io.BytesIO(data)) as opened:
            width, height = opened.size
        image = pdf.make_stream(
            data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        size = [round(Decimal(side * 72) / DPI, 2) for side in (width, height)]
        page = pdf.add_blank_page(page_size=(float(size[0]), float(size[1])))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
        page.Contents = pdf.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /Page Do Q".encode())
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()

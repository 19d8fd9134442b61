"""PDF pages: the embedded image where one image makes the page, else a rendering at 200 dpi.

Taking the image out costs under a millisecond where rendering costs a fifth of a second, and gives
the engine the pixels of the scanner instead of resampled ones.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf as untyped_pymupdf

from ocr.documents.model import RENDER_DPI, Limits, PageInfo
from ocr.documents.pictures import decode_bytes, without_false_colour
from ocr.errors import (
    DocumentDamaged,
    DocumentEncrypted,
    DocumentTooLarge,
    NoPages,
    NoSuchPage,
    TooManyPages,
)
from ocr.ports import PageImage, Pixels

pymupdf: Any = untyped_pymupdf  # The library has no types.

POINTS_PER_INCH = 72
COVERS_PAGE = 0.7
# A second image of this share (a seal, a signature mark) may lie on the scan; a larger one belongs
# to the picture (layered or striped scans), so that only a rendering shows the whole page.
SMALL_IMAGE = 0.05
# The mark of a signing tool has about 150 letters; more visible text than this is the paper's own.
SIGNATURE_MARK_LETTERS = 400
_INVISIBLE = 3

_ACTIVE = {
    "document.javascript": ("/JavaScript", "/JS "),
    "document.attachments": ("/EmbeddedFile", "/FileAttachment"),
    "document.launch_action": ("/Launch", "/ImportData", "/SubmitForm", "/RichMedia"),
}

# The library prints to the standard streams, which belong to the results.
pymupdf.TOOLS.mupdf_display_errors(on=False)
pymupdf.TOOLS.mupdf_display_warnings(on=False)


@dataclass(frozen=True, slots=True)
class EmbeddedScan:
    """The one image that makes a page; `turn_deg` is the clockwise turn the PDF gives it."""

    xref: int
    width_px: int
    height_px: int
    dpi: int
    colour: bool
    is_jpeg: bool
    turn_deg: int


def pdf_pages(path: Path, *, limits: Limits) -> tuple[tuple[PageInfo, ...], tuple[str, ...]]:
    """Pages and warnings of a PDF; nothing is decoded, rendered or run."""
    with opened_pdf(path, limits=limits) as document:
        pages = tuple(_page_info(page, limits=limits) for page in document)
        warnings = list(_active_content(document, limits=limits))
        if document.is_repaired:
            warnings.append("document.repaired")
    return pages, tuple(warnings)


def pdf_page(path: Path, number: int, *, limits: Limits) -> PageInfo:
    """One page alone, so that reading page by page does not look at all pages each time."""
    with opened_pdf(path, limits=limits) as document:
        return _page_info(_page(document, number), limits=limits)


def load_pdf_page(path: Path, number: int, *, limits: Limits) -> PageImage:
    """Pixels of one page; numbers count from 1."""
    with opened_pdf(path, limits=limits) as document:
        page = _page(document, number)
        info = _page_info(page, limits=limits)
        scan = embedded_scan(page) if info.is_scan else None
        return _rendered(page, limits=limits) if scan is None else _extracted(page, scan, limits)


@contextmanager
def opened_pdf(path: Path, *, limits: Limits) -> Iterator[Any]:
    """Open, refuse what cannot be read, and turn the library's errors into ours."""
    try:
        with pymupdf.open(**_named(path), filetype="pdf") as document:
            if document.needs_pass:
                raise DocumentEncrypted
            if document.page_count == 0:
                raise NoPages
            if document.page_count > limits.max_pages:
                raise TooManyPages(pages=document.page_count, limit=limits.max_pages)
            yield document
    except (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase) as error:
        raise DocumentDamaged(str(error)) from error


def _named(path: Path) -> dict[str, Any]:
    """The library takes names in UTF-8 only; a file with another name is given to it as bytes."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return {"stream": path.read_bytes()}
    return {"filename": path}


def page_is_scan(page: Any) -> bool:
    """Whether images make the page: the largest, or strips of the same width, cover 70 % of it.

    A text layer does not count: it may be the signature mark only, or another program's reading.
    Visible text above the image that is longer than a signature mark does: then the image is a
    background, and the page carries its own text.
    """
    if sum(_covered_shares(page)) < COVERS_PAGE:
        return False
    return _letters_above_images(page) <= SIGNATURE_MARK_LETTERS


def embedded_scan(page: Any) -> EmbeddedScan | None:
    """The image that makes the page by itself, or None where only a rendering shows all of it."""
    drawn = sorted(page.get_image_info(), key=_area, reverse=True)
    page_area = abs(page.rect.get_area())
    if not drawn or _area(drawn[0]) < COVERS_PAGE * page_area:
        return None
    if any(_area(other) > SMALL_IMAGE * page_area for other in drawn[1:]):
        return None
    largest = drawn[0]
    turn_deg = _turn_of(largest["transform"])
    listed = [
        item
        for item in page.get_images(full=True)
        if (item[2], item[3]) == (largest["width"], largest["height"])
    ]
    if turn_deg is None or len(listed) != 1:
        return None
    xref, soft_mask, width_px, height_px, _, colour_space, *_, filters, _ = listed[0]
    is_stencil = page.parent.xref_get_key(xref, "ImageMask")[1] == "true"
    if soft_mask or is_stencil or min(width_px, height_px) < 1:
        return None
    a, b, *_ = largest["transform"]
    return EmbeddedScan(
        xref=xref,
        width_px=width_px,
        height_px=height_px,
        dpi=max(1, round(width_px * POINTS_PER_INCH / max(math.hypot(a, b), 1))),
        colour=colour_space not in {"DeviceGray", "CalGray", ""},
        # A file that inverts its samples (/Decode) means other pixels than the JPEG alone holds.
        is_jpeg=filters == "DCTDecode" and page.parent.xref_get_key(xref, "Decode")[0] == "null",
        # The library places images before the page's own turn.
        turn_deg=(turn_deg + page.rotation) % 360,
    )


def _page(document: Any, number: int) -> Any:
    if not 1 <= number <= document.page_count:
        raise NoSuchPage(page=number)
    return document[number - 1]


def _page_info(page: Any, *, limits: Limits) -> PageInfo:
    is_scan = page_is_scan(page)
    scan = embedded_scan(page) if is_scan else None
    if scan is None:
        zoom = RENDER_DPI / POINTS_PER_INCH
        size = pymupdf.IRect((page.rect * pymupdf.Matrix(zoom, zoom)).irect)
        width_px, height_px, dpi, colour = size.width, size.height, RENDER_DPI, True
    else:
        width_px, height_px, dpi, colour = scan.width_px, scan.height_px, scan.dpi, scan.colour
    if width_px * height_px > limits.max_pixels_per_page:
        raise DocumentTooLarge(page=page.number + 1, width_px=width_px, height_px=height_px)
    if width_px < 1 or height_px < 1:
        raise DocumentDamaged(page=page.number + 1)
    return PageInfo(
        number=page.number + 1,
        width_px=width_px,
        height_px=height_px,
        dpi=dpi,
        colour=colour,
        is_scan=is_scan,
    )


def _extracted(page: Any, scan: EmbeddedScan, limits: Limits) -> PageImage:
    if scan.is_jpeg:
        stored = decode_bytes(page.parent.xref_stream_raw(scan.xref), limits=limits, dpi=scan.dpi)
        pixels = stored.pixels
    else:
        pixels = _array_of(pymupdf.Pixmap(page.parent, scan.xref))
    if pixels.shape[:2] != (scan.height_px, scan.width_px):
        raise DocumentDamaged(page=page.number + 1)
    pixels = without_false_colour(pixels)
    return PageImage(
        pixels=pixels,
        dpi=scan.dpi,
        colour=pixels.ndim == 3,
        declared_turn_deg=scan.turn_deg,
    )


def _rendered(page: Any, *, limits: Limits) -> PageImage:
    pixmap = page.get_pixmap(dpi=RENDER_DPI, alpha=False)
    if pixmap.width * pixmap.height > limits.max_pixels_per_page:
        raise DocumentTooLarge(page=page.number + 1)
    pixels = without_false_colour(_array_of(pixmap))
    return PageImage(pixels=pixels, dpi=RENDER_DPI, colour=pixels.ndim == 3)


def _array_of(pixmap: Any) -> Pixels:
    if pixmap.colorspace is None or pixmap.n not in {1, 3}:
        pixmap = pymupdf.Pixmap(pymupdf.csRGB, pixmap)
    if pixmap.alpha:
        pixmap = pymupdf.Pixmap(pixmap, 0)
    rows = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.stride)
    rows = rows[:, : pixmap.width * pixmap.n]
    if pixmap.n == 1:
        return np.ascontiguousarray(rows)
    return np.ascontiguousarray(rows.reshape(pixmap.height, pixmap.width, 3))


def _covered_shares(page: Any) -> list[float]:
    page_area = abs(page.rect.get_area())
    if page_area == 0:
        return []
    return [_area(image) / page_area for image in page.get_image_info()]


def _area(image: dict[str, Any]) -> float:
    return abs(float(pymupdf.Rect(image["bbox"]).get_area()))


def _letters_above_images(page: Any) -> int:
    """Letters drawn visibly after the last large image: what an eye sees on top of it."""
    page_area = abs(page.rect.get_area())
    last_image = max(
        (
            at
            for at, (what, box) in enumerate(page.get_bboxlog())
            if what == "fill-image" and abs(pymupdf.Rect(box).get_area()) > SMALL_IMAGE * page_area
        ),
        default=-1,
    )
    return sum(
        len(span["chars"])
        for span in page.get_texttrace()
        if span["type"] != _INVISIBLE and span["seqno"] > last_image
    )


def _turn_of(transform: tuple[float, ...]) -> int | None:
    """Clockwise turn of an image that stands square on the page; None if slanted or mirrored."""
    a, b, c, d = transform[:4]
    slack = 0.01 * max(abs(a), abs(b), abs(c), abs(d))
    if abs(b) <= slack and abs(c) <= slack and a * d > 0:
        return 0 if a > 0 else 180
    if abs(a) <= slack and abs(d) <= slack and b * c < 0:
        return 90 if b > 0 else 270
    return None


def _active_content(document: Any, *, limits: Limits) -> Iterator[str]:
    """Codes of what would act if a viewer let it; found by looking, never by running."""
    count = document.xref_length()
    if count > limits.max_objects:
        raise DocumentTooLarge(objects=count)
    seen: set[str] = set()
    for xref in range(1, count):
        try:
            text = document.xref_object(xref, compressed=False)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
            continue  # One broken object does not make the pages unreadable.
        seen.update(code for code, names in _ACTIVE.items() if any(name in text for name in names))
    yield from sorted(seen)

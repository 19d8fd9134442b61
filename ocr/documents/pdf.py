"""PDF pages: the embedded image where one image is all that a page shows, else a rendering.

Taking the image out costs under a millisecond where rendering costs a fifth of a second, and gives
the engine the pixels of the scanner instead of resampled ones.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ocr.documents.model import RENDER_DPI, Limits, PageInfo
from ocr.documents.pdf_scans import (
    POINTS_PER_INCH,
    EmbeddedScan,
    embedded_scan,
    page_is_scan,
    pymupdf,
    scan_dpi,
)
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

# A page that shows more than one picture is rendered as fine as its pictures, within these bounds.
_FINEST_DPI = 300

_ACTIVE = {
    "document.javascript": ("/JavaScript", "/JS "),
    "document.attachments": ("/EmbeddedFile", "/FileAttachment"),
    "document.launch_action": ("/Launch", "/ImportData", "/SubmitForm", "/RichMedia"),
}

_BROKEN = (RuntimeError, ValueError, IndexError, OverflowError, pymupdf.mupdf.FzErrorBase)

# The library prints to the standard streams, which belong to the results.
pymupdf.TOOLS.mupdf_display_errors(on=False)
pymupdf.TOOLS.mupdf_display_warnings(on=False)


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
        scan = embedded_scan(page)
        info = _info_of(page, scan, limits=limits)
        if scan is not None:
            return _extracted(page, scan, limits)
        return _rendered(page, zoom=_zoom(page, is_scan=info.is_scan), limits=limits)


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
    except _BROKEN as error:
        raise DocumentDamaged(str(error)) from error


def _named(path: Path) -> dict[str, Any]:
    """The library takes names in UTF-8 only; a file with another name is given to it as bytes."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return {"stream": path.read_bytes()}
    return {"filename": path}


def _page(document: Any, number: int) -> Any:
    if not 1 <= number <= document.page_count:
        raise NoSuchPage(page=number)
    return document[number - 1]


def _page_info(page: Any, *, limits: Limits) -> PageInfo:
    return _info_of(page, embedded_scan(page), limits=limits)


def _info_of(page: Any, scan: EmbeddedScan | None, *, limits: Limits) -> PageInfo:
    is_scan = scan is not None or page_is_scan(page)
    if scan is None:
        zoom = _zoom(page, is_scan=is_scan)
        size = pymupdf.IRect((page.rect * zoom).irect)
        width_px, height_px, dpi, colour = size.width, size.height, _dpi_of(zoom), True
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


def _zoom(page: Any, *, is_scan: bool) -> Any:
    """Scale of a rendering: 200 dpi, or as fine as the pictures of a scan, to the pixel."""
    dpi = min(max(scan_dpi(page), RENDER_DPI), _FINEST_DPI) if is_scan else RENDER_DPI
    return pymupdf.Matrix(dpi / POINTS_PER_INCH, dpi / POINTS_PER_INCH)


def _dpi_of(zoom: Any) -> int:
    return round(float(zoom.a) * POINTS_PER_INCH)


def _rendered(page: Any, *, zoom: Any, limits: Limits) -> PageImage:
    pixmap = page.get_pixmap(matrix=zoom, alpha=False)
    if pixmap.width * pixmap.height > limits.max_pixels_per_page:
        raise DocumentTooLarge(page=page.number + 1)
    pixels = without_false_colour(_array_of(pixmap))
    return PageImage(pixels=pixels, dpi=_dpi_of(zoom), colour=pixels.ndim == 3)


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

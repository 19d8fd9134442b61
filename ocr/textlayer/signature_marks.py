"""The visible marks of digital signatures, laid over the copy of a scan whose picture stays as it is.

Source: ISO 32000-1, 11.6.5.3 (soft masks), 12.5.5 (appearances).
"""

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pikepdf import Object, Pdf

from ocr.documents import Limits
from ocr.documents.opening import document_kind
from ocr.documents.pdf import opened_pdf
from ocr.documents.pdf_scans import (
    annotations,
    embedded_scan,
    pixels_of_scan,
    pymupdf,
    signature_marks,
    without,
)
from ocr.ports import Pixels
from ocr.textlayer.images import StoredImage, embed

_FINEST_DPI = 300


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture on clear ground, RGBA, and where it lies: sides in pixels of the page as received."""

    pixels: Pixels
    left: float
    top: float
    right: float
    bottom: float


def marks_overlay(path: Path, number: int, *, limits: Limits) -> Overlay | None:
    """What digital signatures show on page `number` (from 1); None if its image shows that already.

    Raises:
        DocumentError: the file or the page cannot be read.
    """
    if document_kind(path, limits=limits) != "pdf":
        return None
    with opened_pdf(path, limits=limits) as document:
        page = document[number - 1]
        scan = embedded_scan(page) if signature_marks(page) else None
        if scan is None:
            return None
        scale = min(1.0, _FINEST_DPI / scan.dpi)
        return _drawn_marks(page, scale)


def embed_overlay(pdf: Pdf, overlay: Overlay) -> Object:
    """The picture as an indirect XObject of `pdf`, what is clear in it as its mask."""
    image = embed(pdf, _deflated(overlay.pixels[..., :3]))
    image.SMask = embed(pdf, _deflated(overlay.pixels[..., 3:]))
    return image


def _drawn_marks(page: Any, scale: float) -> Overlay | None:
    marks = set(signature_marks(page))
    shown = pymupdf.Rect()
    for widget in page.widgets():
        if widget.xref in marks:
            shown |= widget.rect * page.rotation_matrix
    matrix = pixels_of_scan(page) * pymupdf.Matrix(scale, scale)
    # All else goes from the page, which is held in memory only: the marks are left on clear ground.
    page.parent.xref_set_key(page.xref, "Contents", "null")
    with without(page, [xref for xref in annotations(page) if xref not in marks]):
        drawn = page.get_pixmap(matrix=matrix, clip=shown & page.rect, alpha=True)
    if not drawn.width or not drawn.height:
        return None
    left, top = drawn.x / scale, drawn.y / scale
    right, bottom = left + drawn.width / scale, top + drawn.height / scale
    return Overlay(_plain(drawn), left, top, right, bottom)


def _plain(drawn: Any) -> Pixels:
    """RGBA; the library multiplies colours by how opaque they are."""
    rows = np.frombuffer(drawn.samples, dtype=np.uint8).reshape(drawn.height, drawn.width, 4)
    opaque = rows[..., 3:].astype(np.uint16)
    colours = np.minimum(rows[..., :3] * np.uint16(255) // np.maximum(opaque, 1), 255)
    return np.dstack([colours.astype(np.uint8), rows[..., 3]])


def _deflated(pixels: Pixels) -> StoredImage:
    height, width, channels = pixels.shape
    return StoredImage(zlib.compress(pixels.tobytes()), "FlateDecode", width, height, 8, channels)

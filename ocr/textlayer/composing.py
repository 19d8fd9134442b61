"""Composes the pages of a paper into one searchable PDF/A-2u."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, ObjectStreamMode, Page, Pdf, Stream, StreamDecodeLevel

from ocr.documents import Limits
from ocr.documents.opening import STANDARD_LIMITS
from ocr.errors import ComposeFailed
from ocr.ports import PageReading
from ocr.textlayer.images import embed
from ocr.textlayer.metadata import About, Origin, describe, ranges
from ocr.textlayer.signature_marks import Overlay, embed_overlay, marks_overlay
from ocr.textlayer.sources import is_signed, page_image
from ocr.textlayer.words import FONT_RESOURCE, TextLayer

_IMAGE_RESOURCE, _MARKS_RESOURCE = "Im0", "Marks"
# ISO 19005-2, 6.1.13: a page measures between 3 and 14,400 units.
_MIN_PAGE_PT, _MAX_PAGE_PT = 3.0, 14_400.0
# Image data held in memory before they are set down in a temporary file.
SPOOL_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where a page comes from: page `number` (from 1) of the file at `path`, and what was read."""

    path: Path
    number: int
    reading: PageReading


@dataclass(frozen=True, slots=True)
class Composed:
    """The file that was written."""

    path: Path
    pages: int
    size_bytes: int
    sha256: str


def compose(
    pages: Sequence[PageSource],
    *,
    about: About,
    out: Path,
    limits: Limits = STANDARD_LIMITS,
) -> Composed:
    """Write a searchable PDF/A-2u: page images unchanged, invisible words over them, metadata.

    The same pages and `about` give the same bytes. `out` appears whole or not at all.

    The images of signed files are copied and the marks of signatures drawn, the signatures cannot be
    copied: the metadata say so.

    Args:
        pages: any pages of one file or several, in the order of the paper; turn_deg becomes the
            page's /Rotate. Image data pass through wherever PDF/A can hold them; other bi-level
            images are stored losslessly (G4), other grey and colour images as JPEG.
        about: title, origin and time of digitization.
        limits: bounds the pages were read with.
        out: file to write; its folder must exist; never one of the source files.
    Raises:
        ComposeFailed: no pages, `out` is a source, or the file cannot be written.
        DocumentError: a source cannot be read.
    Source: ISO 19005-2:2011 level U.
    """
    if not pages:
        raise ComposeFailed("no pages to compose")
    if out.exists() and any(out.samefile(page.path) for page in pages if page.path.exists()):
        raise ComposeFailed("the output would overwrite a source file", path=str(out))
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".compose-") as folder:
            draft = Path(folder) / "draft.pdf"
            _write(pages, about=about, draft=draft, limits=limits)
            with draft.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            size_bytes = draft.stat().st_size
            draft.replace(out)
    except (OSError, pikepdf.PdfError) as error:
        raise ComposeFailed(str(error), path=str(out)) from error
    return Composed(out, len(pages), size_bytes, digest)


def _write(pages: Sequence[PageSource], *, about: About, draft: Path, limits: Limits) -> None:
    layer = TextLayer()
    with ExitStack() as opened, Pdf.new() as pdf:
        for part in _parts(pages, layer=layer, folder=draft.parent, limits=limits):
            pdf.pages.extend(opened.enter_context(Pdf.open(part)).pages)
        font = pdf.make_indirect(layer.font(pdf))
        for page in pdf.pages:
            page.Resources["/Font"] = Dictionary({f"/{FONT_RESOURCE}": font})
        describe(pdf, about, origin=_origin(pages, limits=limits))
        # A plain cross-reference table and no object streams: signatures are appended later.
        _save(pdf, draft)


def _origin(pages: Sequence[PageSource], *, limits: Limits) -> Origin:
    paths = {page.path for page in pages}
    return Origin(
        pages=ranges(page.number for page in pages) if len(paths) == 1 else None,
        signed=any(is_signed(path, limits=limits) for path in sorted(paths)),
    )


def _parts(
    pages: Iterable[PageSource], *, layer: TextLayer, folder: Path, limits: Limits
) -> Iterator[Path]:
    """Files with some pages each: images wait on disk, so that memory does not grow with pages."""
    count, held_bytes, part = 0, 0, Pdf.new()
    for page in pages:
        held_bytes += _add_page(part, page, layer=layer, limits=limits)
        if held_bytes >= SPOOL_BYTES:
            count += 1
            yield _save(part, folder / f"part-{count}.pdf")
            held_bytes, part = 0, Pdf.new()
    if len(part.pages):
        yield _save(part, folder / "part-last.pdf")


def _add_page(pdf: Pdf, source: PageSource, *, layer: TextLayer, limits: Limits) -> int:
    """Append one page, still without the font; returns the size of its image in bytes."""
    reading = source.reading
    image = page_image(source.path, source.number, limits=limits)
    scale = _points_per_px(reading)
    width, height = reading.width_px * scale, reading.height_px * scale
    drawing = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /{_IMAGE_RESOURCE} Do Q\n"
    pictures = Dictionary({f"/{_IMAGE_RESOURCE}": embed(pdf, image)})
    marks = marks_overlay(source.path, source.number, limits=limits)
    if marks is not None:
        drawing += _placed(marks, scale, height)
        pictures[f"/{_MARKS_RESOURCE}"] = embed_overlay(pdf, marks)
    content = drawing.encode() + layer.operators(reading, scale)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, round(width, 3), round(height, 3)],
        Contents=pdf.make_indirect(Stream(pdf, content)),
        Resources=Dictionary(XObject=pictures),
    )
    if reading.turn_deg:
        page["/Rotate"] = reading.turn_deg
    pdf.pages.append(Page(pdf.make_indirect(page)))
    return len(image.data)


def _placed(marks: Overlay, scale: float, height: float) -> str:
    width, tall = (marks.right - marks.left) * scale, (marks.bottom - marks.top) * scale
    left, low = marks.left * scale, height - marks.bottom * scale
    return f"q {width:.3f} 0 0 {tall:.3f} {left:.3f} {low:.3f} cm /{_MARKS_RESOURCE} Do Q\n"


def _points_per_px(reading: PageReading) -> float:
    """Scale that keeps the physical size, within what PDF/A allows for a page."""
    long_px, short_px = (f(reading.width_px, reading.height_px) for f in (max, min))
    scale = max(72 / reading.dpi, _MIN_PAGE_PT / short_px)
    return min(scale, _MAX_PAGE_PT / long_px)


def _save(pdf: Pdf, path: Path) -> Path:
    """Save with fixed identifiers; encoded images stay as they are, text streams are compressed."""
    pdf.save(
        path,
        min_version="1.7",
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        compress_streams=True,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return path

"""Composes the pages of a paper into one searchable PDF/A-2u."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, ObjectStreamMode, Page, Pdf, Stream, StreamDecodeLevel

from ocr.documents import Limits
from ocr.documents.opening import STANDARD_LIMITS
from ocr.errors import ComposeFailed
from ocr.ports import PageReading
from ocr.textlayer.check_label import CheckCode, Label, check_label
from ocr.textlayer.font import glyphless_font
from ocr.textlayer.images import embed
from ocr.textlayer.metadata import About, Origin, describe, ranges
from ocr.textlayer.signature_marks import Overlay, embed_overlay, marks_overlay
from ocr.textlayer.sources import is_signed, page_image
from ocr.textlayer.words import FONT_RESOURCE, text_layer

_IMAGE_RESOURCE, _MARKS_RESOURCE = "Im0", "Marks"
# ISO 19005-2, 6.1.13: a page measures between 3 and 14,400 units.
_MIN_PAGE_PT, _MAX_PAGE_PT = 3.0, 14_400.0
# Files held open at once; a process may open about a thousand.
MOST_OPEN = 256
_PREFIX = ".compose-"


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where a page comes from: page `number` (from 1) of the file at `path`, and what was read."""

    path: Path
    number: int
    reading: PageReading


@dataclass(frozen=True, slots=True)
class Part:
    """One page by itself, in a PDF of its own at `file`, which shows these characters.

    It comes from page `number` of the file at `path`. Any process can write it; `bind` joins them.
    """

    path: Path
    number: int
    file: Path
    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Composed:
    """The file that was written; `code_page`: on which of its pages (from 1) the check code is drawn."""

    path: Path
    pages: int
    size_bytes: int
    sha256: str
    code_page: int | None = None


def compose(
    pages: Sequence[PageSource],
    *,
    about: About,
    out: Path,
    limits: Limits = STANDARD_LIMITS,
    code: CheckCode | None = None,
) -> Composed:
    """Write a searchable PDF/A-2u: page images unchanged, invisible words over them, metadata.

    The same pages and `about` give the same bytes. `out` appears whole or not at all.

    The images of signed files are copied, their signatures cannot be: the metadata say so.

    Args:
        pages: any pages of one file or several, in the order of the paper.
        about, out, limits: see `bind`.
        code: by which the copy can be checked; drawn where the first page is bare, else the last.
    Raises:
        ComposeFailed: no pages, `out` is a source, or the file cannot be written.
        DocumentError: a source cannot be read.
    Source: ISO 19005-2:2011 level U.
    """
    labels = dict([_labelled(pages, code, limits=limits)]) if code is not None and pages else {}
    with _told_as_ours(out), tempfile.TemporaryDirectory(dir=out.parent, prefix=_PREFIX) as folder:
        parts = [
            write_part(page, Path(folder) / f"page-{at}.pdf", limits=limits, label=labels.get(at))
            for at, page in enumerate(pages, start=1)
        ]
        done = bind(parts, about=about, out=out, limits=limits)
    return replace(done, code_page=next((at for at, label in labels.items() if label), None))


def _labelled(
    pages: Sequence[PageSource], code: CheckCode, *, limits: Limits
) -> tuple[int, Label | None]:
    """The page (from 1) that has room for the label, and the label; none where neither end has."""
    for at in dict.fromkeys((1, len(pages))):
        page = pages[at - 1]
        scale = _points_per_px(page.reading)
        label = check_label(page.path, page.reading, code, scale=scale, limits=limits)
        if label is not None:
            return at, label
    return 1, None


def write_part(
    source: PageSource,
    file: Path,
    *,
    limits: Limits = STANDARD_LIMITS,
    label: Label | None = None,
) -> Part:
    """Write one page of the copy to `file`, still without the font.

    turn_deg becomes the page's /Rotate. Image data pass through wherever PDF/A can hold them; other
    bi-level images are stored losslessly (G4), other grey and colour images as JPEG. `label` is drawn
    over a bare place of the page.

    Raises:
        ComposeFailed: the file cannot be written.
        DocumentError: the source cannot be read.
    """
    reading = source.reading
    scale = _points_per_px(reading)
    layer = text_layer(reading, scale)
    drawn, shown = (label.operators, label.characters) if label else (b"", frozenset[str]())
    with _told_as_ours(file), Pdf.new() as pdf:
        _add_page(pdf, source, scale=scale, over=layer.operators + drawn, limits=limits)
        _save(pdf, file)
    return Part(source.path, source.number, file, layer.characters | shown)


def bind(
    parts: Sequence[Part], *, about: About, out: Path, limits: Limits = STANDARD_LIMITS
) -> Composed:
    """Join pages that were written before to one PDF/A-2u; `out` appears whole or not at all.

    Args:
        parts: in the order of the paper.
        about: title, origin and time of digitization.
        out: file to write; its folder must exist; never one of the source files.
        limits: bounds the pages were read with.
    Raises:
        ComposeFailed: no pages, `out` is a source, or the file cannot be written.
        DocumentError: a source cannot be read.
    """
    if not parts:
        raise ComposeFailed("no pages to compose")
    sources = {part.path for part in parts}
    if out.exists() and any(out.samefile(path) for path in sources if path.exists()):
        raise ComposeFailed("the output would overwrite a source file", path=str(out))
    with _told_as_ours(out), tempfile.TemporaryDirectory(dir=out.parent, prefix=_PREFIX) as folder:
        draft = Path(folder) / "draft.pdf"
        _write(parts, about=about, draft=draft, limits=limits)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size_bytes = draft.stat().st_size
        draft.replace(out)
    return Composed(out, len(parts), size_bytes, digest)


@contextmanager
def _told_as_ours(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pikepdf.PdfError) as error:
        raise ComposeFailed(str(error), path=str(path)) from error


def _write(parts: Sequence[Part], *, about: About, draft: Path, limits: Limits) -> None:
    with _joined(list(_few(parts, draft.parent))) as pdf:
        characters = frozenset[str]().union(*(part.characters for part in parts))
        font = pdf.make_indirect(glyphless_font(pdf, characters))
        for page in pdf.pages:
            page.Resources["/Font"] = Dictionary({f"/{FONT_RESOURCE}": font})
        describe(pdf, about, origin=_origin(parts, limits=limits))
        # A plain cross-reference table and no object streams: signatures are appended later.
        _save(pdf, draft)


def _origin(parts: Sequence[Part], *, limits: Limits) -> Origin:
    paths = {part.path for part in parts}
    return Origin(
        pages=ranges(part.number for part in parts) if len(paths) == 1 else None,
        signed=any(is_signed(path, limits=limits) for path in sorted(paths)),
    )


def _few(parts: Sequence[Part], folder: Path) -> Iterator[Path]:
    """The files of the parts; where they are many, files with many of them each."""
    files = [part.file for part in parts]
    if len(files) <= MOST_OPEN:
        yield from files
        return
    for start in range(0, len(files), MOST_OPEN):
        with _joined(files[start : start + MOST_OPEN]) as pdf:
            yield _save(pdf, folder / f"from-{start}.pdf")


@contextmanager
def _joined(files: Sequence[Path]) -> Iterator[Pdf]:
    """All pages of these files. Images stay on disk, so that memory does not grow with pages."""
    with ExitStack() as opened, Pdf.new() as pdf:
        for file in files:
            pdf.pages.extend(opened.enter_context(Pdf.open(file)).pages)
        yield pdf


def _add_page(pdf: Pdf, source: PageSource, *, scale: float, over: bytes, limits: Limits) -> None:
    reading = source.reading
    image = page_image(source.path, source.number, limits=limits)
    width, height = reading.width_px * scale, reading.height_px * scale
    drawing = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /{_IMAGE_RESOURCE} Do Q\n"
    pictures = Dictionary({f"/{_IMAGE_RESOURCE}": embed(pdf, image)})
    marks = marks_overlay(source.path, source.number, limits=limits)
    if marks is not None:
        drawing += _placed(marks, scale, height)
        pictures[f"/{_MARKS_RESOURCE}"] = embed_overlay(pdf, marks)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, round(width, 3), round(height, 3)],
        Contents=pdf.make_indirect(Stream(pdf, drawing.encode() + over)),
        Resources=Dictionary(XObject=pictures),
    )
    if reading.turn_deg:
        page["/Rotate"] = reading.turn_deg
    pdf.pages.append(Page(pdf.make_indirect(page)))


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
    with path.open("wb") as file:  # given a name, the library writes to another file and moves it
        pdf.save(
            file,
            min_version="1.7",
            object_stream_mode=ObjectStreamMode.disable,
            stream_decode_level=StreamDecodeLevel.none,
            compress_streams=True,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return path

"""Entry to received files: one function says what a file is, one takes a page out of it."""

import stat
from pathlib import Path

from ocr.documents.kinds import HEAD_BYTES, has_wrong_extension, is_truncated, kind_of
from ocr.documents.model import MEDIA_TYPES, Document, Limits, PageInfo
from ocr.documents.pdf import load_pdf_page, pdf_page, pdf_pages
from ocr.documents.pictures import load_picture, picture_pages
from ocr.errors import (
    DocumentEmpty,
    DocumentTooLarge,
    DocumentTruncated,
    DocumentUnreadable,
    NoSuchPage,
    UnknownFormat,
)
from ocr.ports import PageImage

STANDARD_LIMITS = Limits()


def open_document(path: Path, *, limits: Limits = STANDARD_LIMITS) -> Document:
    """Say what a received file is and what pages it has; decodes no page.

    Raises:
        DocumentError: one of its subclasses, see errors.py. The file is never changed, and nothing
            active in it (JavaScript, launch actions) is run: such things become warnings.
    """
    kind = document_kind(path, limits=limits)
    if is_truncated(path, kind):
        raise DocumentTruncated
    warnings = ["document.wrong_extension"] if has_wrong_extension(path, kind) else []
    if kind == "pdf":
        pages, more = pdf_pages(path, limits=limits)
        warnings.extend(more)
    else:
        pages = picture_pages(path, kind, limits=limits)
    return Document(kind=kind, media_type=MEDIA_TYPES[kind], pages=pages, warnings=tuple(warnings))


def page_info(path: Path, number: int, *, limits: Limits = STANDARD_LIMITS) -> PageInfo:
    """What open_document says of one page, without looking at the others of a PDF.

    Raises:
        DocumentError: as load_page.
    """
    kind = document_kind(path, limits=limits)
    if kind == "pdf":
        return pdf_page(path, number, limits=limits)
    pages = picture_pages(path, kind, limits=limits)
    if not 1 <= number <= len(pages):
        raise NoSuchPage(page=number)
    return pages[number - 1]


def load_page(path: Path, number: int, *, limits: Limits = STANDARD_LIMITS) -> PageImage:
    """The pixels of one page (from 1): the embedded image if that is all it shows, else rendered.

    Returns:
        Grey or RGB as stored in the file; what EXIF or the PDF says of turning is kept beside the
        pixels in `declared_turn_deg`, so that boxes stay in pixels of the page as received.
    Raises:
        DocumentError: as open_document; also NoSuchPage.
    """
    kind = document_kind(path, limits=limits)
    if number < 1:
        raise NoSuchPage(page=number)
    if kind == "pdf":
        return load_pdf_page(path, number, limits=limits)
    if is_truncated(path, kind):
        raise DocumentTruncated
    return load_picture(path, kind, number, limits=limits)


def document_kind(path: Path, *, limits: Limits) -> str:
    """The format by content: pdf, tiff, jpeg, png, webp or heic."""
    try:
        facts = path.stat()
        # Opening a pipe would wait for ever, and a device can be read without end.
        if not stat.S_ISREG(facts.st_mode):
            raise DocumentUnreadable("not a regular file")
        size_bytes = facts.st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise DocumentUnreadable(str(error)) from error
    if size_bytes == 0:
        raise DocumentEmpty
    if size_bytes > limits.max_bytes:
        raise DocumentTooLarge(size_bytes=size_bytes)
    kind = kind_of(head)
    if kind is None:
        raise UnknownFormat
    return kind

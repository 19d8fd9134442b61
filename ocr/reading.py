"""Reads pages of received files: opens, prepares, recognises, and leads boxes back."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ocr.born_digital import own_text
from ocr.documents import Limits, PageInfo, load_page, open_document, page_info
from ocr.documents.opening import STANDARD_LIMITS
from ocr.handwriting import mark_handwriting
from ocr.mixed_pages import merged, rest_of
from ocr.pages import PreparedPage, prepare
from ocr.ports import Engine, Line, PageImage, PageReading
from ocr.quality import measure

OWN_TEXT = "born_digital"


def read_page(
    path: Path, number: int, *, engine: Engine, limits: Limits = STANDARD_LIMITS
) -> PageReading:
    """Read one page (from 1): its own text if it carries any, else from its pixels.

    Raises:
        DocumentError: the file or the page cannot be opened.
        EngineError: the engine is missing or failed.
    """
    info = page_info(path, number, limits=limits)
    return _read(path, info, engine=engine, limits=limits)


def read_pages(
    path: Path, *, engine: Engine, limits: Limits = STANDARD_LIMITS
) -> Iterator[PageReading]:
    """Read every page of a file in order; opened once."""
    for info in open_document(path, limits=limits).pages:
        yield _read(path, info, engine=engine, limits=limits)


def read_image(
    page: PageImage, *, number: int, engine: Engine, is_scan: bool = True
) -> PageReading:
    """Read a page from its pixels. A blank page costs the engine nothing."""
    prepared = prepare(page, engine=engine)
    lines: tuple[Line, ...] = ()
    if not prepared.blank:
        read = engine.read(prepared.grey, prepared.dpi)
        marked = mark_handwriting(read, page=page, prepared=prepared)
        lines = _received_lines(marked, prepared)
    return PageReading(
        number=number,
        width_px=page.pixels.shape[1],
        height_px=page.pixels.shape[0],
        dpi=page.dpi,
        blank=prepared.blank,
        turn_deg=prepared.turn_deg,
        angle_deg=prepared.angle_deg,
        lines=lines,
        quality=measure(page, is_scan=is_scan, blank=prepared.blank, darker=prepared.contrast),
        engine=engine.name,
    )


def _read(path: Path, info: PageInfo, *, engine: Engine, limits: Limits) -> PageReading:
    page = load_page(path, info.number, limits=limits)
    own = None
    if not info.is_scan:
        own = own_text(path, info.number, shown=page.pixels, limits=limits)
    if own is None:
        return read_image(page, number=info.number, engine=engine, is_scan=info.is_scan)
    lines = own.lines
    rest = rest_of(page, lines, turn_deg=own.turn_deg)
    if rest is not None:
        lines = merged(lines, read_image(rest, number=info.number, engine=engine).lines)
    return PageReading(
        number=info.number,
        width_px=page.pixels.shape[1],
        height_px=page.pixels.shape[0],
        dpi=page.dpi,
        blank=False,
        turn_deg=own.turn_deg,
        angle_deg=0.0,
        lines=lines,
        quality=measure(page, is_scan=False),
        engine=OWN_TEXT,
    )


def _received_lines(lines: Sequence[Line], prepared: PreparedPage) -> tuple[Line, ...]:
    boxes = iter(prepared.received_boxes([word.box for line in lines for word in line.words]))
    return tuple(
        Line(
            tuple(
                replace(word, text=unicodedata.normalize("NFC", word.text), box=next(boxes))
                for word in line.words
            )
        )
        for line in lines
    )

"""Words of a page that carries its own text: nothing is recognised, so confidence is 100."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from ocr.documents import Limits
from ocr.documents.model import RENDER_DPI
from ocr.documents.pdf import POINTS_PER_INCH, opened_pdf, pymupdf
from ocr.ports import Box, Line, Word

_SURE = 100.0
_Block = tuple[Box, list[Line]]


def own_text(path: Path, number: int, *, limits: Limits) -> tuple[Line, ...]:
    """Printed lines of one page in reading order, boxes in pixels at 200 dpi, text NFC.

    Args:
        number: counts from 1.
    Raises:
        DocumentError: as ocr.documents.load_page.
    """
    with opened_pdf(path, limits=limits) as document:
        page = document[number - 1]
        # The library gives words before the page's own turn; received is the page as shown.
        shown = page.rotation_matrix * pymupdf.Matrix(
            RENDER_DPI / POINTS_PER_INCH, RENDER_DPI / POINTS_PER_INCH
        )
        found = []
        for *corners, text, block, line, _ in page.get_text("words"):
            rect = pymupdf.Rect(corners) * shown
            box = Box(*(round(side) for side in (rect.x0, rect.y0, rect.x1, rect.y1)))
            clean = unicodedata.normalize("NFC", text).strip()
            if clean:
                found.append(((block, line), Word(text=clean, box=box, confidence=_SURE)))
    blocks: list[_Block] = []
    for _, in_block in groupby(found, key=lambda item: item[0][0]):
        lines = [
            Line(tuple(word for _, word in in_line))
            for _, in_line in groupby(in_block, key=lambda item: item[0])
        ]
        blocks.append((_around(word.box for line in lines for word in line.words), lines))
    return tuple(line for _, lines in _in_reading_order(blocks) for line in lines)


def _in_reading_order(blocks: list[_Block]) -> list[_Block]:
    """Bands from top to bottom; blocks that stand beside each other from left to right."""
    bands: list[list[_Block]] = []
    bottom = -1
    for block in sorted(blocks, key=lambda item: item[0].y0):
        box = block[0]
        if not bands or box.y0 >= bottom - (box.y1 - box.y0) // 4:
            bands.append([])
            bottom = box.y1
        bands[-1].append(block)
        bottom = max(bottom, box.y1)
    return [
        block
        for band in bands
        for block in sorted(band, key=lambda item: (item[0].x0 // 100, item[0].y0))
    ]


def _around(boxes: Iterable[Box]) -> Box:
    every = list(boxes)
    return Box(
        min(box.x0 for box in every),
        min(box.y0 for box in every),
        max(box.x1 for box in every),
        max(box.y1 for box in every),
    )

"""Words of a page that carries its own text: nothing is recognised, so confidence is 100."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ocr.documents import Limits
from ocr.documents.model import RENDER_DPI
from ocr.documents.pdf import opened_pdf
from ocr.documents.pdf_scans import POINTS_PER_INCH, SMALL_IMAGE, pymupdf
from ocr.ports import Box, Line, Word
from ocr.real_text import Piece, is_real, unicode_words

_SURE = 100.0
# Codes without Unicode come as U+FFFD instead of as numbers that look like text, ligatures as their
# letters, and no picture is decoded.
_FLAGS = (
    pymupdf.TEXTFLAGS_RAWDICT
    & ~pymupdf.TEXT_PRESERVE_IMAGES
    & ~pymupdf.TEXT_PRESERVE_LIGATURES
    & ~pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
)
_FILLED, _STROKED = 16, 32  # how a piece of text is painted; neither: it is invisible
_INVISIBLE = 3
_Block = tuple[Box, list[Line]]


@dataclass(frozen=True, slots=True)
class OwnText:
    """What a page says by itself.

    Attributes:
        lines: in reading order, boxes in pixels at 200 dpi of the page as shown.
        turn_deg: clockwise turn after which most of the text stands upright.
    """

    lines: tuple[Line, ...]
    turn_deg: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A word as the file holds it, with the numbers of its block and line there."""

    pieces: tuple[Piece, ...]
    box: Box
    place: tuple[int, int]
    turn_deg: int


def own_text(path: Path, number: int, *, limits: Limits) -> OwnText | None:
    """The visible text of one page, NFC, old fonts decoded; None where there is none to believe.

    Invisible text (another program's reading of a scan) and text under a picture do not count.

    Args:
        number: counts from 1.
    Raises:
        DocumentError: as ocr.documents.load_page.
    """
    with opened_pdf(path, limits=limits) as document:
        found = list(_visible_words(document[number - 1]))
    texts = unicode_words([word.pieces for word in found])
    if not is_real(texts):
        return None
    turns = Counter[int]()
    for word, text in zip(found, texts, strict=True):
        turns[word.turn_deg] += len(text)
    turn_deg = turns.most_common(1)[0][0]
    return OwnText(_lines(found, texts, turn_deg=turn_deg), turn_deg)


def _visible_words(page: Any) -> Iterator[_Found]:
    # The library gives words before the page's own turn; received is the page as shown.
    zoom = RENDER_DPI / POINTS_PER_INCH
    shown = page.rotation_matrix * pymupdf.Matrix(zoom, zoom)
    covered = _covered_by_pictures(page)
    for block_at, block in enumerate(page.get_text("rawdict", flags=_FLAGS)["blocks"]):
        for line_at, line in enumerate(block.get("lines", ())):
            turn_deg = (_turn_of(line["dir"]) - page.rotation) % 360
            for letters in _words_of(line):
                rect = pymupdf.Rect()
                for _, letter in letters:
                    rect |= pymupdf.Rect(letter["bbox"])
                if any(hidden.contains(_middle(rect)) for hidden in covered):
                    continue
                rect = rect * shown
                yield _Found(
                    tuple(Piece(letter["c"], font) for font, letter in letters),
                    Box(*(round(side) for side in (rect.x0, rect.y0, rect.x1, rect.y1))),
                    place=(block_at, line_at),
                    turn_deg=turn_deg,
                )


def _words_of(line: dict[str, Any]) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Runs of visible letters between white space, each letter with the name of its font."""
    letters = (
        (span["font"], letter)
        for span in line["spans"]
        if span["char_flags"] & (_FILLED | _STROKED) and span["alpha"]
        for letter in span["chars"]
    )
    # TCVN3 has its ư in the place of the soft hyphen, which is no white space; U+00A0 is.
    for is_space, run in groupby(letters, key=lambda item: item[1]["c"].isspace()):
        if not is_space:
            yield list(run)


def _covered_by_pictures(page: Any) -> list[Any]:
    """Where text lies under a picture that was drawn after it: scanners hide their reading so."""
    page_area = abs(page.rect.get_area())
    # What shines through a seal or a stamp with a mask is seen.
    masked = {_rounded(info["bbox"]) for info in page.get_image_info() if info["has-mask"]}
    large = [
        (at, pymupdf.Rect(box))
        for at, (what, box) in enumerate(page.get_bboxlog())
        if what == "fill-image"
        and abs(pymupdf.Rect(box).get_area()) > SMALL_IMAGE * page_area
        and _rounded(box) not in masked
    ]
    if not large:
        return []
    return [
        pymupdf.Rect(span["bbox"])
        for span in page.get_texttrace()
        if span["type"] != _INVISIBLE
        and any(
            span["seqno"] < at and box.contains(_middle(pymupdf.Rect(span["bbox"])))
            for at, box in large
        )
    ]


def _rounded(box: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(side) for side in box)


def _middle(rect: Any) -> Any:
    return (rect.tl + rect.br) / 2


def _turn_of(direction: tuple[float, float]) -> int:
    """Clockwise turn that sets a line upright which runs this way (x to the right, y down)."""
    return round(-math.degrees(math.atan2(direction[1], direction[0])) / 90) * 90 % 360


def _lines(found: list[_Found], texts: list[str], *, turn_deg: int) -> tuple[Line, ...]:
    blocks: list[_Block] = []
    words = [
        (item.place, Word(text=text, box=item.box, confidence=_SURE))
        for item, text in zip(found, texts, strict=True)
        if text
    ]
    for _, in_block in groupby(words, key=lambda item: item[0][0]):
        lines = [
            Line(tuple(word for _, word in in_line))
            for _, in_line in groupby(in_block, key=lambda item: item[0])
        ]
        around = _around(word.box for line in lines for word in line.words)
        blocks.append((_upright(around, turn_deg), lines))
    return tuple(line for _, lines in _in_reading_order(blocks) for line in lines)


def _upright(box: Box, turn_deg: int) -> Box:
    """The box after a clockwise turn, about the origin: only the order of boxes is looked at."""
    if turn_deg == 90:
        return Box(-box.y1, box.x0, -box.y0, box.x1)
    if turn_deg == 180:
        return Box(-box.x1, -box.y1, -box.x0, -box.y0)
    if turn_deg == 270:
        return Box(box.y0, -box.x1, box.y1, -box.x0)
    return box


def _in_reading_order(blocks: list[_Block]) -> list[_Block]:
    """Bands from top to bottom; blocks that stand beside each other from left to right."""
    bands: list[list[_Block]] = []
    bottom = 0
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

"""Words of a page that carries its own text: nothing is recognised, so confidence is 100."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from ocr.block_order import Block, filled_in, in_reading_order
from ocr.documents import Limits
from ocr.documents.model import RENDER_DPI
from ocr.documents.pdf import opened_pdf
from ocr.documents.pdf_scans import POINTS_PER_INCH, pymupdf
from ocr.ports import Box, Line, Pixels, Word
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
# Of grey levels; print is black, what fills a form is grey at least.
_LEAST_CONTRAST = 24
# Of a letter and where it stands in points: whether it is covered, each time it was drawn.
_Hidden = dict[tuple[str, int, int], list[bool]]


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


def own_text(path: Path, number: int, *, shown: Pixels, limits: Limits) -> OwnText | None:
    """The visible text of one page, NFC, old fonts decoded; None where there is none to believe.

    Invisible text (another program's reading of a scan), text under a picture or a box and text in the
    colour of the paper do not count: whoever checks the page would not see them.

    Args:
        number: counts from 1.
        shown: the page rendered at 200 dpi.
    Raises:
        DocumentError: as ocr.documents.load_page.
    """
    with opened_pdf(path, limits=limits) as document:
        found = list(_visible_words(document[number - 1], shown))
    texts = unicode_words([word.pieces for word in found])
    if not is_real(texts):
        return None
    turns = Counter[int]()
    for word, text in zip(found, texts, strict=True):
        turns[word.turn_deg] += len(text)
    turn_deg = turns.most_common(1)[0][0]
    return OwnText(_lines(found, texts, turn_deg=turn_deg), turn_deg)


def _visible_words(page: Any, shown: Pixels) -> Iterator[_Found]:
    # The library gives words before the page's own turn; received is the page as shown.
    zoom = RENDER_DPI / POINTS_PER_INCH
    to_shown = page.rotation_matrix * pymupdf.Matrix(zoom, zoom)
    hidden = _covered_letters(page)
    for block_at, block in enumerate(page.get_text("rawdict", flags=_FLAGS)["blocks"]):
        for line_at, line in enumerate(block.get("lines", ())):
            turn_deg = (_turn_of(line["dir"]) - page.rotation) % 360
            for letters in _words_of(line, hidden):
                rect = pymupdf.Rect()
                for _, letter in letters:
                    rect |= pymupdf.Rect(letter["bbox"])
                rect = rect * to_shown
                box = Box(*(round(side) for side in (rect.x0, rect.y0, rect.x1, rect.y1)))
                if _is_seen(box, shown):
                    yield _Found(
                        tuple(Piece(letter["c"], font) for font, letter in letters),
                        box,
                        place=(block_at, line_at),
                        turn_deg=turn_deg,
                    )


def _words_of(line: dict[str, Any], hidden: _Hidden) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Runs of visible letters between white space, each letter with the name of its font."""
    letters = (
        (span["font"], letter)
        for span in line["spans"]
        if span["char_flags"] & (_FILLED | _STROKED) and span["alpha"]
        for letter in span["chars"]
        if not _is_hidden(letter, hidden)
    )
    # TCVN3 has its ư in the place of the soft hyphen, which is no white space; U+00A0 is.
    for is_space, run in groupby(letters, key=lambda item: item[1]["c"].isspace()):
        if not is_space:
            yield list(run)


def _is_seen(box: Box, shown: Pixels) -> bool:
    """Whether there is anything where a word should be: not if it is white on white, or cut off."""
    part = shown[max(0, box.y0) : max(0, box.y1), max(0, box.x0) : max(0, box.x1)]
    return part.size > 0 and int(np.ptp(part, axis=(0, 1)).max()) >= _LEAST_CONTRAST


def _is_hidden(letter: dict[str, Any], hidden: _Hidden) -> bool:
    """Letters that stand in one place are told apart by the order in which they were drawn."""
    x, y = letter["origin"]
    drawn = hidden.get((letter["c"], round(x), round(y)))
    return bool(drawn and drawn.pop(0))


def _covered_letters(page: Any) -> _Hidden:
    """What lies under what was drawn later: a scanner's picture over its reading, a box over a name."""
    found = [*_covering_pictures(page), *_covering_boxes(page)]
    if not found:
        return {}
    drawn_at, covers = np.array([at for at, _ in found]), np.array([box for _, box in found])
    hidden: _Hidden = {}
    for span in page.get_texttrace():
        over = covers[drawn_at > span["seqno"]]
        for code, _, origin, (x0, y0, x1, y1) in span["chars"]:
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            inside = (over[:, :2] <= (x, y)) & (over[:, 2:] >= (x, y))
            place = chr(max(code, 0)), round(origin[0]), round(origin[1])
            hidden.setdefault(place, []).append(bool(inside.all(axis=1).any()))
    return hidden


def _covering_pictures(page: Any) -> list[tuple[int, tuple[float, ...]]]:
    # What shines through a seal or a stamp with a mask is seen.
    masked = {_rounded(info["bbox"]) for info in page.get_image_info() if info["has-mask"]}
    return [
        (at, box)
        for at, (what, box) in enumerate(page.get_bboxlog())
        if what == "fill-image" and _rounded(box) not in masked
    ]


def _covering_boxes(page: Any) -> list[tuple[int, tuple[float, ...]]]:
    return [
        (drawing["seqno"], drawing["rect"])
        for drawing in page.get_cdrawings()
        if drawing.get("fill") is not None
        and drawing.get("fill_opacity") == 1
        and [item[0] for item in drawing["items"]] == ["re"]
    ]


def _rounded(box: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(side) for side in box)


def _turn_of(direction: tuple[float, float]) -> int:
    """Clockwise turn that sets a line upright which runs this way (x to the right, y down)."""
    return round(-math.degrees(math.atan2(direction[1], direction[0])) / 90) * 90 % 360


def _lines(found: list[_Found], texts: list[str], *, turn_deg: int) -> tuple[Line, ...]:
    blocks: list[Block] = []
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
        blocks.append((around, lines))
    ordered = in_reading_order(filled_in(blocks, turn_deg=turn_deg), turn_deg=turn_deg)
    return tuple(line for _, lines in ordered for line in lines)


def _around(boxes: Iterable[Box]) -> Box:
    every = list(boxes)
    return Box(
        min(box.x0 for box in every),
        min(box.y0 for box in every),
        max(box.x1 for box in every),
        max(box.y1 for box in every),
    )

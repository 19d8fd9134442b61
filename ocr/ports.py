"""The nouns of reading and the one port: an engine that turns a page image into lines of words.

Terms follow hOCR and ALTO (page, line, word, box, confidence). Boxes count pixels of the page *as
received* (the embedded image, else a rendering at 200 dpi), origin top left, x to the right, y down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, right, bottom in pixels; right and bottom lie outside."""

    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word, NFC; confidence 0-100. `handwritten`: its figures were not printed."""

    text: str
    box: Box
    confidence: float
    handwritten: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, words from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class PageImage:
    """Pixels of one page: uint8, grey (height, width) or RGB (height, width, 3)."""

    pixels: Pixels
    dpi: int
    colour: bool
    declared_turn_deg: int = 0  # clockwise turn the file asks for (EXIF, PDF); pixels are as stored


@dataclass(frozen=True, slots=True)
class Quality:
    """What the quality gate looks at. Shares are 0-1; sharpness is a Laplacian variance."""

    dpi: int
    colour: bool
    sharpness: float
    ink_share: float
    warnings: tuple[
        str, ...
    ] = ()  # stable codes: quality.blurred, quality.cut_off, quality.no_colour …


@dataclass(frozen=True, slots=True)
class PageReading:
    """All that was read from one page (number counts from 1)."""

    number: int
    width_px: int
    height_px: int
    dpi: int
    blank: bool
    turn_deg: int  # 0, 90, 180 or 270: clockwise turn that sets the page upright
    angle_deg: float  # residual skew before it was straightened, positive clockwise
    lines: tuple[Line, ...]
    quality: Quality
    engine: str

    @property
    def text(self) -> str:
        """One printed line a line, in reading order, NFC."""
        return "\n".join(line.text for line in self.lines)

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in reading order."""
        return tuple(word for line in self.lines for word in line.words)


# What is read of a paper, in the order of docs/interfaces.md.
FIELD_NAMES = (
    "title",
    "number",
    "issued_on",
    "issuer",
    "holder_name",
    "personal_id",
    "tax_code",
    "birth_date",
    "address",
    "signatory",
    "signatory_position",
    "valid_to",
)


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """A value read from a page; box is None where no single place shows it.

    `signs` are stable words that say where it was found (a place of ocr.rules.model), what makes it
    doubtful (repaired, respelled, gap, odd_name, cut, bad_shape, disagrees, bare) and what speaks for it
    (checked).
    """

    value: str
    confidence: float
    page: int = 1
    box: Box | None = None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeProposal:
    """A paper type code of docs/interfaces.md ("unknown" where no rule fits), confidence 0-100."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PaperReading:
    """The pages of one paper with its proposed type and fields, by the field names of docs/interfaces.md."""

    pages: tuple[PageReading, ...]
    paper_type: TypeProposal
    fields: Mapping[str, FieldProposal] = field(default_factory=dict)


class Engine(Protocol):
    """Recognises printed Vietnamese on a page that already stands upright and level."""

    name: str

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        """Words with boxes in pixels of `grey`, in reading order.

        Args:
            grey: uint8, shape (height, width), dark ink on light paper.
            dpi: resolution of `grey`.
        Raises:
            ocr.errors.EngineFailed: the engine could not read the page at all.
        """


class LineReader(Protocol):
    """Turns boxes of lines into words."""

    def read(self, grey: Pixels, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """The words of each box, with boxes in pixels of `grey`; none where nothing is read."""


@runtime_checkable
class TellsTurn(Protocol):
    """What an engine may be able to do besides reading."""

    def turn_needed(self, grey: Pixels) -> int | None:
        """Clockwise turn that sets the page upright: 0, 90, 180 or 270; None in doubt."""

"""What a page is made of, before it is drawn: head, title, paragraphs, cells, table, closing.

Text may carry `**bold**` and `//italic//`; a no-break space keeps two words on one line.
"""

from dataclasses import dataclass
from typing import Literal

from samples.pen import Pen


@dataclass(frozen=True, slots=True)
class Head:
    """The two-column head of Decree 30/2020: agency left, motto right, number and place below.

    A letter has no title; its `subject` (V/v …) stands small under the number. What the clerk fills
    in by hand is listed in `by_hand`: figures of the number, of day and month.
    """

    superior: str
    agency: tuple[str, ...]
    number: str
    place_and_date: str
    subject: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()  # "number", "day", "month"
    pen: Pen | None = None


@dataclass(frozen=True, slots=True)
class Motto:
    """The national heading alone, centred, as on applications and contracts."""

    place_and_date: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """Bold centred lines; the first is the title, larger, the others its subject."""

    lines: tuple[str, ...]
    size_pt: float = 14.0


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph, wrapped at the margins."""

    text: str
    align: Literal["justify", "left", "centre"] = "justify"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Cells:
    """Short texts on one line, each starting at a share (0-1) of the text width."""

    cells: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; the first row is its head, widths are shares (0-1) of the text width."""

    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    centred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Closing:
    """Recipients at the left, signatory at the right, the seal over the left of the signature."""

    titles: tuple[str, ...]
    name: str
    seal: tuple[str, str] | None
    recipients: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class TwoSigners:
    """Two parties sign side by side: each a title, a hint and a name; no seal."""

    left: tuple[str, str]
    right: tuple[str, str]
    hint: str = "(Ký, ghi rõ họ tên)"


Block = Head | Motto | Title | Para | Cells | Grid | Closing | TwoSigners
Page = tuple[Block, ...]

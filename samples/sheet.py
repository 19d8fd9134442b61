"""Set blocks on an A4 page at 200 dpi after Decree 30/2020 and keep the lines as printed."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from PIL import Image, ImageDraw, ImageFont

from samples import blocks, pen, seal
from samples.fonts import DPI, Style, font

WIDTH_PX, HEIGHT_PX = 1654, 2339
LEFT_PX, RIGHT_PX = 236, 1518  # margins 30 and 17 mm
TOP_PX, BOTTOM_PX = 150, 2180
TEXT_PX = RIGHT_PX - LEFT_PX
PAPER = (253, 252, 248)
INK = (24, 24, 28)
GREY = (112, 112, 116)
BODY_PT = 14.0
FOOTER = "GIẤY MẪU – nhân vật, sự việc hư cấu"
_LEFT_CENTRE = LEFT_PX + 222
_RIGHT_CENTRE = 1124
_SIGN_CENTRE = 1200
_LEADING = 1.32

# Figures of the head that may be filled in by hand.
_NUMBER = {"number": r"(?<=Số:) (\d+)(?=/)"}
_DATE = {"day": r"(?<=ngày) (\d+)", "month": r"(?<=tháng) (\d+)"}
# A house number stays with its word, and the province's name in one piece.
_UNBREAKABLE = re.compile(r"\b(số|Nam) (\d|Giang\b)")

Font = ImageFont.FreeTypeFont


class PageFull(Exception):
    """Blocks do not fit the page: the template is wrong, so no page is drawn."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as printed, RGB at 200 dpi, and its lines from top to bottom, left to right."""

    image: Image.Image
    lines: tuple[str, ...]


def draw_page(page: blocks.Page, *, dice: random.Random, number: int) -> DrawnPage:
    """Draw one page; from the second page on its number stands at the top.

    Raises:
        PageFull: the blocks are higher than the page.
    """
    sheet = _Sheet(dice)
    if number > 1:
        sheet.text(WIDTH_PX / 2, 96, str(number), style="regular", size_pt=13, anchor="mt")
        sheet.y += 24
    for block in page:
        sheet.add(block)
    if sheet.y > BOTTOM_PX:
        raise PageFull(f"{sheet.y} px")
    sheet.text(
        WIDTH_PX / 2, HEIGHT_PX - 92, FOOTER, style="italic", size_pt=9.5, anchor="mt", fill=GREY
    )
    return DrawnPage(image=sheet.image, lines=sheet.printed())


def blank_page() -> DrawnPage:
    """Return the empty back of a sheet."""
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAPER)
    return DrawnPage(image=image, lines=())


class _Sheet:
    """A page being set: `y` is where the next block begins."""

    def __init__(self, dice: random.Random) -> None:
        self.image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.dice = dice
        self.y = TOP_PX
        self._lines: list[tuple[int, float, str]] = []

    def printed(self) -> tuple[str, ...]:
        """Return the lines in reading order; pieces on one height go from left to right."""
        ordered = sorted(self._lines, key=lambda line: (line[0], line[1]))
        return tuple(text for _, _, text in ordered)

    def text(  # noqa: PLR0913 - where, what and how of one printed line
        self,
        x: float,
        y: float,
        text: str,
        *,
        style: Style = "regular",
        size_pt: float = BODY_PT,
        anchor: str = "la",
        fill: tuple[int, int, int] = INK,
    ) -> float:
        """Print one line, note it, and return its width in pixels."""
        face = font(style, size_pt)
        self.draw.text((x, y), text, font=face, fill=fill, anchor=anchor)
        self._note(x, y, text)
        return face.getlength(text)

    def add(self, block: blocks.Block) -> None:
        """Set one block below what is there."""
        match block:
            case blocks.Head():
                self._head(block)
            case blocks.Motto():
                self._motto_block(block)
            case blocks.Title():
                self._title(block)
            case blocks.Para():
                self._para(block)
            case blocks.Cells():
                self._cells(block)
            case blocks.Grid():
                self._grid(block)
            case blocks.Closing():
                self._closing(block)
            case blocks.TwoSigners():
                self._two_signers(block)
            case _:
                assert_never(block)

    def _note(self, x: float, y: float, text: str) -> None:
        self._lines.append((round(y), x, text.replace("\u00a0", " ").replace("**", "")))

    def _rule(self, centre: float, y: int, length: float) -> None:
        self.draw.line((centre - length / 2, y, centre + length / 2, y), fill=INK, width=2)

    def _motto(self, centre: float, y: int) -> None:
        self.text(
            centre, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style="bold", size_pt=13, anchor="ma"
        )
        motto = "Độc lập - Tự do - Hạnh phúc"
        width = self.text(centre, y + 46, motto, style="bold", size_pt=14, anchor="ma")
        self._rule(centre, y + 100, width)

    def _head(self, block: blocks.Head) -> None:
        y = self.y
        self._motto(_RIGHT_CENTRE, y)
        left = y
        if block.superior:
            self.text(_LEFT_CENTRE, left, block.superior, size_pt=13, anchor="ma")
            left += 46
        width = 0.0
        for line in block.agency:
            width = self.text(_LEFT_CENTRE, left, line, style="bold", size_pt=13, anchor="ma")
            left += 46
        self._rule(_LEFT_CENTRE, left + 8, width * 0.42)
        below = max(left + 26, y + 126)
        if block.number:
            self._filled(block.number, block, centre=_LEFT_CENTRE, y=below, blanks=_NUMBER)
        self._filled(block.place_and_date, block, centre=_RIGHT_CENTRE, y=below, blanks=_DATE)
        for index, line in enumerate(block.subject):
            self.text(_LEFT_CENTRE, below + 54 + index * 42, line, size_pt=12, anchor="ma")
        self.y = below + 96 + 42 * len(block.subject)

    def _filled(
        self, text: str, block: blocks.Head, *, centre: float, y: int, blanks: Mapping[str, str]
    ) -> None:
        """Print a line of the head; figures that are filled in by hand stand in a gap of it."""
        is_date = blanks is _DATE
        style: Style = "italic" if is_date else "regular"
        size_pt = 13.5 if is_date else 13.0
        by_hand = "|".join(blank for part, blank in blanks.items() if part in block.by_hand)
        parts = [part for part in re.split(by_hand, text) if part] if by_hand else [text]
        if block.pen is None or len(parts) == 1:
            self.text(centre, y, text, style=style, size_pt=size_pt, anchor="ma")
            return
        face = font(style, size_pt)
        gap = self.dice.uniform(4, 16)
        x = centre - (sum(map(face.getlength, parts)) + gap * (len(parts) - 1)) / 2
        self._note(x, y, " ".join(part.strip() for part in parts))
        baseline = y + face.getmetrics()[0]
        for part in parts:
            if part.isdigit():
                x += gap + pen.write(
                    self.image, part, at=(x + gap, baseline), pen=block.pen, dice=self.dice
                )
            else:
                self.draw.text((x, y), part, font=face, fill=INK)
                x += face.getlength(part)

    def _motto_block(self, block: blocks.Motto) -> None:
        self._motto(WIDTH_PX / 2 + 36, self.y)
        self.y += 128
        if block.place_and_date:
            self.text(RIGHT_PX, self.y + 12, block.place_and_date, style="italic", anchor="ra")
            self.y += 78
        self.y += 18

    def _title(self, block: blocks.Title) -> None:
        centre = (LEFT_PX + RIGHT_PX) / 2
        for index, line in enumerate(block.lines):
            size = block.size_pt if index == 0 else 14.0
            self.text(centre, self.y, line, style="bold", size_pt=size, anchor="ma")
            self.y += round(size * DPI / 72 * 1.38)
        self.y += 24

    def _para(self, block: blocks.Para) -> None:
        self._set_wrapped(
            block.text,
            left=LEFT_PX,
            width=TEXT_PX,
            align=block.align,
            indent=98 if block.indent else 0,
        )
        self.y += 14

    def _set_wrapped(
        self,
        text: str,
        *,
        left: float,
        width: float,
        align: Literal["justify", "left", "centre"] = "left",
        indent: int = 0,
    ) -> None:
        pieces = _pieces(text)
        lines = _wrap(pieces, width=width, indent=indent)
        for index, line in enumerate(lines):
            last = index == len(lines) - 1
            x = left + (indent if index == 0 else 0)
            room = left + width - x
            natural = _width(line)
            space = _space(line)
            if align == "centre":
                x += (room - natural) / 2
            elif align == "justify" and not last and len(line) > 1:
                space += (room - natural) / (len(line) - 1)
            self._note(x, self.y, " ".join(word for word, _ in line))
            for word, face in line:
                self.draw.text((x, self.y), word, font=face, fill=INK)
                x += face.getlength(word) + space
            self.y += round(BODY_PT * DPI / 72 * _LEADING)

    def _cells(self, block: blocks.Cells) -> None:
        for share, text in block.cells:
            x = LEFT_PX + share * TEXT_PX
            self._note(x, self.y, text)
            for word, face in _pieces(text):
                self.draw.text((x, self.y), word, font=face, fill=INK)
                x += face.getlength(word + " ")
        self.y += round(BODY_PT * DPI / 72 * _LEADING) + 14

    def _grid(self, block: blocks.Grid) -> None:
        edges = [LEFT_PX + TEXT_PX * sum(block.widths[:n]) for n in range(len(block.widths) + 1)]
        self.y += 6
        self.draw.line((edges[0], self.y, edges[-1], self.y), fill=INK, width=2)
        top = self.y
        for index, row in enumerate(block.rows):
            row_top = self.y
            bottoms = []
            for column, cell in enumerate(row):
                self.y = row_top + 8
                centred = index == 0 or column in block.centred
                self._set_wrapped(
                    f"**{cell}**" if index == 0 else cell,
                    left=edges[column] + 12,
                    width=edges[column + 1] - edges[column] - 24,
                    align="centre" if centred else "left",
                )
                bottoms.append(self.y)
            self.y = max(bottoms) + 10
            self.draw.line((edges[0], self.y, edges[-1], self.y), fill=INK, width=2)
        for edge in edges:
            self.draw.line((edge, top, edge, self.y), fill=INK, width=2)
        self.y += 24

    def _closing(self, block: blocks.Closing) -> None:
        top = self.y + 22
        y = top
        for title in block.titles:
            self.text(_SIGN_CENTRE, y, title, style="bold", size_pt=13.5, anchor="ma")
            y += 50
        if block.hint:
            self.text(_SIGN_CENTRE, y, block.hint, style="italic", size_pt=12, anchor="ma")
            y += 44
        room = 250
        self._sign(block.name, centre=_SIGN_CENTRE, y=y, room=room, seal_words=block.seal)
        self.text(_SIGN_CENTRE, y + room, block.name, style="bold", size_pt=14, anchor="ma")
        if block.recipients:
            self.text(LEFT_PX, top, "Nơi nhận:", style="bold-italic", size_pt=12)
            for index, line in enumerate(block.recipients):
                self.text(LEFT_PX, top + 46 + index * 39, f"- {line}", size_pt=11)
        self.y = y + room + 60

    def _sign(
        self, name: str, *, centre: float, y: int, room: int, seal_words: tuple[str, str] | None
    ) -> None:
        ink = seal.signature(name, width_px=300, height_px=min(room, 226) - 26)
        at = (round(centre) - 140 + self.dice.randrange(-8, 9), y + 10)
        self.image.paste(ink, at, ink)
        if seal_words is None:
            return
        # Decree 30/2020: the seal covers about a third of the signature, on its left.
        diameter = round(seal.SEAL_MM / 25.4 * DPI)
        stamp = seal.seal(*seal_words, diameter_px=diameter)
        turned = stamp.rotate(self.dice.uniform(-7, 7), resample=Image.Resampling.BICUBIC)
        faded = turned.copy()
        faded.putalpha(turned.getchannel("A").point(lambda alpha: alpha * 215 // 255))
        place = (
            round(centre) - diameter + 4 + self.dice.randrange(-6, 7),
            y - 34 + self.dice.randrange(-8, 9),
        )
        self.image.paste(faded, place, faded)

    def _two_signers(self, block: blocks.TwoSigners) -> None:
        top = self.y + 30
        for centre, (title, name) in zip(
            (LEFT_PX + TEXT_PX * 0.22, LEFT_PX + TEXT_PX * 0.78),
            (block.left, block.right),
            strict=True,
        ):
            self.text(centre, top, title, style="bold", size_pt=13.5, anchor="ma")
            self.text(centre, top + 50, block.hint, style="italic", size_pt=12, anchor="ma")
            self._sign(name, centre=centre, y=top + 88, room=180, seal_words=None)
            self.text(centre, top + 280, name, style="bold", size_pt=14, anchor="ma")
        self.y = top + 340


def _pieces(text: str) -> list[tuple[str, Font]]:
    """Split text with its bold and italic marks into words, each with the font it is set in."""
    words = []
    bold = italic = False
    for word in _UNBREAKABLE.sub("\\1\u00a0\\2", text).split(" "):
        bare = word
        if bare.startswith("**"):
            bold, bare = True, bare[2:]
        if bare.startswith("//"):
            italic, bare = True, bare[2:]
        style: Style = "regular"
        if bold and italic:
            style = "bold-italic"
        elif bold:
            style = "bold"
        elif italic:
            style = "italic"
        ends_italic, ends_bold = bare.endswith("//"), bare.endswith("**")
        bare = bare.removesuffix("//").removesuffix("**")
        words.append((bare, font(style, BODY_PT)))
        bold, italic = bold and not ends_bold, italic and not ends_italic
    return words


def _space(line: Sequence[tuple[str, Font]]) -> float:
    return line[0][1].getlength(" ")


def _width(line: Sequence[tuple[str, Font]]) -> float:
    return sum(face.getlength(word) for word, face in line) + _space(line) * (len(line) - 1)


def _wrap(
    pieces: Sequence[tuple[str, Font]], *, width: float, indent: int
) -> list[list[tuple[str, Font]]]:
    """Break between words only: Vietnamese syllables are never hyphenated."""
    lines: list[list[tuple[str, Font]]] = []
    current: list[tuple[str, Font]] = []
    for piece in pieces:
        room = width - (indent if not lines else 0)
        if current and _width([*current, piece]) > room:
            lines.append(current)
            current = []
        current.append(piece)
    lines.append(current)
    return lines

"""The invisible text layer: one font without ink, one positioned piece of text a word.

Every distinct character of the document gets the next character code, and one ToUnicode table says
what each code means, so that any Vietnamese letter can be searched and copied without a real font.
"""

import io
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Dictionary, Name, Pdf, Stream

from ocr.ports import Box, Line, PageReading

FONT_RESOURCE = "F0"
_FONT_NAME = Name("/AAAAAA+MotlanGlyphless")
_ADVANCE = 0.5  # width of every glyph in ems; the horizontal scale of a word does the rest
_SIZE_SHARE = 0.8  # font size as a share of the height of the line's boxes
_DESCENT_SHARE = 0.22  # of the font size: how far the baseline lies above the bottom of the boxes
_MIN_FONT_SIZE_PT = 1.0
_MIN_WIDTH_PT = 0.5
_GAP_SHARE = 0.25  # of the font size: the space that is always left between two words
_LEAST_WIDTH_SHARE = 0.3  # of a word's own width: how far it may be narrowed for that space
# ISO 19005-2, 6.2.11.7.2: a ToUnicode value is never one of these.
_FORBIDDEN = frozenset("\x00\ufeff\ufffe\uffff")
_CMAP_BLOCK = 100  # entries allowed in one bfchar block (Adobe Technical Note 5411)

CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in points of the level page: x to the right along the line, y up."""

    text: str
    left: float
    bottom: float
    width: float
    height: float


class TextLayer:
    """Collects the characters of a document while it writes the text operators of each page."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def operators(self, reading: PageReading, points_per_px: float) -> bytes:
        """Content stream operators that put the words of one page invisibly over its image.

        Args:
            reading: boxes in pixels of the page as received; turn_deg and angle_deg say how its
                lines run. Words step along a slanted line but each lies level in itself: readers
                such as pdftotext cut words whose letters do not share a baseline.
            points_per_px: scale of the page.
        Returns:
            Operators balanced in themselves; empty for a page without words.
        """
        turn, slant = math.radians(reading.turn_deg), math.radians(reading.angle_deg)
        lines = [_placed(line, reading, points_per_px) for line in reading.lines]
        parts = [part for line in lines if line for part in self._line(line, slant)]
        if not parts:
            return b""
        cos, sin = math.cos(turn), math.sin(turn)
        matrix = " ".join(_number(value, 6) for value in (cos, sin, -sin, cos))
        return "\n".join(["q", f"{matrix} 0 0 cm", "BT", "3 Tr", *parts, "ET", "Q", ""]).encode()

    def _line(self, words: Sequence[Placed], slant: float) -> list[str]:
        """Words of one line share font size and baseline, so that readers keep them together."""
        bottom = min(word.bottom for word in words)
        top = max(word.bottom + word.height for word in words)
        size = max(_MIN_FONT_SIZE_PT, (top - bottom) * _SIZE_SHARE)
        baseline = bottom + _DESCENT_SHARE * size
        parts = [f"/{FONT_RESOURCE} {_number(size)} Tf"]
        for word, following in zip(words, [*words[1:], None], strict=True):
            width = word.width
            if following is not None:
                # Engines leave boxes that touch; readers join words that stand closer than this.
                room = following.left - word.left - _GAP_SHARE * size
                width = min(width, max(room, width * _LEAST_WIDTH_SHARE))
            middle = word.left + width / 2
            x = middle * math.cos(slant) + baseline * math.sin(slant) - width / 2
            y = baseline * math.cos(slant) - middle * math.sin(slant)
            parts.append(f"1 0 0 1 {_number(x)} {_number(y)} Tm")
            parts.append(self._show(word.text, width, size))
            if following is not None:
                gap = following.left - word.left - width
                parts.append(self._show(" ", max(_MIN_WIDTH_PT, gap), size))
        return parts

    def _show(self, text: str, width: float, size: float) -> str:
        """Show `text` stretched to `width` points."""
        scale = 100 * width / (_ADVANCE * size * len(text))
        codes = "".join(f"{self._codes.setdefault(c, len(self._codes) + 1):04X}" for c in text)
        return f"{_number(scale)} Tz <{codes}> Tj"

    def font(self, pdf: Pdf) -> Dictionary:
        """The Type0 font of the document; call it after the last page.

        Returns:
            A font dictionary with embedded program, code-to-glyph map and ToUnicode.
        """
        program = pdf.make_indirect(Stream(pdf, _glyphless_font()))
        program["/Length1"] = len(_glyphless_font())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=_FONT_NAME,
            Flags=4,
            FontBBox=[0, 0, 500, 1000],
            ItalicAngle=0,
            Ascent=1000,
            Descent=-1,
            CapHeight=1000,
            StemV=80,
            FontFile2=program,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=_FONT_NAME,
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=int(_ADVANCE * 1000),
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, b"\0\0" + b"\0\1" * len(self._codes))),
        )
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=_FONT_NAME,
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(descendant)],
            ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode(self._codes))),
        )


def _placed(line: Line, reading: PageReading, points_per_px: float) -> list[Placed]:
    """The words of a line in points of the level page, from left to right."""
    words = []
    for word in line.words:
        text = _showable(word.text)
        if text:
            words.append(_level(text, word.box, reading, points_per_px))
    return sorted(words, key=lambda placed: placed.left)


def _level(text: str, box: Box, reading: PageReading, points_per_px: float) -> Placed:
    """Turn an upright box of the page as received into the level box of the word inside it.

    The centre turns with the page. The box of a slanted word is larger than the word: w by h at the
    slant a fills a box of w cos a + h sin a by w sin a + h cos a, here solved for w and h.
    """
    turn = math.radians(reading.turn_deg - reading.angle_deg)
    centre_x = (box.x0 + box.x1) / 2 * points_per_px
    centre_y = (reading.height_px - (box.y0 + box.y1) / 2) * points_per_px
    x = centre_x * math.cos(turn) + centre_y * math.sin(turn)
    y = centre_y * math.cos(turn) - centre_x * math.sin(turn)
    across, along = (box.x1 - box.x0) * points_per_px, (box.y1 - box.y0) * points_per_px
    if reading.turn_deg % 180:
        across, along = along, across
    slant = math.radians(abs(reading.angle_deg))
    cos, sin = math.cos(slant), math.sin(slant)
    width = max(_MIN_WIDTH_PT, (across * cos - along * sin) / (cos * cos - sin * sin))
    height = max(_MIN_WIDTH_PT, (along * cos - across * sin) / (cos * cos - sin * sin))
    return Placed(text, x - width / 2, y - height / 2, width, height)


def _showable(text: str) -> str:
    """NFC without the characters that PDF/A forbids in a text layer (controls, lone surrogates)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if c not in _FORBIDDEN and unicodedata.category(c) not in {"Cc", "Cs"}
    )


def _number(value: float, places: int = 2) -> str:
    """A PDF real: no exponent, no minus zero, no trailing zeros."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    """The CMap that says which character each code stands for."""
    entries = [f"<{code:04X}> <{c.encode('utf-16-be').hex().upper()}>" for c, code in codes.items()]
    blocks = []
    for start in range(0, len(entries), _CMAP_BLOCK):
        block = entries[start : start + _CMAP_BLOCK]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    return (CMAP_HEAD + "".join(blocks) + CMAP_TAIL).encode("ascii")


@lru_cache(maxsize=1)
def _glyphless_font() -> bytes:
    """A TrueType program with two empty glyphs, the same bytes every time."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": Glyph(), "blank": Glyph()})
    advance = int(_ADVANCE * 1000)
    builder.setupHorizontalMetrics({".notdef": (advance, 0), "blank": (advance, 0)})
    builder.setupHorizontalHeader(ascent=1000, descent=-1)
    builder.setupNameTable(
        {"familyName": "Motlan Glyphless", "styleName": "Regular", "psName": "MotlanGlyphless"}
    )
    builder.setupOS2(sTypoAscender=1000, usWinAscent=1000, usWinDescent=1)
    builder.setupPost(keepGlyphNames=False)
    # Seconds since 1904; a fixed date, so that the same input gives the same bytes.
    builder.font["head"].created = builder.font["head"].modified = 3_786_912_000
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()

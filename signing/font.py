"""The font of the visible mark, cut once to the letters it shows and written as a PDF Type 0 font.

PDF/A-2 wants every font embedded with a way back to Unicode (ISO 19005-2, 6.2.11), and cutting a font
of 400 KB for each signature would cost two thirds of the time of signing.
"""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import hashlib
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools import subset, ttLib
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.errors import FontUnavailable

_FONTS = Path("/usr/share/fonts/truetype")
# Liberation Serif has the widths of Times New Roman, but only from version 2 on the letters of
# Vietnamese (Debian 12 keeps version 2 in a package of its own). DejaVu Serif is wider, yet complete.
FONT_FILES = (
    _FONTS / "liberation2/LiberationSerif-Regular.ttf",
    _FONTS / "liberation/LiberationSerif-Regular.ttf",
    _FONTS / "dejavu/DejaVuSerif.ttf",
)


@dataclass(frozen=True, slots=True)
class MarkFont:
    """A font cut to one set of letters; widths are in thousandths of the font size."""

    name: str
    program: bytes
    glyph_ids: dict[str, int]
    widths: dict[str, int]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float

    def width_pt(self, text: str, size_pt: float) -> float:
        """Width of `text` set in `size_pt`, in points."""
        return sum(self.widths[letter] for letter in text) * size_pt / 1000

    def encode(self, text: str) -> bytes:
        """The PDF hex string that shows `text` under Identity-H."""
        return b"<" + b"".join(b"%04X" % self.glyph_ids[letter] for letter in text) + b">"


def cut_font(texts: Iterable[str], *, font_file: Path | None = None) -> MarkFont:
    """Cut the font to the letters of `texts`, digits and time signs, so that one cut serves all marks alike.

    Args:
        texts: what will be shown, but for the time.
        font_file: the office's own font; the first complete one of FONT_FILES when None.
    Raises:
        FontUnavailable: no such font file, or the font lacks one of the letters.
    """
    letters = frozenset("0123456789-:+TZ ") | frozenset(normal("".join(texts)))
    if font_file is not None:
        return _cut(letters, font_file)
    for candidate in FONT_FILES:
        try:
            return _cut(letters, candidate)
        except FontUnavailable:
            continue
    raise FontUnavailable("no installed font has all the letters of the mark")


def normal(text: str) -> str:
    """Composed form without control characters: one letter, one glyph."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if letter.isprintable() else " " for letter in composed)


@lru_cache(maxsize=64)
def _cut(letters: frozenset[str], font_file: Path) -> MarkFont:
    try:
        # Read whole: a lazy font would keep its file open.
        font = ttLib.TTFont(io.BytesIO(font_file.read_bytes()))
    except (OSError, ttLib.TTLibError) as error:
        raise FontUnavailable(f"font file {font_file.name} cannot be read") from error
    missing = sorted(letters - {chr(code) for code in font.getBestCmap()})
    if missing:
        raise FontUnavailable(f"{font_file.name} has no glyph for {missing}")
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF", "kern"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    program = io.BytesIO()
    font.save(program)
    return _measured(ttLib.TTFont(io.BytesIO(program.getvalue())), program.getvalue())


def _measured(font: ttLib.TTFont, program: bytes) -> MarkFont:
    scale = 1000 / font["head"].unitsPerEm
    cmap = font.getBestCmap()
    head, os2 = font["head"], font["OS/2"]
    box = tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
    return MarkFont(
        name=f"{_subset_tag(program)}+{font['name'].getDebugName(6) or 'Mark'}",
        program=program,
        glyph_ids={chr(code): font.getGlyphID(glyph) for code, glyph in cmap.items()},
        widths={chr(code): round(font["hmtx"][glyph][0] * scale) for code, glyph in cmap.items()},
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(getattr(os2, "sCapHeight", 0) * scale) or 660,
        box=(box[0], box[1], box[2], box[3]),
        italic_angle=font["post"].italicAngle,
    )


def _subset_tag(program: bytes) -> str:
    """Six capitals that tell one cut from another (ISO 32000-1, 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def write_font(font: MarkFont, writer: BasePdfFileWriter) -> generic.IndirectObject:
    """Add the font and what hangs on it to the file; return the reference to the Type 0 font."""
    program = generic.StreamObject(stream_data=font.program)
    program[pdf_name("/Length1")] = generic.NumberObject(len(font.program))
    program.compress()
    descriptor = writer.add_object(_descriptor(font, writer.add_object(program)))
    to_unicode = generic.StreamObject(stream_data=_to_unicode(font))
    to_unicode.compress()
    descendant = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont="/" + font.name,
        CIDSystemInfo=generic.DictionaryObject(
            {
                pdf_name("/Registry"): generic.TextStringObject("Adobe"),
                pdf_name("/Ordering"): generic.TextStringObject("Identity"),
                pdf_name("/Supplement"): generic.NumberObject(0),
            }
        ),
        FontDescriptor=descriptor,
        CIDToGIDMap="/Identity",
        DW=generic.NumberObject(1000),
        W=_width_array(font),
    )
    return writer.add_object(
        _dictionary(
            Type="/Font",
            Subtype="/Type0",
            BaseFont="/" + font.name,
            Encoding="/Identity-H",
            DescendantFonts=generic.ArrayObject([writer.add_object(descendant)]),
            ToUnicode=writer.add_object(to_unicode),
        )
    )


def _dictionary(**entries: str | generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {
            pdf_name("/" + key): pdf_name(value) if isinstance(value, str) else value
            for key, value in entries.items()
        }
    )


def _descriptor(font: MarkFont, program: generic.IndirectObject) -> generic.DictionaryObject:
    return _dictionary(
        Type="/FontDescriptor",
        FontName="/" + font.name,
        Flags=generic.NumberObject(4),  # symbolic: the glyphs are reached by number
        FontBBox=generic.ArrayObject([generic.NumberObject(edge) for edge in font.box]),
        ItalicAngle=generic.FloatObject(font.italic_angle),
        Ascent=generic.NumberObject(font.ascent),
        Descent=generic.NumberObject(font.descent),
        CapHeight=generic.NumberObject(font.cap_height),
        StemV=generic.NumberObject(80),
        FontFile2=program,
    )


def _width_array(font: MarkFont) -> generic.ArrayObject:
    widths: list[generic.PdfObject] = []
    for letter, glyph_id in sorted(font.glyph_ids.items(), key=lambda item: item[1]):
        widths.append(generic.NumberObject(glyph_id))
        widths.append(generic.ArrayObject([generic.NumberObject(font.widths[letter])]))
    return generic.ArrayObject(widths)


def _to_unicode(font: MarkFont) -> bytes:
    pairs = [
        f"<{glyph_id:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
        for letter, glyph_id in sorted(font.glyph_ids.items(), key=lambda item: item[1])
    ]
    # One block holds at most 100 pairs (Adobe technical note 5411).
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")

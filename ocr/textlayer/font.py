"""The font of the text layer: glyphs without ink, and a table that says what each code means."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

ADVANCE = 0.5  # width of every glyph in ems; the horizontal scale of a word does the rest
# From these, readers tell where a word stands: together they are the height of its box.
ASCENT, DESCENT = 0.95, 0.25  # in ems, above and below the baseline
_UNITS_ABOVE, _UNITS_BELOW = round(1000 * ASCENT), round(1000 * DESCENT)
# Two empty glyphs, .notdef and blank, of these measures.
PROGRAM = Path(__file__).with_name("glyphless.ttf")
_FONT_NAME = Name("/AAAAAA+MotlanGlyphless")
_CMAP_BLOCK = 100  # entries allowed in one bfchar block (Adobe Technical Note 5411)

CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def glyphless_font(pdf: Pdf, characters: Iterable[str]) -> Dictionary:
    """The Type0 font that shows these characters, each by its own UTF-16 code.

    Returns:
        A font dictionary with embedded program, code-to-glyph map and ToUnicode.
    """
    codes = sorted(map(ord, characters))
    data = PROGRAM.read_bytes()
    program = pdf.make_indirect(Stream(pdf, data))
    program["/Length1"] = len(data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=_FONT_NAME,
        Flags=4,
        FontBBox=[0, -_UNITS_BELOW, 500, _UNITS_ABOVE],
        ItalicAngle=0,
        Ascent=_UNITS_ABOVE,
        Descent=-_UNITS_BELOW,
        CapHeight=700,
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
        DW=int(ADVANCE * 1000),
        CIDToGIDMap=pdf.make_indirect(Stream(pdf, b"\0\0" + b"\0\1" * max(codes, default=0))),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=_FONT_NAME,
        Encoding=Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
        ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode(codes))),
    )


def _to_unicode(codes: Sequence[int]) -> bytes:
    """The CMap that says which character each code stands for."""
    entries = [f"<{code:04X}> <{code:04X}>" for code in codes]
    blocks = []
    for start in range(0, len(entries), _CMAP_BLOCK):
        block = entries[start : start + _CMAP_BLOCK]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    return (CMAP_HEAD + "".join(blocks) + CMAP_TAIL).encode("ascii")

"""The font program that is kept in a file is the one that is meant."""

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from ocr.textlayer.font import ADVANCE, ASCENT, DESCENT, PROGRAM


def test_the_kept_program_is_two_empty_glyphs_of_these_measures() -> None:
    assert PROGRAM.read_bytes() == built(), "write built() to that file"


def built() -> bytes:
    """A TrueType program with two empty glyphs, the same bytes every time."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": Glyph(), "blank": Glyph()})
    advance = int(ADVANCE * 1000)
    builder.setupHorizontalMetrics({".notdef": (advance, 0), "blank": (advance, 0)})
    builder.setupHorizontalHeader(ascent=round(1000 * ASCENT), descent=-round(1000 * DESCENT))
    builder.setupNameTable(
        {"familyName": "Motlan Glyphless", "styleName": "Regular", "psName": "MotlanGlyphless"}
    )
    builder.setupOS2(
        sTypoAscender=round(1000 * ASCENT),
        sTypoDescender=-round(1000 * DESCENT),
        usWinAscent=round(1000 * ASCENT),
        usWinDescent=round(1000 * DESCENT),
    )
    builder.setupPost(keepGlyphNames=False)
    # Seconds since 1904; a fixed date, so that the same input gives the same bytes.
    builder.font["head"].created = builder.font["head"].modified = 3_786_912_000
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()

"""Liberation Serif, which has the widths of Times New Roman, the type Decree 30/2020 asks for.

Version 1 (Debian 12's fonts-liberation) has no Vietnamese letters; version 2 (fonts-liberation2, and
fonts-liberation from Debian 13 on) has them all, so a file is taken only if it holds them.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont
from PIL import ImageFont

from samples.errors import FontMissing

Style = Literal["regular", "bold", "italic", "bold-italic"]
DPI = 200
_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
)
_FILES: dict[Style, str] = {
    "regular": "LiberationSerif-Regular.ttf",
    "bold": "LiberationSerif-Bold.ttf",
    "italic": "LiberationSerif-Italic.ttf",
    "bold-italic": "LiberationSerif-BoldItalic.ttf",
}


@lru_cache(maxsize=8)
def font_path(style: Style) -> str:
    """Return the file of a style.

    Raises:
        FontMissing: no Liberation font with Vietnamese letters is installed.
    """
    for folder in _FOLDERS:
        path = folder / _FILES[style]
        if path.is_file() and _has_vietnamese(path):
            return str(path)
    raise FontMissing(_FILES[style])


@lru_cache(maxsize=64)
def font(style: Style, size_pt: float) -> ImageFont.FreeTypeFont:
    """Return a font at the size it has on a page of 200 dpi.

    The basic layout engine is asked for by name: with Raqm, where it is installed, widths differ
    by a pixel and the same seed would not draw the same bytes on another machine.
    """
    return ImageFont.truetype(
        font_path(style),
        round(size_pt * DPI / 72),
        layout_engine=ImageFont.Layout.BASIC,
    )


def _has_vietnamese(path: Path) -> bool:
    with TTFont(path, lazy=True) as opened:
        letters = opened.getBestCmap()
    return all(ord(letter) in letters for letter in "ƠƯơưẠỘợỹ")

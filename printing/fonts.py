"""The fonts that forms are printed in: Liberation Serif, as wide as Times New Roman, and Liberation Sans.

Version 1 has no Vietnamese letters, so a file is taken only if it holds them.
"""

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from printing.errors import PrintFontMissing

_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
)
FAMILIES = {"Motlan Serif": "LiberationSerif", "Motlan Sans": "LiberationSans"}
STYLES = {
    "Regular": "font-weight: normal; font-style: normal",
    "Bold": "font-weight: bold; font-style: normal",
    "Italic": "font-weight: normal; font-style: italic",
    "BoldItalic": "font-weight: bold; font-style: italic",
}
ASSET = "asset:"
# Stands for a letter that the fonts do not have; PDF/A lets no glyph stand without its letter.
STAND_IN = "□"


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """Where all the fonts lie.

    Raises:
        PrintFontMissing: no folder has them all, with Vietnamese letters.
    """
    names = [f"{family}-{style}.ttf" for family in FAMILIES.values() for style in STYLES]
    for folder in _FOLDERS:
        if all((folder / name).is_file() for name in names) and "ợ" in _letters(folder / names[0]):
            return folder
    raise PrintFontMissing(names[0])


def font_rules() -> str:
    """Style rules that name the fonts by asset, so that no other font of the machine is used."""
    return "\n".join(
        f"@font-face {{ font-family: '{family}'; src: url('{ASSET}{file}-{style}.ttf'); {rule} }}"
        for family, file in FAMILIES.items()
        for style, rule in STYLES.items()
    )


def asset(name: str) -> bytes | None:
    """The bytes of a named asset; None for any other name."""
    known = {f"{family}-{style}.ttf" for family in FAMILIES.values() for style in STYLES}
    return (font_folder() / name).read_bytes() if name in known else None


def printable(text: str) -> str:
    """The text with what cannot be printed left out or replaced.

    Controls go, those that turn the direction of writing too: what is printed must read as it is kept.
    """
    letters = _printed_by_all()
    return "".join(_one(each, letters) for each in text)


def _one(letter: str, letters: frozenset[str]) -> str:
    if letter in "\n\t" or letter in letters:
        return letter
    return STAND_IN if letter.isprintable() else ""


@lru_cache(maxsize=1)
def _printed_by_all() -> frozenset[str]:
    """Letters that every font has, without controls."""
    files = [f"{family}-{style}.ttf" for family in FAMILIES.values() for style in STYLES]
    held = frozenset.intersection(*(_letters(font_folder() / file) for file in files))
    return frozenset(each for each in held if each.isprintable())


def _letters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as opened:
        return frozenset(chr(code) for code in opened.getBestCmap())

"""The system's Tesseract, through pytesseract: slower, yet kept current by the distribution."""

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytesseract as untyped_pytesseract
from PIL import Image

from ocr.adapters.tessdata import LANGUAGE, tessdata_folder
from ocr.errors import EngineFailed, EngineMissing
from ocr.ports import Box, Line, Pixels, Word

pytesseract: Any = untyped_pytesseract  # The library has no types.

TIMEOUT_S = 120


class PytesseractEngine:
    """Runs `tesseract` once a page and takes words, boxes and confidences from its TSV."""

    name = "pytesseract"

    def __init__(self, *, tessdata: Path | None = None) -> None:
        self._folder = tessdata_folder(tessdata)
        try:
            pytesseract.get_tesseract_version()
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissing from error

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        """See ocr.ports.Engine."""
        try:
            table = pytesseract.image_to_data(
                Image.fromarray(grey),
                lang=LANGUAGE,
                config=f'--psm 3 --dpi {min(max(dpi, 70), 600)} --tessdata-dir "{self._folder}"',
                output_type=pytesseract.Output.DICT,
                timeout=TIMEOUT_S,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissing from error
        except (pytesseract.TesseractError, RuntimeError, OSError) as error:
            raise EngineFailed(str(error)) from error
        return tuple(_lines(table))


def _lines(table: Mapping[str, Sequence[Any]]) -> list[Line]:
    places = zip(table["block_num"], table["par_num"], table["line_num"], strict=True)
    rows = [
        (place, word) for place, word in zip(places, _words(table), strict=True) if word is not None
    ]
    return [
        Line(tuple(word for _, word in group)) for _, group in groupby(rows, key=lambda row: row[0])
    ]


def _words(table: Mapping[str, Sequence[Any]]) -> list[Word | None]:
    """One word a row; None for the rows that stand for pages, blocks, paragraphs and lines."""
    columns = (table[name] for name in ("text", "conf", "left", "top", "width", "height"))
    words: list[Word | None] = []
    for text, confidence, left, top, width, height in zip(*columns, strict=True):
        clean = unicodedata.normalize("NFC", str(text)).strip()
        if not clean or float(confidence) < 0:
            words.append(None)
        else:
            box = Box(left, top, left + width, top + height)
            words.append(Word(text=clean, box=box, confidence=float(confidence)))
    return words

"""Tesseract in process: one loaded network a process, one page at a time."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tesserocr as untyped_tesserocr

from ocr.adapters.tessdata import LANGUAGE, tessdata_folder
from ocr.errors import EngineFailed, LanguageMissing
from ocr.ports import Box, Line, Pixels, Word

tesserocr: Any = untyped_tesserocr  # The library has no types.

_LOWEST_DPI, _HIGHEST_DPI = 70, 600  # Tesseract guesses for itself outside what it holds possible


class TesserocrEngine:
    """Reads with `vie` and page segmentation 3 (psm 6 merges tables and two-column heads)."""

    name = "tesserocr"

    def __init__(self, *, tessdata: Path | None = None) -> None:
        folder = tessdata_folder(tessdata)
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path=f"{folder}/", lang=LANGUAGE, psm=tesserocr.PSM.AUTO
            )
        except RuntimeError as error:
            raise LanguageMissing(str(error)) from error

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        """See ocr.ports.Engine."""
        height, width = grey.shape
        try:
            self._api.SetImageBytes(grey.tobytes(), width, height, 1, width)
            self._api.SetSourceResolution(min(max(dpi, _LOWEST_DPI), _HIGHEST_DPI))
            if not self._api.Recognize():
                raise EngineFailed
            return tuple(self._lines())
        except RuntimeError as error:
            raise EngineFailed(str(error)) from error
        finally:
            # What a page taught the adaptive classifier must not change how the next one is read.
            self._api.Clear()

    def _lines(self) -> list[Line]:
        iterator = self._api.GetIterator()
        lines: list[list[Word]] = []
        if iterator is None:
            return []
        level, line_level = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
        for item in tesserocr.iterate_level(iterator, level):
            if not lines or item.IsAtBeginningOf(line_level):
                lines.append([])
            if item.Empty(level):
                continue
            text = unicodedata.normalize("NFC", item.GetUTF8Text(level)).strip()
            if text:
                box = Box(*item.BoundingBox(level))
                lines[-1].append(Word(text=text, box=box, confidence=item.Confidence(level)))
        return [Line(tuple(words)) for words in lines if words]

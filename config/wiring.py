"""The one place that picks adapters. Imports stand inside the functions on purpose: heavy libraries
take seconds to load, and `motlan verify` must not pay for an OCR engine (see docs/decisions)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocr.ports import Engine


def engine(name: str = "fast") -> "Engine":
    """The reading engine by mode (fast, accurate) or by its own name (tesserocr, pytesseract).

    Both modes use the same engine today; `accurate` is where a second reader would join.
    """
    if name == "pytesseract":
        from ocr.adapters.pytesseract_engine import PytesseractEngine

        return PytesseractEngine()
    if name in {"fast", "accurate", "tesserocr"}:
        from ocr.adapters.tesserocr_engine import TesserocrEngine

        return TesserocrEngine()
    raise ValueError(f"no engine called {name!r}")

"""Makes the engines `P`, `F` and `P+F`."""

from collections.abc import Callable
from pathlib import Path

from ocr.adapters.onnx.engine import LinesEngine
from ocr.adapters.onnx.kept_model import vietnamese_model
from ocr.adapters.onnx.line_finder import LineFinder
from ocr.adapters.onnx.orientation import Orientation
from ocr.adapters.onnx.reading_order import ReadingOrder
from ocr.adapters.onnx.tesseract_reader import TesseractReader
from ocr.adapters.onnx.trueocr_reader import TrueocrReader
from ocr.fusion.reader import FusedReader
from ocr.ports import LineReader


class LinesEngines:
    """The engines of one process; they share what finds lines and sets them in order.

    Args:
        models: folder where the converted network is kept.
        convert: makes the network of a language file an ONNX model.
        tessdata: folder of the language file, else where it usually is.
    """

    def __init__(
        self, *, models: Path, convert: Callable[[bytes], bytes], tessdata: Path | None = None
    ) -> None:
        self._models, self._convert, self._tessdata = models, convert, tessdata
        self._finder, self._order = LineFinder(), ReadingOrder()
        self._orientation = Orientation()

    def of(self, name: str) -> LinesEngine:
        """The engine called `P` (Tesseract's network), `F` (TrueOCR's) or `P+F` (both fused).

        Raises:
            LanguageMissing: no Vietnamese data is installed.
            NetworkUnsupported: it holds a network of another kind.
        """
        return LinesEngine(
            name,
            reader=self.reader(name),
            finder=self._finder,
            order=self._order,
            orientation=self._orientation,
        )

    def reader(self, name: str) -> LineReader:
        """What reads the lines of the engine of that name; raises what `of` raises."""
        if name == "P+F":
            return FusedReader(self.reader("P"), self.reader("F"))
        return self._tesseract() if name == "P" else TrueocrReader()

    def _tesseract(self) -> TesseractReader:
        model = vietnamese_model(
            folder=self._models, convert=self._convert, tessdata=self._tessdata
        )
        return TesseractReader(model)

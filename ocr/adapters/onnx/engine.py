"""An engine made of a line finder, a reader of lines and an order of reading."""

from collections.abc import Sequence

from ocr.adapters.onnx.known_slips import mended
from ocr.adapters.onnx.line_finder import LineFinder
from ocr.adapters.onnx.orientation import Orientation
from ocr.adapters.onnx.reading_order import ReadingOrder
from ocr.adapters.onnx.sessions import NETWORK_ERRORS
from ocr.errors import EngineFailed
from ocr.ports import Line, LineReader, Pixels


class LinesEngine:
    """Reads a page line by line; see ocr.ports.Engine.

    Args:
        name: of the engine, as it is written down with what was read.
        reader: of lines.
        finder, order, orientation: shared by the engines of a process.
    """

    def __init__(
        self,
        name: str,
        *,
        reader: LineReader,
        finder: LineFinder,
        order: ReadingOrder,
        orientation: Orientation,
    ) -> None:
        self.name = name
        self._reader, self._finder, self._order = reader, finder, order
        self._orientation = orientation

    def turn_needed(self, grey: Pixels) -> int | None:
        """See ocr.ports.TellsTurn."""
        try:
            return self._orientation.turn_needed(grey)
        except NETWORK_ERRORS as error:
            raise EngineFailed(str(error)) from error

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        """See ocr.ports.Engine. The resolution does not matter: lines are scaled by their height."""
        del dpi
        height, width = grey.shape
        try:
            boxes = self._finder.find(grey)
            lines = [
                (box, Line(mended(words)))
                for box, words in zip(boxes, self._reader.read(grey, boxes), strict=True)
                if words
            ]
            order = self._order.of(
                [box for box, _ in lines],
                [line.text for _, line in lines],
                width_px=width,
                height_px=height,
            )
        except NETWORK_ERRORS as error:
            raise EngineFailed(str(error)) from error
        return tuple(lines[at][1] for at in order)

"""Where a page is printed on, seen from afar: so that the mark of a signature covers nothing.

Rendering opens a file that may be hostile: call it where time and memory are limited.
"""

# mypy: disable-error-code="no-untyped-call"
# PyMuPDF is typed in part only.

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf

PIXELS_A_POINT = 0.5  # 36 dpi: a line of print is six pixels high
LONGEST_PX = 1200
TILE_PX = 24
PRINT_DARKER_BY = 40  # than the paper around it, of 255
SOLID = 0.5  # of the brightness of the page: black edges and pictures have no paper around them


@dataclass(frozen=True, slots=True)
class PrintMap:
    """A page as the reader sees it, in cells: 1 where something is printed, row by row from the top."""

    columns: int
    rows: int
    cells: bytes = field(repr=False)

    def printed(self, left: float, top: float, right: float, bottom: float) -> int:
        """How many cells are printed on within a box; its edges are shares of the page, 0 to 1."""
        first, last = max(0, int(left * self.columns)), round(right * self.columns)
        return sum(
            self.cells[row * self.columns + first : row * self.columns + last].count(1)
            for row in range(
                max(0, int(top * self.rows)), min(self.rows, round(bottom * self.rows))
            )
        )


def see_print(pdf: bytes | Path) -> PrintMap | None:
    """Page 1 as it is shown, with its annotations; None where it cannot be shown."""
    try:
        with _opened(pdf) as document:
            return _map(_grey(document[0]))
    except (pymupdf.FileDataError, RuntimeError, ValueError, IndexError, OSError):
        return None


def _opened(pdf: bytes | Path) -> Any:
    return pymupdf.open(stream=pdf, filetype="pdf") if isinstance(pdf, bytes) else pymupdf.open(pdf)


def _grey(page: Any) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    longest = max(page.rect.width, page.rect.height)
    zoom = min(PIXELS_A_POINT, LONGEST_PX / longest)
    shown = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csGRAY)
    rows = np.frombuffer(shown.samples, dtype=np.uint8).reshape(shown.height, shown.stride)
    return rows[:, : shown.width]


def _map(grey: "np.ndarray[Any, np.dtype[np.uint8]]") -> PrintMap:
    """Print is what is darker than the paper around it: a scan's grey ground and its shadows are not."""
    page = float(np.median(grey))
    found = np.zeros(grey.shape, dtype=np.uint8)
    for box in _tiles(*grey.shape):
        tile = grey[box]
        paper = float(np.percentile(tile, 80))
        found[box] = tile < max(paper - PRINT_DARKER_BY, page * SOLID)
    return PrintMap(columns=grey.shape[1], rows=grey.shape[0], cells=found.tobytes())


def _tiles(rows: int, columns: int) -> Iterator[tuple[slice, slice]]:
    for top in range(0, rows, TILE_PX):
        for left in range(0, columns, TILE_PX):
            yield slice(top, top + TILE_PX), slice(left, left + TILE_PX)

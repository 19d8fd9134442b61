"""Reads a CSV, XLSX or Parquet file piece by piece; the memory it takes does not grow with the file."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dossiers.imports.errors import TooLarge, UnknownFormat
from dossiers.imports.parts.csv_file import csv_lines
from dossiers.imports.parts.lines import Lines
from dossiers.imports.parts.parquet_file import parquet_lines
from dossiers.imports.parts.sheet_file import sheet_lines
from dossiers.imports.table import MAX_COLUMNS, check_heading

FORMATS = {".csv": csv_lines, ".xlsx": sheet_lines, ".parquet": parquet_lines}
# The columns that the file of bad rows adds; it may be corrected and come back as it is.
ADDED: Final = "loi_"


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that are written together; `numbers` count as a spreadsheet does, the heading is row 1."""

    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]  # a cell for each column; more than that is a wrong row
    done: float  # share of the file that is read with this piece, 0 to 1


@contextmanager
def opened(
    path: Path, *, required: Sequence[str], optional: Sequence[str]
) -> Generator["Table", None, None]:
    """The file as a table whose heading has been checked.

    Raises:
        TableError: none of the formats, or columns that do not fit.
    """
    if path.suffix.lower() not in FORMATS:
        raise UnknownFormat(path.suffix)
    lines = FORMATS[path.suffix.lower()](path)
    with closing(lines.rows):
        table = Table(lines)
        check_heading(table.columns, required=required, optional=optional)
        yield table


class Table:
    """One file, read from its beginning to its end once."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        heading = _heading(next(lines.rows, []))
        self._kept = [place for place, name in enumerate(heading) if not name.startswith(ADDED)]
        self._width = len(heading)
        self.columns = [heading[place] for place in self._kept]

    def pieces(self, size: int) -> Iterator[Piece]:
        """The rows that are not blank, so many at once.

        Raises:
            TableError: the file is damaged from here on.
        """
        numbers: list[int] = []
        rows: list[Sequence[str]] = []
        for number, cells in enumerate(self._lines.rows, start=2):
            if not any(cells):
                continue
            numbers.append(number)
            rows.append(self._in_columns(cells))
            if len(rows) >= size:
                yield Piece(numbers, rows, self._lines.done())
                numbers, rows = [], []
        if rows:
            yield Piece(numbers, rows, 1.0)

    def _in_columns(self, cells: Sequence[str]) -> Sequence[str]:
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        extra = cells[self._width :]
        if len(self._kept) < self._width:
            cells = [cells[place] for place in self._kept]
        elif extra:
            cells = cells[: self._width]
        return [*cells, *extra] if any(extra) else cells


def _heading(cells: Iterable[str]) -> list[str]:
    heading = [name.lower() for name in cells]
    while heading and not heading[-1]:
        heading.pop()
    if len(heading) > MAX_COLUMNS:
        raise TooLarge(f"> {MAX_COLUMNS}")
    return heading

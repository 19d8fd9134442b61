"""XLSX as it is unpacked: the first sheet, row by row; formulas are not evaluated."""

import warnings
import zipfile
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import openpyxl

from dossiers.imports.errors import Damaged, TooLarge
from dossiers.imports.parts.lines import Lines
from dossiers.imports.table import MAX_COLUMNS, cell_text, without_end

MOST_ROWS: Final = 1_048_576  # a sheet has no more
# The sheet is unpacked as it is read, but the words that its cells share are held as a whole.
MOST_WORDS_BYTES: Final = 256 * 1024**2
# Real sheets shrink to a tenth; what shrinks far more than that was made to burst.
MOST_TIMES, SMALL_BYTES = 200, 16 * 1024**2


def sheet_lines(path: Path) -> Lines:
    """The lines of the first sheet.

    Raises (while reading):
        TooLarge, Damaged.
    """
    read, claimed = 0, 1

    def rows() -> Generator[Sequence[str], None, None]:
        nonlocal read, claimed
        for count, cells in _rows(path):
            read, claimed = read + 1, count
            if read > MOST_ROWS:
                raise TooLarge(f"> {MOST_ROWS}")
            yield cells

    return Lines(rows(), lambda: min(1.0, read / claimed))


def _rows(path: Path) -> Generator[tuple[int, Sequence[str]], None, None]:
    """How many rows the sheet claims to have, and the cells of the next one."""
    _refuse_bombs(path)
    try:
        # Excel's own extensions make openpyxl warn; none of them holds a cell.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        with closing(book):
            sheet: Any = book.worksheets[0]
            claimed = max(int(sheet.max_row or MOST_ROWS), 1)
            sheet.reset_dimensions()  # rows are counted as they come, the claim is shown only
            for cells in sheet.iter_rows(max_col=MAX_COLUMNS + 1):
                yield claimed, without_end(cell_text(cell) for cell in cells)
    except GeneratorExit:
        raise
    except Exception as error:  # openpyxl raises what its XML, zip and date parts raise
        raise Damaged(f"{type(error).__name__}: {error}"[:200]) from error


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except zipfile.BadZipFile as error:
        raise Damaged(str(error)) from error
    for entry in entries:
        times = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > SMALL_BYTES and times > MOST_TIMES:
            raise TooLarge(f"{times:.0f}×")
        if entry.filename.endswith("sharedStrings.xml") and entry.file_size > MOST_WORDS_BYTES:
            raise TooLarge(f"> {MOST_WORDS_BYTES // 1024**2} MiB")

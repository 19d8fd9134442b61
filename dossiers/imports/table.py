"""Reads a CSV or XLSX file into rows of text; hostile files end in a TableError, never in a full memory.

CSV is UTF-8 with or without a byte order mark, with commas or semicolons. Of an XLSX file the first
sheet is read; formulas are not evaluated, a cell that holds one is marked as such.
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from dossiers.imports.errors import Damaged, NotUtf8, TooLarge, UnknownFormat, WrongColumns

MAX_BYTES = 32 * 1024**2
MAX_UNPACKED_BYTES = 256 * 1024**2
MAX_ROWS = 100_000
MAX_COLUMNS = 64
# Stands in a cell instead of its formula; no cell of text can hold it, control characters are refused.
FORMULA = "\x00formula"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column name; `number` counts as a spreadsheet does, the heading is row 1."""

    number: int
    cells: Mapping[str, str]
    too_many: bool = False  # more cells than the heading has


def read_table(path: Path, *, required: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Read the rows that are not blank; every cell NFC, without blanks around it.

    Raises:
        TableError: the file or its heading is wrong; one of the subclasses in errors.py.
    """
    lines = _lines(path)
    heading = [name.lower() for name in next(lines, (0, []))[1]]
    while heading and not heading[-1]:
        heading.pop()
    check_heading(heading, required=required, optional=optional)
    rows: list[Row] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) >= MAX_ROWS:
            raise TooLarge(f"> {MAX_ROWS}")
        padded = [*cells, *[""] * (len(heading) - len(cells))]
        named = dict(zip(heading, padded, strict=False))
        rows.append(Row(number, named, too_many=any(cells[len(heading) :])))
    return rows


def read_bytes(path: Path) -> bytes:
    """The whole file.

    Raises:
        TooLarge.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"> {MAX_BYTES // 1024**2} MiB")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def check_heading(
    heading: Sequence[str], *, required: Sequence[str], optional: Sequence[str]
) -> None:
    """Refuse columns that are missing, unknown or named twice.

    Raises:
        WrongColumns.
    """
    if not any(heading):
        raise WrongColumns(code="table.empty")
    if missing := [name for name in required if name not in heading]:
        raise WrongColumns(", ".join(missing), code="table.missing_columns")
    if twice := sorted({name for name in heading if heading.count(name) > 1}):
        raise WrongColumns(", ".join(name or "?" for name in twice), code="table.column_twice")
    known = {*required, *optional}
    if unknown := [name for name in heading if name not in known]:
        raise WrongColumns(
            ", ".join(each[:40] or "?" for each in unknown), code="table.unknown_columns"
        )


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    kind = path.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        raise UnknownFormat(path.suffix)
    content = read_bytes(path)
    lines = _csv_lines(content) if kind == ".csv" else _xlsx_lines(content)
    for number, cells in enumerate(lines, start=1):
        if len(cells) > MAX_COLUMNS:
            raise TooLarge(f"> {MAX_COLUMNS}")
        yield number, cells


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8 from error
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [clean(cell) for cell in cells]
    except csv.Error as error:
        raise Damaged(str(error)) from error


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    file = io.BytesIO(content)
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise Damaged(str(error)) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise TooLarge(f"> {MAX_UNPACKED_BYTES // 1024**2} MiB")
    # Excel's own extensions make openpyxl warn; none of them holds a cell.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from _sheet_lines(file)


def _sheet_lines(file: io.BytesIO) -> Iterator[list[str]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        # The size that a sheet claims is not believed: rows are counted as they come.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
            if number > MAX_ROWS + 1:
                raise TooLarge(f"> {MAX_ROWS}")
            yield without_end(cell_text(cell) for cell in cells)
    except TooLarge:
        raise
    except Exception as error:  # openpyxl raises what its XML, zip and date parts raise
        raise Damaged(f"{type(error).__name__}: {error}"[:200]) from error


def without_end(cells: Iterable[str]) -> list[str]:
    """Formatted but empty cells after the last value are no cells."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def cell_text(cell: Any) -> str:
    """The value of a spreadsheet's cell as CSV would have it; FORMULA for a formula."""
    value = cell.value
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else clean(str(value))


def clean(text: str) -> str:
    """NFC, without blanks around it; a nought byte, which PostgreSQL takes nowhere, becomes U+FFFD."""
    text = text.replace("\0", "\ufffd")
    if text.isascii():  # most cells by far, and NFC as they are
        return text.strip()
    return re.sub(r"^\s+|\s+$", "", unicodedata.normalize("NFC", text))

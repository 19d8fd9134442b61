"""CSV as it comes from the disk: UTF-8, commas or semicolons, a line at a time."""

import csv
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from dossiers.imports.errors import Damaged, NotUtf8, TooLarge
from dossiers.imports.parts.lines import Lines
from dossiers.imports.table import clean

LONGEST_LINE_BYTES: Final = 1024**2  # a file without line ends must not fill the memory


def csv_lines(path: Path) -> Lines:
    """The lines of a CSV file.

    Raises (while reading):
        TooLarge, NotUtf8, Damaged.
    """
    size, file = path.stat().st_size, path.open("rb")
    return Lines(_rows(file), lambda: file.tell() / size if not file.closed else 1.0)


def _rows(file: BinaryIO) -> Generator[Sequence[str], None, None]:
    with file:
        heading = next(_texts(file, "utf-8-sig"), "")
        delimiter = ";" if heading.count(";") > heading.count(",") else ","
        file.seek(0)
        try:
            for cells in csv.reader(_texts(file, "utf-8-sig"), delimiter=delimiter, strict=True):
                yield [clean(cell) for cell in cells]
        except csv.Error as error:
            raise Damaged(str(error)) from error


def _texts(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines of text; only the first can have a byte order mark."""
    while line := file.readline(LONGEST_LINE_BYTES + 1):
        if len(line) > LONGEST_LINE_BYTES:
            raise TooLarge(f"> {LONGEST_LINE_BYTES // 1024**2} MiB")
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise NotUtf8 from error
        encoding = "utf-8"

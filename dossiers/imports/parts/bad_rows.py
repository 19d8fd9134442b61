"""The file of bad rows that goes back to whoever sent the table: where, what, and the row to correct.

It holds the rows' own cells, personal ids included, so only its owner may read it. Its own columns are
passed over when it is imported, so that it may be corrected and given back as it is.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from dossiers.imports.errors import ErrorsFileTaken
from dossiers.imports.parts.pieces import ADDED
from dossiers.imports.rows import Problem
from dossiers.imports.table import FORMULA
from search.words import hide_ids

OWN: Final = tuple(
    f"{ADDED}{name}" for name in ("dong", "cot", "gia_tri", "noi_dung", "cach_sua", "ma")
)
# A spreadsheet takes a cell that begins so for a formula.
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_BEGIN: Final = f"\ufeff{','.join(OWN)}".encode()
# What a spreadsheet can hold; a longer cell could not be read back either.
MOST_CELL: Final = 32_767
type_of_words = Callable[[str], tuple[str, str]]


class BadRows:
    """The file, made when the first bad row comes."""

    def __init__(self, path: Path, columns: Sequence[str], words: type_of_words) -> None:
        """The file at that path.

        Args:
            words: the sentence and the remedy of a code.
        Raises:
            ErrorsFileTaken: a file stands there that is no file of bad rows.
        """
        if path.exists() and not _is_ours(path):
            raise ErrorsFileTaken(path.name)
        self.path = path
        self._columns = columns
        self._words = words

    def size_bytes(self) -> int:
        """How long the file is; 0 where there is none."""
        return self.path.stat().st_size if self.path.exists() else 0

    def cut(self, size_bytes: int) -> None:
        """Take away what was written after that: its part was never kept."""
        if not size_bytes:
            self.path.unlink(missing_ok=True)
        else:
            os.truncate(self.path, size_bytes)

    def add(self, problems: Sequence[Problem], rows: Mapping[int, Sequence[str]]) -> None:
        """Write the rows with problems, in the order of the table; on the disk when this returns.

        Args:
            problems: of rows only, several of one row are told together.
            rows: the cells of each bad row by its number.
        """
        if not rows:
            return
        text = io.StringIO(newline="")
        table = csv.writer(text)
        if not self.size_bytes():
            text.write("\ufeff")  # without it spreadsheets guess another encoding
            table.writerow([*OWN, *self._columns])
        told: dict[int, list[Problem]] = {}
        for each in problems:
            told.setdefault(each.row or 0, []).append(each)
        for number in sorted(rows):
            table.writerow(map(_cell, self._line(number, told[number], rows[number])))
        with open(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:  # noqa: PTH123 - only its owner may read it
            file.write(text.getvalue().encode(errors="replace"))
            file.flush()
            os.fsync(file.fileno())

    def _line(self, number: int, told: Sequence[Problem], cells: Sequence[str]) -> Sequence[str]:
        words = [self._words(each.code) for each in told]
        return [
            str(number),
            _joined(each.column or "" for each in told),
            _joined(hide_ids(each.value) for each in told),
            _joined(sentence for sentence, _remedy in words),
            _joined(
                each.remedy(remedy) for each, (_sentence, remedy) in zip(told, words, strict=True)
            ),
            _joined(each.code for each in told),
            *cells,
        ]


def tally(path: Path) -> dict[str, int]:
    """How often each code stands in a file of bad rows, the most frequent first."""
    found: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for code in (row[f"{ADDED}ma"] or "").split(" | "):
                found[code] = found.get(code, 0) + 1
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(texts)


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_BEGIN)) in {b"", _BEGIN}


def _cell(text: str) -> str:
    if text == FORMULA:
        return ""
    text = text[:MOST_CELL]
    return f"'{text}" if text.startswith(_STARTS) else text

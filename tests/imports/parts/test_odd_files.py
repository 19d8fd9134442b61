"""Files and starts that are out of the ordinary: refused or told in words, never a crash, never a loss."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pytest
from pyarrow import parquet

from dossiers.imports import errors
from dossiers.imports.parts import csv_file
from dossiers.imports.parts.bad_rows import MOST_CELL, tally
from dossiers.models import Dossier, ImportPart, ImportRun
from tests.imports.parts.conftest import read_bad, row, type_of_start, write_csv


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ho_so.csv"


def write_parquet(path: Path, rows: list[dict[str, object]]) -> Path:
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.mark.parametrize("name", ["ho_so.csv", "khac.csv"])
def test_only_a_file_of_bad_rows_is_replaced(start: type_of_start, path: Path, name: str) -> None:
    """`--errors` with the name of some other file must not cost that file, the table itself least of all."""
    write_csv(path, [row()])
    other = path.with_name(name)
    if other != path:
        other.write_text("Sổ của người khác\n", encoding="utf-8")
    before = other.read_bytes()
    with pytest.raises(errors.ErrorsFileTaken):
        start(path, errors=other)
    assert other.read_bytes() == before
    assert not Dossier.objects.exists()


def test_a_file_of_bad_rows_is_replaced_by_the_next(start: type_of_start, path: Path) -> None:
    start(write_csv(path, [row(status="99")]))
    bad = path.with_name("ho_so.csv.loi.csv")
    assert len(read_bad(bad)) == 1
    start(write_csv(path, [row()]))
    assert not bad.exists()


def test_a_stop_waits_for_the_reader(
    start: type_of_start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a part is written the next is read; what stops the one must not meet the other half-way."""
    write_csv(path, [row(serial) for serial in range(1, 10)])
    texts = csv_file._texts

    def slow(file: BinaryIO, encoding: str) -> Iterator[str]:
        for line in texts(file, encoding):
            time.sleep(0.05)
            yield line

    def stop(_progress: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(csv_file, "_texts", slow)
    with pytest.raises(KeyboardInterrupt):
        start(path, tell=stop)
    assert ImportPart.objects.count() == 1


def test_a_copy_imported_at_once_is_refused(start: type_of_start, path: Path) -> None:
    """The lock holds one file on one machine; a copy of it elsewhere meets the parts of the first."""
    write_csv(path, [row(serial) for serial in range(1, 10)])
    copy = path.with_name("ban_sao.csv")
    copy.write_bytes(path.read_bytes())
    started: list[int] = []

    def meanwhile(_progress: object) -> None:
        if not started:
            started.append(1)
            start(copy)

    with pytest.raises(errors.InUse):
        start(path, tell=meanwhile)
    assert Dossier.objects.count() == 9
    assert ImportRun.objects.count() == 1


def test_bytes_that_are_no_text_are_damage(start: type_of_start, tmp_path: Path) -> None:
    names = list(row())
    columns = [pa.array([row()[name]]) for name in names]
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe\xfd"]).buffers())
    columns[names.index("number")] = broken
    path = tmp_path / "ho_so.parquet"
    parquet.write_table(pa.table(columns, names=names), path)
    with pytest.raises(errors.Damaged):
        start(path)


def test_a_cell_as_long_as_a_book_is_told_shortened(start: type_of_start, tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "ho_so.parquet", [{**row(), "channel": "9" * 500_000}])
    assert start(path).bad == 1
    bad = tmp_path / "ho_so.parquet.loi.csv"
    assert tally(bad)
    assert len(read_bad(bad)[0]["channel"]) == MOST_CELL


def test_one_long_word_repeated_does_not_fill_the_memory(
    start: type_of_start, tmp_path: Path
) -> None:
    """A dictionary keeps a word once however often it stands; unpacked it would be gigabytes."""
    rows: list[dict[str, object]] = [{**row(), "channel": "9" * 2_000_000}] * 3
    path = write_parquet(tmp_path / "ho_so.parquet", rows)
    with pytest.raises(errors.TooLarge):
        start(path)


@pytest.mark.parametrize("column", ["number", "holder_personal_id", "officer", "deciding_agency"])
def test_a_nought_byte_makes_a_bad_row(start: type_of_start, path: Path, column: str) -> None:
    cells = {"officer": "", **row(), column: f"{row().get(column, 'can-bo')}\0"}
    assert start(write_csv(path, [cells])).bad == 1

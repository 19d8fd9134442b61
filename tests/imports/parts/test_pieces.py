"""Files of every format give the same rows; hostile ones end in an error, never in a full memory."""

import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from dossiers.imports import errors
from dossiers.imports.parts import csv_file, parquet_file, sheet_file
from dossiers.imports.parts.pieces import opened
from dossiers.imports.parts.seen import Seen
from dossiers.imports.table import FORMULA

type_of_write = Callable[[Path, Sequence[Sequence[str]]], Path]
COLUMNS = {"required": ("number", "status"), "optional": ("note",)}
ROWS = [
    ["Number ", "loi_dong", "status", "note"],
    ["A", "17", "9", "Xã Mây"],
    ["", "", "", ""],
    ["B", "", "10", ""],
    ["C", "4", "", "x"],
]


def as_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = path.with_suffix(".csv")
    path.write_text("\n".join(";".join(cells) for cells in rows), "utf-8-sig")
    return path


def as_sheet(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in rows:
        sheet.append(list(cells))
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_parquet(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    columns = dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True))
    group = max(2, len(rows) // 10)
    parquet.write_table(pa.table(columns), path.with_suffix(".parquet"), row_group_size=group)
    return path.with_suffix(".parquet")


def read(path: Path, size: int = 2) -> list[tuple[list[int], list[list[str]], float]]:
    with opened(path, **COLUMNS) as table:
        assert table.columns == ["number", "status", "note"]
        return [
            (list(each.numbers), [list(cells) for cells in each.rows], each.done)
            for each in table.pieces(size)
        ]


@pytest.mark.parametrize("write", [as_csv, as_sheet, as_parquet])
def test_every_format_gives_the_same_rows(tmp_path: Path, write: type_of_write) -> None:
    pieces = read(write(tmp_path / "tep", ROWS))
    assert [numbers for numbers, _rows, _done in pieces] == [[2, 4], [5]]
    assert pieces[0][1] == [["A", "9", "Xã Mây"], ["B", "10", ""]]
    assert pieces[1][1] == [["C", "", "x"]]
    assert 0 < pieces[0][2] <= pieces[1][2] == 1


def test_cells_beyond_the_heading_stay_with_their_row(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "tep", [["number", "status", "note"], ["A", "9", "", "", "more"]])
    assert read(path)[0][1] == [["A", "9", "", "", "more"]]


def test_a_formula_is_marked(tmp_path: Path) -> None:
    path = as_sheet(tmp_path / "tep", [["number", "status", "note"], ["A", "=1+1", ""]])
    assert read(path)[0][1] == [["A", FORMULA, ""]]


def test_typed_columns_of_parquet_become_the_text_of_csv(tmp_path: Path) -> None:
    moment = datetime(2025, 3, 5, 1, 15, tzinfo=UTC)
    columns = {
        "number": pa.array(["A", None]).dictionary_encode(),
        "status": pa.array([9.0, None], pa.float64()),
        "with_zone": pa.array([moment, None], pa.timestamp("ns", "Asia/Ho_Chi_Minh")),
        "without": pa.array([moment.replace(tzinfo=None), None], pa.timestamp("ms")),
        "day": pa.array([date(2025, 3, 5), None]),
        "whole": pa.array([2, None], pa.int8()),
        "nothing": pa.nulls(2),
    }
    path = tmp_path / "tep.parquet"
    parquet.write_table(pa.table(columns), path)
    names = tuple(columns)
    with opened(path, required=names, optional=()) as table:
        (piece,) = table.pieces(10)
    assert list(piece.rows[0]) == [
        *("A", "9", "2025-03-05 01:15:00.000000Z", "2025-03-05 01:15:00.000000"),
        *("2025-03-05", "2", ""),
    ]
    assert len(piece.rows) == 1


@pytest.mark.parametrize(
    "column",
    [
        pa.array([["a"]]),
        pa.array([{"a": 1}]),
        pa.array([b"a"]),
    ],
)
def test_nested_columns_are_refused(tmp_path: Path, column: pa.Array) -> None:
    path = tmp_path / "tep.parquet"
    parquet.write_table(pa.table({"number": ["A"], "status": column}), path)
    with pytest.raises(errors.WrongColumns) as told:
        read(path)
    assert (told.value.code, told.value.detail) == ("table.nested_columns", "status")


@pytest.mark.parametrize("name", ["tep.parquet", "tep.xlsx"])
@pytest.mark.parametrize("kept", [0, 40, 400])
def test_what_is_cut_short_is_damaged(tmp_path: Path, name: str, kept: int) -> None:
    write = as_parquet if name.endswith("parquet") else as_sheet
    whole = write(tmp_path / "nguyen", ROWS).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[:kept])
    with pytest.raises(errors.Damaged):
        read(path)


def test_damage_inside_a_parquet_file_is_told(tmp_path: Path) -> None:
    rows = [["number", "status", "note"], *([f"A{n}", "9", f"{n}"] for n in range(3000))]
    path = as_parquet(tmp_path / "tep", rows)
    content = bytearray(path.read_bytes())
    content[4:2000] = b"\xff" * 1996
    path.write_bytes(content)
    with pytest.raises(errors.Damaged):
        read(path)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"number,status,note\n" + b"x" * 2 * csv_file.LONGEST_LINE_BYTES, errors.TooLarge),
        (b'number,status,note\n"' + b"A\n" * 100_000, errors.Damaged),
        (b"number,status,note\nA,\xff\n", errors.NotUtf8),
        (b"," * 100 + b"number\n", errors.TooLarge),
        (b"number,status,status\n", errors.WrongColumns),
    ],
    ids=["no line ends", "an open quote", "another encoding", "many columns", "twice"],
)
def test_a_hostile_csv_is_told(
    tmp_path: Path, content: bytes, error: type[errors.TableError]
) -> None:
    path = tmp_path / "tep.csv"
    path.write_bytes(content)
    with pytest.raises(error):
        read(path)


def test_another_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.UnknownFormat):
        read(tmp_path / "tep.ods")


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = as_sheet(tmp_path / "tep", ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * (sheet_file.SMALL_BYTES + 1))
    with pytest.raises(errors.TooLarge):
        read(path)


def test_a_sheet_has_no_more_rows_than_a_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_file, "MOST_ROWS", 3)
    with pytest.raises(errors.TooLarge):
        read(as_sheet(tmp_path / "tep", ROWS))


def test_a_group_of_rows_fits_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "MOST_GROUP_BYTES", 10)
    with pytest.raises(errors.TooLarge):
        read(as_parquet(tmp_path / "tep", ROWS))


def peak_bytes(path: Path) -> int:
    """The most memory that reading the file in pieces has taken."""
    seen = Seen()
    tracemalloc.start()
    try:
        with opened(path, **COLUMNS) as table:
            for piece in table.pieces(1000):
                seen.repeated([cells[0] for cells in piece.rows])
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    # An XML reader keeps the bare frame of each row of a sheet, which has a million at most.
    ("write", "row_bytes"),
    [(as_csv, 0), (as_sheet, 120), (as_parquet, 0)],
)
def test_ten_times_the_file_takes_no_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: type_of_write, row_bytes: int
) -> None:
    monkeypatch.setattr(parquet_file, "ROWS_AT_ONCE", 500)

    def table(count: int) -> list[list[str]]:
        # A sheet holds its different words as a whole (MOST_WORDS_BYTES): here they are few.
        most = 1000 if write is as_sheet else count
        rows = ([f"H61.10-250305-{n % most:07d}", "9", "ghi chú"] for n in range(count))
        return [["number", "status", "note"], *rows]

    small, large = (write(tmp_path / f"tep{n}", table(n)) for n in (3000, 30_000))
    peak_bytes(small)  # what the first reading of all loads is not the file's
    # Eight bytes a row are kept to tell what was given twice; they are copied when they are sorted.
    assert peak_bytes(large) < 1.5 * peak_bytes(small) + (row_bytes + 4 * 8) * 30_000


@given(st.lists(st.lists(st.sampled_from(["", *"abcdefghij"]), max_size=8), max_size=12))
def test_a_number_is_repeated_wherever_it_came_before(calls: list[list[str]]) -> None:
    seen, before = Seen(), set[str]()
    for numbers in calls:
        expected = []
        for number in numbers:
            expected.append(bool(number) and number in before)
            before.add(number)
        assert seen.repeated(numbers) == expected

"""Tables as they come from offices, and as they come from attackers."""

import contextlib
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.imports import errors, table
from dossiers.imports.table import FORMULA, read_table

WANTED = {"required": ("code", "name"), "optional": ("note",)}


def csv_file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "bang.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "code,name\nA,Xã Mây\n".encode(),
        "code;name\r\nA;Xã Mây\r\n".encode(),
        "\ufeffcode,name\nA,Xã Mây".encode(),
        ' Code , NAME ,\n A ,"Xã Mây ",\n\n,,\n'.encode(),
        "code,name\nA,Xa\u0303 Ma\u0302y\n".encode(),
    ],
    ids=["comma", "semicolon", "mark", "blanks", "nfd"],
)
def test_csv_as_offices_write_it(tmp_path: Path, content: bytes) -> None:
    (row,) = read_table(csv_file(tmp_path, content), **WANTED)
    assert (row.number, row.cells["code"], row.cells["name"]) == (2, "A", "Xã Mây")


def test_rows_are_numbered_as_in_the_spreadsheet(tmp_path: Path) -> None:
    rows = read_table(csv_file(tmp_path, b"code,name\nA,a\n\nB,b,c\n"), **WANTED)
    assert [(row.number, row.too_many) for row in rows] == [(2, False), (4, True)]


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (b"", "table.empty", ""),
        (b",,\n", "table.empty", ""),
        (b"code\nA\n", "table.missing_columns", "name"),
        (b"code,name,nmae\n", "table.unknown_columns", "nmae"),
        (b"code,name,code\n", "table.column_twice", "code"),
        ("code,name\nA,Xã".encode("utf-16"), "table.not_utf8", ""),
        ("code,name\nA,Xã Tân".encode("cp1258", "replace") + b"\xff", "table.not_utf8", ""),
        (b'code,name\n"A,b\n', "table.damaged", ""),
        (b"code,name," + b"," * 80, "table.too_large", ""),
    ],
)
def test_a_bad_csv_is_told(tmp_path: Path, content: bytes, code: str, detail: str) -> None:
    with pytest.raises(errors.TableError) as caught:
        read_table(csv_file(tmp_path, content), **WANTED)
    assert caught.value.code == code
    assert detail in caught.value.detail


def test_only_tables_are_read(tmp_path: Path) -> None:
    path = tmp_path / "bang.ods"
    path.write_bytes(b"x")
    with pytest.raises(errors.UnknownFormat):
        read_table(path, **WANTED)


@pytest.mark.parametrize(("limit", "value"), [("MAX_BYTES", 10), ("MAX_ROWS", 2)])
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(table, limit, value)
    with pytest.raises(errors.TooLarge):
        read_table(csv_file(tmp_path, b"code,name\nA,a\nB,b\nC,c\n"), **WANTED)


def book(tmp_path: Path, *rows: list[object]) -> Path:
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    path = tmp_path / "bang.xlsx"
    made.save(path)
    return path


def test_xlsx_values_and_formulas(tmp_path: Path) -> None:
    rows = [
        ["code", "name", "note"],
        [12.0, True, date(2024, 12, 31)],
        [None, None, None],
        ["x", datetime(2024, 5, 21, 8, 15), '=HYPERLINK("http://a.invalid")'],  # noqa: DTZ001
    ]
    first, second = read_table(book(tmp_path, *rows), **WANTED)
    assert dict(first.cells) == {"code": "12", "name": "true", "note": "2024-12-31"}
    assert second.number == 4
    assert dict(second.cells) == {"code": "x", "name": "2024-05-21T08:15:00", "note": FORMULA}


def test_an_unpacked_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MAX_UNPACKED_BYTES", 1_000_000)
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    assert path.stat().st_size < 20_000
    with pytest.raises(errors.TooLarge):
        read_table(path, **WANTED)


def test_a_sheet_that_lies_about_its_size_is_counted_as_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 50)
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.append(["code", "name"])
    made.active.cell(row=1_000_000, column=1, value="A")
    path = tmp_path / "thua.xlsx"
    made.save(path)
    with pytest.raises(errors.TooLarge):
        read_table(path, **WANTED)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=300), kind=st.sampled_from(["csv", "xlsx"]))
def test_any_bytes_end_in_rows_or_in_a_table_error(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    path = tmp_path / f"bat-ky.{kind}"
    path.write_bytes(content if kind == "csv" else b"PK\x03\x04" + content)
    with contextlib.suppress(errors.TableError):
        read_table(path, **WANTED)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(at=st.integers(0, 5000), byte=st.integers(0, 255), end=st.integers(0, 6000))
def test_a_damaged_xlsx_ends_in_rows_or_in_a_table_error(
    tmp_path: Path, at: int, byte: int, end: int
) -> None:
    path = book(tmp_path, ["code", "name"], ["A", "Xã Mây"])
    content = bytearray(path.read_bytes())
    content[at % len(content)] = byte
    path.write_bytes(bytes(content[: end or None]))
    with contextlib.suppress(errors.TableError):
        read_table(path, **WANTED)

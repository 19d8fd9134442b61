"""What is written as a workbook is what another program reads in it."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.reports.xlsx import Look, Sheet, column_name, written

SHADED = Look(bold=True, boxed=True, shaded=True, horizontal="center", number_format="#,##0")
NUMBERS = st.integers(-(2**40), 2**40) | st.decimals(-(10**6), 10**6, places=2)
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), min_size=1)


def _read(sheets: list[Sheet]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(sheets, title="T", author="M")))


@given(st.lists(st.lists(NUMBERS | TEXTS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_figures_and_texts_come_back(rows: list[list[int | Decimal | str]]) -> None:
    cells = [[(value, Look()) for value in row] for row in rows]
    sheet = _read([Sheet("Tờ", (12,), cells)])["Tờ"]
    for number, row in enumerate(rows, start=1):
        found = [cell.value for cell in sheet[number][: len(row)]]
        for value, read in zip(row, found, strict=True):
            if isinstance(value, str):
                assert read == value.replace("_x", "_x005F_x") or read == value
            else:
                assert isinstance(read, int | float)
                assert round(Decimal(str(read)), 2) == value


def test_looks_heading_and_names() -> None:
    rows = [[("Tên & <b>", SHADED)], [(5, SHADED)]]
    book = _read([Sheet("A & B", (20,), rows, heading=1, is_wide=True), Sheet("C", (), [])])
    sheet = book["A & B"]
    cell = sheet["A2"]
    assert (cell.value, cell.number_format, cell.font.b) == (5, "#,##0", True)
    assert (cell.fill.fgColor.rgb, cell.border.left.style) == ("FFE3EEF6", "thin")
    assert sheet["A1"].value == "Tên & <b>"
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 20
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert book.sheetnames == ["A & B", "C"]


def test_a_row_is_as_high_as_its_folded_texts() -> None:
    folded, short = "Cùng kỳ năm trước, " * 5, "Kỳ này"
    rows = [[(text, Look(wrapped=True)), (folded, Look())] for text in (folded, short)]
    heights = _read([Sheet("A", (20, 20), rows)])["A"].row_dimensions
    assert heights[1].height >= len(folded) / 20 * 15
    assert heights[2].height is None


@pytest.mark.parametrize(("text", "read"), [("a\x07b", "ab"), ("x" * 40_000, "x" * 32_767)])
def test_what_a_cell_cannot_hold_is_left_out(text: str, read: str) -> None:
    assert _read([Sheet("A", (), [[(text, Look())]])])["A"]["A1"].value == read


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_are_named_as_programs_name_them(number: int, name: str) -> None:
    assert column_name(number) == name

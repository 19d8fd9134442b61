"""One report as XLSX, as rows for programs, and as what is printed: figures stay figures, text stays text."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pymupdf
from openpyxl.worksheet.worksheet import Worksheet

from printing.pdfa import html_to_pdfa
from targets.reports.document import Column, Section, Table, Unit
from targets.reports.plain import HEADER, figures_of
from targets.reports.press import as_pdf, html_of
from targets.reports.workbook import as_workbook
from tests.targets.reports.sample import AGENCIES, HOSTILE, sample_report

COLUMNS = (Column("Chỉ số"), Column("Chỉ tiêu", Unit.PERCENT))


def sheets() -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(as_workbook(sample_report()))).worksheets


def test_each_table_has_a_sheet_whose_heading_stays() -> None:
    cover, *tables = sheets()
    assert cover.title == "Thông tin chung"
    assert [each.title for each in tables] == [
        "1. Số liệu chung",
        "2. Theo cơ quan trực thuộc",
        "3. Số liệu chung",
    ]
    # A line on the table, the difference, the heading.
    assert tables[0].freeze_panes == "B4"
    assert [cell.value for cell in tables[0][3]] == ["Chỉ tiêu", "Kỳ này", "Cùng kỳ năm trước"]
    assert tables[0]["A2"].value == "Thiếu 8 hồ sơ."
    assert "(ước tính)" in tables[2]["A1"].value
    assert tables[1].page_setup.orientation == "landscape"


def test_figures_are_numbers_and_nothing_is_a_formula() -> None:
    first, second = sheets()[1:3]
    assert (first["B4"].value, first["B4"].number_format) == (12_254_254, "#,##0")
    assert first["B5"].value == -216_515
    assert (first["C4"].value, first["C5"].value) == (0, "n/a")
    rate = second["G4"]
    assert (rate.value, rate.number_format) == (97.3, '0.00" %"')
    assert second["G5"].value == "không phát sinh"
    assert second["A5"].value == HOSTILE.removesuffix("\x07")
    kinds = {cell.data_type for sheet in sheets() for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_the_rows_for_programs_hold_every_figure_once() -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in figures_of(sample_report())]
    assert len(rows) == 2 * 2 + 3 * 7 + 2 * 2
    assert rows[0] == {
        "co_quan": "H80.1",
        "ky": "2025-07",
        "phan": "activity",
        "bang": "activity",
        "dong": 1,
        "ten_dong": "Tiếp nhận trong kỳ",
        "cot": "Kỳ này",
        "gia_tri": 12_254_254,
        "don_vi": "số lượng",
        "uoc_tinh": "",
    }
    assert (rows[1]["gia_tri"], rows[3]["gia_tri"]) == (0, "")
    assert rows[-1]["uoc_tinh"] == "ước tính"


def test_words_in_the_place_of_a_figure_are_no_value_and_stand_where_figures_do() -> None:
    share = Table("t", "Tên bảng dài đến mức không vừa một thẻ", COLUMNS, (("M1", "xem từng cấp"),))
    report = replace(sample_report(), sections=(Section("s", "Phần", (share,)),))
    assert [row[HEADER.index("gia_tri")] for row in figures_of(report)] == [""]
    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook(report))).worksheets[1]
    cell = sheet["B3"]
    assert (cell.value, cell.alignment.horizontal) == ("xem từng cấp", "right")
    assert sheet.title == "1. Tên bảng dài đến mức không…"


def test_the_printed_report_has_the_parts_of_a_document_and_no_markup_of_names() -> None:
    html = html_of(sample_report())
    assert "<script>" not in html
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Ủy ban nhân dân tỉnh Mây",
        "Số: ......./BC",
        "ngày 05 tháng 8 năm 2025",
        "tháng 7 năm 2025",
        "Nơi nhận:",
        "Lưu: VT.",
        "Chênh lệch:",
        "(ước tính)",
        "Kỳ này đã chốt.",
    ):
        assert part in html


def test_wide_tables_follow_the_signature_as_annexes() -> None:
    made = as_pdf(sample_report(), to_pdf=html_to_pdfa)
    with pymupdf.open(stream=made) as pdf:
        sizes = [page.rect.width > page.rect.height for page in pdf]
        text = " ".join(" ".join(page.get_text() for page in pdf).split())
    assert sizes == [False, True]
    assert "12.254.254" in text
    assert "97,30 %" in text
    assert "không phát sinh" in text
    parts = ["Nhóm số hóa hồ sơ (ước tính)", "Lưu: VT.", "PHỤ LỤC I ", "Toàn bộ"]
    assert sorted(parts, key=text.index) == parts


def test_no_figure_is_never_shown_as_0() -> None:
    column = Column("Tỷ lệ", Unit.PERCENT, none="không phát sinh")
    assert column.shown(None) == "không phát sinh"
    assert column.shown(Decimal(0)) == "0,00 %"
    assert AGENCIES.is_wide

"""A report as XLSX: one sheet a table, figures as numbers, no formulas."""

import io
import re
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from targets.reports.document import Column, Document, Section, Table, Unit, type_of_cell
from vietnamese.dates import format_date

FORMATS = {Unit.COUNT: "#,##0", Unit.PERCENT: '0.00" %"', Unit.POINTS: "0.00"}
FONT = "Times New Roman"
PLAIN, BOLD = Font(name=FONT, size=12), Font(name=FONT, size=12, bold=True)
TITLE = Font(name=FONT, size=14, bold=True)
LINE = Side(style="thin", color="7D8B98")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
SHADE = PatternFill("solid", fgColor="E3EEF6")
WRAP = Alignment(wrap_text=True, vertical="top")
TOP = Alignment(vertical="top")
RIGHT = Alignment(horizontal="right", vertical="top")
MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")
NARROW, WIDEST = 12, 60
# A sheet's name has at most 31 letters, and none of these.
NAME_LENGTH, NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\']")


def as_workbook(report: Document) -> bytes:
    """The file. A sheet begins with what it shows; its heading stays in sight and is repeated in print."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = report.title, "Motlan"
    _cover(book.create_sheet("Thông tin chung"), report)
    for number, (section, table) in enumerate(report.tables, start=1):
        name = NOT_IN_NAMES.sub(" ", f"{number}. {table.title}")[:NAME_LENGTH].strip()
        _sheet(book.create_sheet(name), report, section, table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cover(sheet: Any, report: Document) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 90
    sheet.append([_text(sheet, report.title, font=TITLE)])
    facts = [
        ("Cơ quan", f"{report.agency.name} ({report.agency.code})"),
        ("Kỳ báo cáo", report.period.name),
        ("Tính đến", format_date(report.as_of)),
        ("Lập ngày", format_date(report.made_on)),
        *(("Kỳ đã chốt", mark) for mark in report.marks),
    ]
    for label, value in facts:
        sheet.append([_text(sheet, label, font=BOLD), _text(sheet, value)])
    for section in report.sections:
        sheet.append([])
        sheet.append([_text(sheet, section.heading, font=BOLD)])
        for kind, sentences in (("Chênh lệch", section.differences), ("Ghi chú", section.notes)):
            for each in sentences:
                sheet.append([_text(sheet, kind), _text(sheet, each)])


def _sheet(sheet: Any, report: Document, section: Section, table: Table) -> None:
    above = [_told(report, section, table), *section.differences]
    _set_up(sheet, table, heading=len(above) + 1)
    for sentence in above:
        sheet.append([_text(sheet, sentence, font=BOLD, alignment=Alignment(wrap_text=False))])
    sheet.append([_heading(sheet, column) for column in table.columns])
    looks = _Looks(sheet)
    for number, row in enumerate(table.rows, start=1):
        is_total = table.has_total and number == len(table.rows)
        cells = zip(table.columns, row, strict=True)
        sheet.append([looks.cell(column, value, bold=is_total) for column, value in cells])


def _told(report: Document, section: Section, table: Table) -> str:
    mark = " (ước tính)" if section.estimated else ""
    return f"{table.title}{mark} · {report.agency.name} · {report.period.name}, tính đến {format_date(report.as_of)}"


def _set_up(sheet: Worksheet, table: Table, *, heading: int) -> None:
    sheet.freeze_panes = f"B{heading + 1}"
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if table.is_wide else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_setup.fitToHeight = 0
    for number, column in enumerate(table.columns, start=1):
        # Long sentences are folded, figures never.
        longest = max((len(column.shown(row[number - 1])) for row in table.rows), default=0)
        width = min(max(longest + 2, NARROW), WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width


def _heading(sheet: Any, column: Column) -> Any:
    cell = _text(sheet, column.label, font=BOLD, alignment=MIDDLE)
    cell.border, cell.fill = BOX, SHADE
    return cell


class _Looks:
    """Cells of one table; how a kind of cell looks is worked out once, which openpyxl takes longest for."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, bool, bool, bool], Any] = {}

    def cell(self, column: Column, value: type_of_cell, *, bold: bool) -> Any:
        """One figure, or one text, in its box."""
        is_text = isinstance(value, str) or value is None
        right = value is None and column.unit is not Unit.TEXT
        number_format = "" if is_text else FORMATS.get(column.unit, "General")
        made = _plain(self._sheet, column.shown(value)) if is_text else _number(self._sheet, value)
        key = (number_format, right, bold, bool(made.quotePrefix))
        if key not in self._known:
            made.font, made.border = BOLD if bold else PLAIN, BOX
            made.alignment = (WRAP if not right else RIGHT) if is_text else TOP
            if number_format:
                made.number_format = number_format
            self._known[key] = made._style  # noqa: SLF001 - openpyxl has no other name for all of it
        made._style = copy(self._known[key])  # noqa: SLF001
        return made


def _number(sheet: Any, value: type_of_cell) -> Any:
    return WriteOnlyCell(sheet, value)  # type: ignore[arg-type] # openpyxl takes numbers of any kind


def _text(sheet: Any, text: str, *, font: Font = PLAIN, alignment: Alignment = WRAP) -> Any:
    """A cell of text that stands alone."""
    cell = _plain(sheet, text)
    cell.font, cell.alignment = font, alignment
    return cell


def _plain(sheet: Any, text: str) -> Any:
    """A cell of text, also where the text begins like a formula."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type, cell.quotePrefix = "s", text.startswith(("=", "+", "-", "@"))
    return cell

"""A report as XLSX: one sheet a table, figures as numbers, no formulas."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from targets.reports.document import Column, Document, Section, Table, Unit, type_of_cell
from targets.reports.xlsx import Look, Sheet, type_of_written, written
from vietnamese.dates import format_date

FORMATS = {Unit.COUNT: "#,##0", Unit.PERCENT: '0.00" %"', Unit.POINTS: "0.00"}
TITLE, PLAIN, BOLD = Look(size=14, bold=True), Look(wrapped=True), Look(bold=True, wrapped=True)
ABOVE = Look(bold=True)
HEADING = Look(
    bold=True, boxed=True, shaded=True, wrapped=True, horizontal="center", vertical="center"
)
# In a box, by whether they are bold: of a province there are thousands, which share them.
TEXTS = {bold: Look(bold=bold, boxed=True, wrapped=True) for bold in (False, True)}
NO_FIGURES = {bold: Look(bold=bold, boxed=True, horizontal="right") for bold in (False, True)}
FIGURES = {
    (unit, bold): Look(bold=bold, boxed=True, number_format=FORMATS.get(unit, ""))
    for unit in Unit
    for bold in (False, True)
}
NARROW, WIDEST = 12, 60
# A sheet's name has at most 31 letters, and none of these.
NAME_LENGTH, NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
LIKE_FORMULAS = ("=", "+", "-", "@")


def as_workbook(report: Document) -> bytes:
    """The file. A sheet begins with what it shows; its heading stays in sight and is repeated in print."""
    sheets = [Sheet("Thông tin chung", (26, 90), list(_cover(report)))]
    for number, (section, table) in enumerate(report.tables, start=1):
        sheets.append(_sheet(_name(number, table.title), report, section, table))
    return written(sheets, title=report.title, author="Motlan")


def _name(number: int, title: str) -> str:
    """The sheet's number and title, cut after a whole word where it is too long."""
    name = NOT_IN_NAMES.sub(" ", f"{number}. {title}").strip()
    if len(name) <= NAME_LENGTH:
        return name
    return f"{name[: NAME_LENGTH - 1].rpartition(' ')[0]}…"


def _cover(report: Document) -> Iterator[list[type_of_written]]:
    yield [_text(report.title, TITLE)]
    facts = [
        ("Cơ quan", f"{report.agency.name} ({report.agency.code})"),
        ("Kỳ báo cáo", report.period.name),
        ("Tính đến", format_date(report.as_of)),
        ("Lập ngày", format_date(report.made_on)),
        *(("Kỳ đã chốt", mark) for mark in report.marks),
    ]
    for label, value in facts:
        yield [_text(label, BOLD), _text(value)]
    for section in report.sections:
        yield []
        yield [_text(section.heading, ABOVE)]
        for kind, sentences in (("Chênh lệch", section.differences), ("Ghi chú", section.notes)):
            for each in sentences:
                yield [_text(kind), _text(each)]


def _sheet(name: str, report: Document, section: Section, table: Table) -> Sheet:
    above = [_told(report, section, table), *section.differences]
    rows = [[_text(sentence, ABOVE)] for sentence in above]
    rows.append([_text(column.label, HEADING) for column in table.columns])
    rows += _rows(table)
    return Sheet(name, list(_widths(table)), rows, heading=len(above) + 1, is_wide=table.is_wide)


def _told(report: Document, section: Section, table: Table) -> str:
    mark = " (ước tính)" if section.estimated else ""
    return f"{table.title}{mark} · {report.agency.name} · {report.period.name}, tính đến {format_date(report.as_of)}"


def _widths(table: Table) -> Iterator[int]:
    for number, column in enumerate(table.columns):
        # Long sentences are folded, figures never.
        longest = max(map(len, _longest(column, [row[number] for row in table.rows])), default=0)
        yield min(max(longest + 2, NARROW), WIDEST)


def _longest(column: Column, cells: list[type_of_cell]) -> Iterator[str]:
    """What a column shows, of its figures only the largest and the smallest: none is longer."""
    figures = [cell for cell in cells if cell is not None and not isinstance(cell, str)]
    yield from (column.shown(cell) for cell in cells if cell is None or isinstance(cell, str))
    yield from (column.shown(end(figures)) for end in (min, max) if figures)


def _rows(table: Table) -> Iterator[list[type_of_written]]:
    looks = {
        bold: [(column, FIGURES[column.unit, bold]) for column in table.columns]
        for bold in (False, True)
    }
    for number, row in enumerate(table.rows, start=1):
        bold = table.has_total and number == len(table.rows)
        # Of a province there are four thousand: a figure in its box has no function of its own.
        yield [
            _words(column, value, bold=bold)
            if value is None or isinstance(value, str)
            else (value, look)
            for (column, look), value in zip(looks[bold], row, strict=True)
        ]


def _words(column: Column, value: str | None, *, bold: bool) -> type_of_written:
    """A text in its box, or what is said in place of a figure."""
    looks = TEXTS if column.unit is Unit.TEXT else NO_FIGURES
    return _text(column.shown(value), looks[bold])


def _text(text: str, look: Look = PLAIN) -> type_of_written:
    """A cell of text, also where the text begins like a formula."""
    return text, _quoted(look) if text.startswith(LIKE_FORMULAS) else look


@cache
def _quoted(look: Look) -> Look:
    return replace(look, is_quoted=True)

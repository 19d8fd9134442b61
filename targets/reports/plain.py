"""A report as rows for other programs: one figure a row, so that no layout has to be guessed."""

from collections.abc import Iterator
from decimal import Decimal

from targets.reports.document import Column, Document, Unit, type_of_cell

HEADER = (
    "co_quan",
    "ky",
    "phan",
    "bang",
    "dong",
    "ten_dong",
    "cot",
    "gia_tri",
    "don_vi",
    "uoc_tinh",
)
type_of_value = str | int | Decimal


def figures_of(report: Document) -> Iterator[tuple[type_of_value, ...]]:
    """Every cell but the names of rows. What has no figure is an empty value, never 0."""
    for section, table in report.tables:
        for number, row in enumerate(table.rows, start=1):
            for column, value in list(zip(table.columns, row, strict=True))[1:]:
                yield (
                    report.agency.code,
                    report.period.code,
                    section.code,
                    table.code,
                    number,
                    table.columns[0].shown(row[0]),
                    column.label,
                    _value(column, value),
                    column.unit.value,
                    "ước tính" if section.estimated else "",
                )


def _value(column: Column, cell: type_of_cell) -> type_of_value:
    """Words in the place of a figure, such as why there is none, are no value."""
    is_told = isinstance(cell, str) and column.unit is not Unit.TEXT
    return "" if cell is None or is_told else cell

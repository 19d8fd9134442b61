"""A report as what it says: sections with tables of typed cells. How it looks is the writers' business."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from accounts.models import Agency
from targets.reports.periods import ReportPeriod
from vietnamese.dates import format_number, format_percent

type_of_cell = str | int | Decimal | None
type_of_row = tuple[type_of_cell, ...]

# More columns than a page in portrait holds with legible figures.
WIDE = 6


class Unit(Enum):
    """What the cells of a column are; a table of figures names it beside each."""

    TEXT = ""
    COUNT = "số lượng"
    PERCENT = "%"
    POINTS = "điểm"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `none` is what a cell without a figure says, so that it is never taken for 0."""

    label: str
    unit: Unit = Unit.TEXT
    none: str = "n/a"

    def shown(self, cell: type_of_cell) -> str:
        """The cell as a person reads it."""
        if cell is None:
            return self.none
        if isinstance(cell, str):
            return cell
        if self.unit is Unit.PERCENT:
            return format_percent(Decimal(cell))
        return format_number(cell)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the last row is a sum where `has_total`."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[type_of_row, ...]
    has_total: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page in landscape."""
        return len(self.columns) > WIDE

    @property
    def shown(self) -> Iterator[list[tuple[Column, str, bool]]]:
        """Each row as (column, words, whether there is no figure)."""
        for row in self.rows:
            yield [
                (column, column.shown(cell), cell is None)
                for column, cell in zip(self.columns, row, strict=True)
            ]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Args:
        differences: what does not add up, in sentences; told wherever the figures are.
        notes: how the figures are to be read.
        estimated: made of data whose source is not the legal text itself (*ước tính*).
    """

    code: str
    title: str
    tables: tuple[Table, ...] = ()
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    estimated: bool = False

    @property
    def heading(self) -> str:
        """The title, marked where the figures are an estimate."""
        return f"{self.title} (ước tính)" if self.estimated else self.title


@dataclass(frozen=True, slots=True)
class Document:
    """One report of one agency's subtree over one period."""

    agency: Agency
    period: ReportPeriod
    as_of: date  # the last day that is counted
    made_on: date
    sections: tuple[Section, ...]
    marks: tuple[str, ...] = field(
        default=()
    )  # e.g. that the period is closed, and with which hash

    @property
    def subject(self) -> str:
        """What the report is about, whatever its period."""
        return "Tình hình giải quyết hồ sơ và thực hiện chỉ tiêu số hóa"

    @property
    def title(self) -> str:
        """What the report is about."""
        return f"{self.subject} {self.period.name}"

    @property
    def is_unfinished(self) -> bool:
        """Whether the period was not over yet."""
        return self.as_of < self.period.end

    @property
    def file_name(self) -> str:
        """Without an ending; letters, figures, dots and hyphens only."""
        return f"bao-cao-{self.agency.code}-{self.period.code}"

    @property
    def tables(self) -> Iterator[tuple[Section, Table]]:
        """All tables in their order."""
        for section in self.sections:
            for table in section.tables:
                yield section, table

"""A report as an office prints it: PDF/A-2u in the layout of an administrative document.

Source: Decree 30/2020/NĐ-CP for the parts of a document and their places.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.template.loader import render_to_string

from targets.reports.document import Document, Section, Table
from vietnamese.dates import format_date


class Printer(Protocol):
    """Lays out a page; see printing.pdfa.html_to_pdfa."""

    def __call__(self, html: str, *, title: str) -> bytes:
        """PDF/A bytes.

        Raises:
            printing.errors.PrintingError: it could not be printed.
        """


@dataclass(frozen=True, slots=True)
class Annex:
    """A table that is too wide for the text: it follows the signature on pages in landscape."""

    number: str
    section: Section
    table: Table


def annexes_of(report: Document) -> list[Annex]:
    """The wide tables in their order, numbered as annexes are."""
    wide = [(section, table) for section, table in report.tables if table.is_wide]
    return [Annex(roman(number), *each) for number, each in enumerate(wide, start=1)]


def roman(number: int) -> str:
    """I to XXXIX, which no report's annexes reach."""
    return (
        "X" * (number // 10)
        + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    )


def html_of(report: Document) -> str:
    """The page that is printed. Number, place and signature are the office's to fill in."""
    day = report.made_on
    above = [report.agency.parent.name] if report.agency.parent else []
    facts = {
        "report": report,
        "annexes": annexes_of(report),
        "as_of": f"ngày {format_date(report.as_of)}",
        "date_line": f"............., {_in_words(day)}",
        "receivers": [*above, "Lãnh đạo cơ quan", "Các cơ quan trực thuộc", "Lưu: VT"],
    }
    return render_to_string("office/report.html", facts)


def _in_words(day: date) -> str:
    """Days below 10 and the months 1 and 2 with a nought before them, as the decree has it."""
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def as_pdf(report: Document, *, to_pdf: Printer) -> bytes:
    """The report as PDF/A.

    Raises:
        printing.errors.PrintingError: too long to print, or the printer failed.
    """
    return to_pdf(html_of(report), title=f"{report.title} - {report.agency}")

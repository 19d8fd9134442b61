"""A report as an office prints it: PDF/A-2u in the layout of an administrative document.

Source: Decree 30/2020/NĐ-CP for the parts of a document and their places.
"""

from typing import Protocol

from django.template.loader import render_to_string

from targets.reports.document import Document
from vietnamese.dates import format_date


class Printer(Protocol):
    """Lays out a page; see printing.pdfa.html_to_pdfa."""

    def __call__(self, html: str, *, title: str) -> bytes:
        """PDF/A bytes.

        Raises:
            printing.errors.PrintingError: it could not be printed.
        """


def html_of(report: Document) -> str:
    """The page that is printed. Number, place and signature are the office's to fill in."""
    day = report.made_on
    above = [report.agency.parent.name] if report.agency.parent else []
    facts = {
        "report": report,
        "as_of": f"ngày {format_date(report.as_of)}",
        "date_line": f"............., ngày {day:%d} tháng {day:%m} năm {day.year}",
        "receivers": [*above, "Lãnh đạo cơ quan", "Các cơ quan trực thuộc", "Lưu: VT"],
    }
    return render_to_string("office/report.html", facts)


def as_pdf(report: Document, *, to_pdf: Printer) -> bytes:
    """The report as PDF/A.

    Raises:
        printing.errors.PrintingError: too long to print, or the printer failed.
    """
    return to_pdf(html_of(report), title=f"{report.title} - {report.agency}")

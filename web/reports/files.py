"""A report as a file to take along; that somebody takes it is recorded before they get it."""

from collections.abc import Callable

from django.http import HttpResponse

from accounts.actors import actor
from accounts.models import User
from config import wiring
from dossiers import events
from targets.reports.document import Document
from targets.reports.plain import HEADER, figures_of
from targets.reports.press import as_pdf
from targets.reports.workbook import as_workbook
from web import spreadsheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_table(report: Document) -> bytes:
    """CSV with one figure a line."""
    return spreadsheet.as_csv(HEADER, figures_of(report))


def printed(report: Document) -> bytes:
    """PDF/A.

    Raises:
        printing.errors.PrintingError: it could not be printed.
    """
    return as_pdf(report, to_pdf=wiring.press().to_pdf)


# By the ending of the file: how it is made, and its media type.
FILES: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "xlsx": (as_workbook, XLSX),
    "csv": (as_table, "text/csv; charset=utf-8"),
    "pdf": (printed, "application/pdf"),
}


def report_file(report: Document, *, ending: str, user: User) -> HttpResponse:
    """The file, once it is recorded who takes it.

    Raises:
        printing.errors.PrintingError: it could not be printed; nothing is recorded.
    """
    make, media_type = FILES[ending]
    content = make(report)
    events.record(
        agency=report.agency,
        actor=actor(user),
        verb="report.exported",
        about=user,
        facts={"period": report.period.code, "format": ending},
    )
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{report.file_name}.{ending}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

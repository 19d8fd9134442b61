"""The report as the page shows it, and as a table to keep."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossiers.models import PaperRefusal, PaperRequest
from reuse.asked import AskedAnyway

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets guess another encoding
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Reasons:
    """How often each reason was given, in the order of the list of reasons."""

    title: str
    rows: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """Totals of the person's agencies, and a row for each where something happened."""

    rows: Sequence[AskedAnyway]
    asked: Reasons
    refused: Reasons
    reused: int


def report_of(rows: Sequence[AskedAnyway]) -> Report:
    """The report."""
    asked: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for row in rows:
        asked.update(row.asked)
        refused.update(row.refused)
    return Report(
        rows=rows,
        asked=_reasons("Yêu cầu nộp giấy đang giữ", PaperRequest.Reason.choices, asked),
        refused=_reasons("Không dùng giấy đang giữ", PaperRefusal.Reason.choices, refused),
        reused=sum(row.reused for row in rows),
    )


def as_csv(rows: Sequence[AskedAnyway]) -> bytes:
    """One line an agency, a column for each reason."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_header())
    for row in rows:
        table.writerow([_cell(value) for value in _values(row)])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _header() -> list[str]:
    return [
        "Mã cơ quan",
        "Cơ quan",
        "Thành phần dùng lại",
        "Yêu cầu nộp giấy đang giữ",
        *(f"Yêu cầu: {label}" for label in PaperRequest.Reason.labels),
        "Không dùng giấy đang giữ",
        *(f"Không dùng: {label}" for label in PaperRefusal.Reason.labels),
    ]


def _values(row: AskedAnyway) -> Iterator[str]:
    yield from (row.agency.code, row.agency.name, str(row.reused), str(row.times_asked))
    yield from (str(row.asked.get(code, 0)) for code in PaperRequest.Reason.values)
    yield str(row.times_refused)
    yield from (str(row.refused.get(code, 0)) for code in PaperRefusal.Reason.values)


def _cell(value: str) -> str:
    """The value as text also in a spreadsheet."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _reasons(title: str, choices: Sequence[tuple[str, str]], counted: Counter[str]) -> Reasons:
    rows = tuple((str(label), counted[code]) for code, label in choices)
    return Reasons(title, rows, sum(counted.values()))

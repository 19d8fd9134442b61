"""Tables to keep as CSV, which a spreadsheet opens as the text that it is."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets guess another encoding
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(header: Iterable[str], rows: Iterable[Iterable[str | int | Decimal]]) -> bytes:
    """The heading as it is, and every text of the rows as text also in a spreadsheet; numbers are no formulas."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(header)
    table.writerows([_cell(value) for value in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _cell(value: str | int | Decimal) -> str | int | Decimal:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

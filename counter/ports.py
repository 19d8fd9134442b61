"""What the counter needs from outside."""

from dataclasses import dataclass
from typing import Protocol

from storage.ports import Store


class Printer(Protocol):
    """Lays out a page; see printing.pdfa.html_to_pdfa."""

    def __call__(self, html: str, *, title: str) -> bytes:
        """PDF/A bytes.

        Raises:
            printing.errors.PrintingError: it could not be printed; nothing is lost.
        """


@dataclass(frozen=True, slots=True)
class Press:
    """Where forms are printed, and where they are kept."""

    to_pdf: Printer
    store: Store

"""What every format of file gives."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a table, the heading first; every cell is text, NFC, without blanks around it."""

    rows: Generator[Sequence[str], None, None]
    done: Callable[[], float]  # about which share of the file has been read, 0 to 1

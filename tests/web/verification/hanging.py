"""A look that never ends and one that takes all memory; a module of its own, since the sandbox knows no Django."""

import time
from pathlib import Path

from ocr.documents import Limits
from ocr.sandbox_process import MEMORY_LIMIT_BYTES


def hang(path: Path, *, limits: Limits) -> None:
    time.sleep(600)


def swell(path: Path, *, limits: Limits) -> int:
    return len(bytearray(2 * MEMORY_LIMIT_BYTES))

"""HTML to PDF/A-2u, through a process of its own (printing/render.py)."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from printing.errors import PrintingError, PrintingTookTooLong, TooMuchToPrint
from printing.fonts import font_folder, printable

MAX_BYTES: Final = 1024 * 1024  # a form has some twenty thousand
TIMEOUT_S: Final = 30.0  # a form takes one second, most of it for starting
# More for each byte of the page: a report of 170 agencies (300 kB) takes six seconds of a free processor.
TIMEOUT_S_A_BYTE: Final = 0.0003
# More at once only slow each other down; who comes later waits as long as one print may take.
_PLACES = threading.BoundedSemaphore(2)
_ROOT = Path(__file__).resolve().parents[1]
# Neither settings nor secrets of the program that asks.
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": os.defpath, "HOME": "/nonexistent"}


def html_to_pdfa(
    html: str, *, title: str, language: str = "vi", timeout_s: float | None = None
) -> bytes:
    """Print a page as PDF/A-2u with embedded fonts; the same page gives the same bytes.

    Letters that the fonts do not have are printed as □. The page may use what stands in it (data: too) and
    the two families of printing/fonts.py, nothing from network or disk.

    Raises:
        TooMuchToPrint: the page has more than MAX_BYTES.
        PrintingTookTooLong: not done in time; its process was ended.
        PrintFontMissing: the machine lacks the fonts.
        PrintingError: the page asks for something from outside, or could not be laid out.
    """
    font_folder()
    asked = {"html": printable(html), "title": printable(title), "language": language}
    told = json.dumps(asked).encode()
    if len(told) > MAX_BYTES:
        raise TooMuchToPrint(f"{len(told)} bytes")
    if timeout_s is None:
        timeout_s = TIMEOUT_S + len(told) * TIMEOUT_S_A_BYTE
    if not _PLACES.acquire(timeout=timeout_s):
        raise PrintingTookTooLong("no place")
    try:
        return _printed(told, timeout_s)
    finally:
        _PLACES.release()


def _printed(told: bytes, timeout_s: float) -> bytes:
    command = [sys.executable, "-m", "printing.render"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no words of anybody else
            command,
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintingTookTooLong(f"{timeout_s} s") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PrintingError(f"ended with {done.returncode}")
    return done.stdout

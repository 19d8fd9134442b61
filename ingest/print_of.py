"""What page 1 of a copy shows, so that the mark of a signature covers none of it."""

from pathlib import Path

from ocr.errors import OcrError
from ocr.sandbox import Sandbox
from signing.print_map import PrintMap, see_print

LOOK_S = 10.0


def print_of(pdf: Path | bytes, *, sandbox: Sandbox) -> PrintMap | None:
    """None where the page cannot be shown in time: it is signed all the same, with the mark top right."""
    try:
        return sandbox.run(see_print, pdf, timeout_s=LOOK_S)
    except OcrError:
        return None

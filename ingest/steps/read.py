"""PREPARED → READ: every page straightened, cleaned and read, with its words, boxes and quality.

A page that hangs, breaks a process or cannot be opened does not hold up the others: it is tried twice,
then it keeps its place without words, marked for the clerk.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from dossiers.models import PageText, Paper
from dossiers.states import State
from ingest.errors import NoText
from ingest.steps.files import original
from ingest.tools import Done, Tools
from ocr.documents import page_info
from ocr.errors import OcrError
from ocr.ports import Box, Line, PageReading, Quality, Word
from ocr.unread import is_unread, unread_page
from vietnamese.text import storable


def read(paper: Paper, tools: Tools) -> Done:
    """Read the paper's pages, several at once.

    Raises:
        NoText: not one readable word on any page.
        ocr.errors.OcrError: no page gave a word, and at least one could not be read.
    """
    numbers = range(paper.first_page, (paper.last_page or paper.first_page) + 1)
    with original(paper, tools) as path:
        readings = _readings(path, numbers, tools, mode=_mode_of(paper))

    def save(current: Paper) -> None:
        current.page_texts.all().delete()
        PageText.objects.bulk_create(page_text(current, reading) for reading in readings)

    facts: dict[str, object] = {
        "pages": len(readings),
        "blank": sum(reading.blank for reading in readings),
    }
    if unread := sum(map(is_unread, readings)):
        facts["unread"] = unread
    return Done(State.READ, save, facts)


def _mode_of(paper: Paper) -> str:
    """How its type is to be read, where that is known by now; else as the installation reads."""
    return paper.paper_type.mode if paper.paper_type else ""


def _readings(path: Path, numbers: Sequence[int], tools: Tools, *, mode: str) -> list[PageReading]:
    pages_of_file = ((path, number) for number in numbers)
    outcomes = tools.sandbox.read_each(pages_of_file, tools.limits, mode=mode)
    pages = dict(zip(numbers, outcomes, strict=True))
    if not any(isinstance(page, PageReading) and page.words for page in pages.values()):
        raise next((page for page in pages.values() if isinstance(page, OcrError)), NoText())
    return [
        _unread(path, number, page, tools) if isinstance(page, OcrError) else page
        for number, page in pages.items()
    ]


def _unread(path: Path, number: int, error: OcrError, tools: Tools) -> PageReading:
    """The page with its true size where the file tells it, for the viewer and the copy."""
    try:
        info = tools.sandbox.run(page_info, path, number, limits=tools.limits)
    except OcrError:
        info = None
    return unread_page(number, error, info=info)


def page_text(paper: Paper, reading: PageReading) -> PageText:
    """The row of one page."""
    return PageText(
        paper=paper,
        number=reading.number,
        width_px=reading.width_px,
        height_px=reading.height_px,
        dpi=reading.dpi,
        blank=reading.blank,
        turn_deg=reading.turn_deg,
        angle_deg=reading.angle_deg,
        text=storable(reading.text),
        lines=[[_pack(word) for word in line.words] for line in reading.lines],
        quality=asdict(reading.quality),
        engine=reading.engine,
    )


def page_reading(row: PageText) -> PageReading:
    """The reading back from its row."""
    quality = dict(row.quality)
    quality["warnings"] = tuple(quality.get("warnings", ()))
    return PageReading(
        number=row.number,
        width_px=row.width_px,
        height_px=row.height_px,
        dpi=row.dpi,
        blank=row.blank,
        turn_deg=row.turn_deg,
        angle_deg=row.angle_deg,
        lines=lines_of(row),
        quality=Quality(**quality),
        engine=row.engine,
    )


def lines_of(row: PageText) -> tuple[Line, ...]:
    """The lines of words back from their row."""
    return tuple(Line(tuple(_unpack(word) for word in line)) for line in row.lines)


def _pack(word: Word) -> list[object]:
    box = word.box
    packed = [storable(word.text), box.x0, box.y0, box.x1, box.y1, round(word.confidence, 1)]
    return [*packed, 1] if word.handwritten else packed


def _unpack(packed: list[object]) -> Word:
    text, x0, y0, x1, y1, confidence, *handwritten = packed
    box = Box(int(str(x0)), int(str(y0)), int(str(x1)), int(str(y1)))
    return Word(str(text), box, float(str(confidence)), handwritten=bool(handwritten))

"""PREPARED → READ: every page straightened, cleaned and read, with its words, boxes and quality."""

from dataclasses import asdict

from dossiers.models import PageText, Paper
from dossiers.states import State
from ingest.errors import NoText
from ingest.steps.files import original
from ingest.tools import Done, Tools
from ocr.ports import Box, Line, PageReading, Quality, Word
from vietnamese.text import storable


def read(paper: Paper, tools: Tools) -> Done:
    """Read the paper's pages, several at once.

    Raises:
        NoText: not one readable word on any page.
        ocr.errors.OcrError, SandboxTimeout, SandboxDied: a page could not be read.
    """
    numbers = range(paper.first_page, (paper.last_page or paper.first_page) + 1)
    with original(paper, tools) as path:
        readings = tools.sandbox.read_pages(path, list(numbers), tools.limits)
    if not any(reading.words for reading in readings):
        raise NoText

    def save(current: Paper) -> None:
        current.page_texts.all().delete()
        PageText.objects.bulk_create(page_text(current, reading) for reading in readings)

    blank = sum(reading.blank for reading in readings)
    return Done(State.READ, save, {"pages": len(readings), "blank": blank})


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
        lines=tuple(Line(tuple(_unpack(word) for word in line)) for line in row.lines),
        quality=Quality(**quality),
        engine=row.engine,
    )


def _pack(word: Word) -> list[object]:
    box = word.box
    return [storable(word.text), box.x0, box.y0, box.x1, box.y1, round(word.confidence, 1)]


def _unpack(packed: list[object]) -> Word:
    text, x0, y0, x1, y1, confidence = packed
    box = Box(int(str(x0)), int(str(y0)), int(str(x1)), int(str(y1)))
    return Word(str(text), box, float(str(confidence)))

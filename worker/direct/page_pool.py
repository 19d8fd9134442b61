"""Reads the pages of many files in a sandbox, some at once, in the order given. Knows the reading tool only."""

from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from ocr.documents import Limits, open_document
from ocr.errors import OcrError
from ocr.ports import PageReading
from ocr.sandbox import Sandbox
from worker.direct.progress import Progress

PageOutcome = PageReading | OcrError
# What became of each page, or why not one could be read.
FileOutcome = tuple[PageOutcome, ...] | OcrError


def read_files(
    files: Sequence[str], *, sandbox: Sandbox, limits: Limits, progress: Progress
) -> Iterator[tuple[str, FileOutcome]]:
    """What was read of each file, in the order given; files are opened while the pages before are read.

    Raises:
        OcrError: reading itself does not work; no page could be read.
    """
    opened: deque[tuple[str, int | OcrError]] = deque()

    def pages() -> Iterator[tuple[Path, int]]:
        for file in files:
            count = page_count(Path(file), sandbox, limits)
            opened.append((file, count))
            if isinstance(count, int):
                progress.expect(count)
                yield from ((Path(file), number) for number in range(1, count + 1))

    held: list[PageOutcome] = []
    for outcome in sandbox.read_each(pages(), limits):
        progress.page(is_read=isinstance(outcome, PageReading))
        yield from _failed_before(opened)
        held.append(outcome)
        if len(held) == opened[0][1]:
            yield opened.popleft()[0], _of_file(held)
            held = []
    yield from _failed_before(opened)


def _of_file(pages: Sequence[PageOutcome]) -> FileOutcome:
    """A file of which nothing was read failed for the reason of its first page."""
    first = pages[0]
    if isinstance(first, OcrError) and all(isinstance(page, OcrError) for page in pages):
        return first
    return tuple(pages)


def _failed_before(opened: deque[tuple[str, int | OcrError]]) -> Iterator[tuple[str, OcrError]]:
    """The files at the head of the line that have no page."""
    while opened:
        file, count = opened[0]
        if isinstance(count, int):
            return
        opened.popleft()
        yield file, count


def page_count(path: Path, sandbox: Sandbox, limits: Limits) -> int | OcrError:
    """How many pages the file has, or why it cannot be opened."""
    (document,) = sandbox.run_each(partial(open_document, limits=limits), [(path,)])
    return document if isinstance(document, OcrError) else len(document.pages)

"""Reads many files in a sandbox, some at once, in the order given. Knows the reading tool only."""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from config import wiring
from ocr.documents import Limits, open_document
from ocr.errors import OcrError
from ocr.ports import PageReading
from ocr.sandbox import Sandbox

Outcome = tuple[PageReading, ...] | OcrError

log = logging.getLogger(__name__)


def read_files(files: Sequence[str], *, mode: str, jobs: int) -> Iterator[tuple[str, Outcome]]:
    """Readings of every page of each file, or why the file could not be read, in the order given.

    A file that takes too long, or ends the process that reads it, fails alone.
    """
    limits = wiring.limits()
    remaining = deque(files)
    under_way: deque[tuple[str, Future[Outcome]]] = deque()
    with (
        wiring.sandbox(jobs=jobs, engine_name=mode) as sandbox,
        # Each thread waits for one file; one file ahead keeps every process busy without holding
        # a thousand readings.
        ThreadPoolExecutor(jobs + 1) as threads,
    ):
        while remaining or under_way:
            while remaining and len(under_way) <= jobs:
                file = remaining.popleft()
                under_way.append((file, threads.submit(_outcome, Path(file), sandbox, limits)))
            file, future = under_way.popleft()
            yield file, future.result()


def read_file(path: Path, sandbox: Sandbox, limits: Limits) -> tuple[PageReading, ...]:
    """Readings of every page of one file.

    Raises:
        OcrError: the file or one of its pages cannot be read.
    """
    pages = sandbox.run(open_document, path, limits=limits).pages
    return tuple(sandbox.read_pages(path, [page.number for page in pages], limits))


def _outcome(path: Path, sandbox: Sandbox, limits: Limits) -> Outcome:
    try:
        return read_file(path, sandbox, limits)
    except OcrError as error:
        return error
    except Exception as error:  # noqa: BLE001 - libraries fail in many ways on hostile files; one must not end the run
        log.warning("%s: %s: %s", path.name, type(error).__name__, error)
        return OcrError(str(error))

"""Reads many files, one page a process, in the order given. Knows the reading tool only."""

import ctypes
import logging
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from config import wiring
from ocr.documents import open_document
from ocr.errors import EngineFailed, OcrError
from ocr.ports import Engine, PageReading
from ocr.reading import read_page

Outcome = tuple[PageReading, ...] | OcrError

_PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


def read_files(files: Sequence[str], *, mode: str, jobs: int) -> Iterator[tuple[str, Outcome]]:
    """Readings of every page of each file, or why the file could not be read, in the order given.

    One job reads in this process; more read that many pages at a time, each in a process of its
    own. A process that dies fails the files under way; those after them get fresh processes.
    """
    if jobs == 1:
        for file in files:
            yield file, _read_here(Path(file), mode=mode)
        return
    remaining = deque(files)
    while remaining:
        pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(mode,)
        )
        with pool:
            yield from _read_in(pool, remaining, mode=mode, ahead=jobs)


def _read_in(
    pool: Executor, remaining: deque[str], *, mode: str, ahead: int
) -> Iterator[tuple[str, Outcome]]:
    """Take files off `remaining` until none is left or a process has died."""
    under_way: deque[tuple[str, list[Future[PageReading]] | OcrError]] = deque()
    died = False
    while under_way or (remaining and not died):
        # A few files ahead keep every process busy without holding a thousand readings.
        while remaining and not died and len(under_way) <= ahead:
            file = remaining.popleft()
            try:
                under_way.append((file, _submit(pool, Path(file), mode=mode)))
            except BrokenProcessPool:
                remaining.appendleft(file)
                died = True
        if under_way:
            file, futures = under_way.popleft()
            outcome, crashed = _collect(futures)
            died = died or crashed
            yield file, outcome


def _submit(pool: Executor, path: Path, *, mode: str) -> list[Future[PageReading]] | OcrError:
    try:
        pages = open_document(path).pages
    except OcrError as error:
        return error
    return [pool.submit(_read_one, path, page.number, mode) for page in pages]


def _collect(futures: list[Future[PageReading]] | OcrError) -> tuple[Outcome, bool]:
    """The readings or the first error, and whether a process died."""
    if isinstance(futures, OcrError):
        return futures, False
    try:
        return tuple(future.result() for future in futures), False
    except OcrError as error:
        for future in futures:
            future.cancel()
        return error, False
    except BrokenProcessPool as error:
        return EngineFailed(str(error)), True


def _read_here(path: Path, *, mode: str) -> Outcome:
    try:
        pages = open_document(path).pages
        return tuple(_read_one(path, page.number, mode) for page in pages)
    except OcrError as error:
        return error


def _read_one(path: Path, number: int, mode: str) -> PageReading:
    try:
        return read_page(path, number, engine=_engine(mode))
    except OcrError:
        raise
    except Exception as error:
        # Libraries fail in many ways on hostile files; one page must not end the whole run.
        log.exception("%s, page %d", path, number)
        raise OcrError(str(error)) from error


@cache
def _engine(mode: str) -> Engine:
    return wiring.engine(mode)


def _begin(mode: str) -> None:
    """Load the engine once a process, and end with the parent even if that is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    try:
        _engine(mode)
    except OcrError:
        return  # Each page then fails with this error, which a dead process could not tell.

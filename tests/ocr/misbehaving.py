"""Functions that do to a process of the sandbox what hostile files and full machines do."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from ocr import sandbox_process
from ocr.documents import Limits
from ocr.errors import DocumentDamaged, EngineMissing
from ocr.ports import Box, Line, PageReading, Word
from ocr.unread import unread_page

_kept: list[bytearray] = []


def double(number: int) -> int:
    return 2 * number


def die_at(number: int, wrong: int, seen: Path) -> int:
    """Killed from outside at one call, each time; every time is written down."""
    if number == wrong:
        with seen.open("a") as file:
            file.write(f"{os.getpid()}\n")
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_once(number: int, wrong: int, seen: Path) -> int:
    """A fault in a library at one call, the first time only."""
    if number == wrong and not seen.exists():
        seen.touch()
        os.kill(os.getpid(), signal.SIGSEGV)
    return number


def hang_at(number: int, wrong: int, seen: Path) -> int:
    if number == wrong:
        with seen.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(600)
    return number


def fail_at(number: int, wrong: int) -> int:
    if number == wrong:
        raise DocumentDamaged("page")
    if number == wrong + 1:
        raise ZeroDivisionError("a library")
    return number


def lack_engine(number: int) -> int:
    raise EngineMissing(str(number))


def swell(number: int) -> int:
    """Hold more than a process may between two calls; tells which process did it."""
    if number == 0:
        _kept.append(bytearray(5 * sandbox_process.RESIDENT_LIMIT_BYTES // 4))
    return os.getpid()


def ask_for_all_memory(number: int) -> int:
    return len(bytearray(2 * sandbox_process.MEMORY_LIMIT_BYTES))


def read_here(path: Path, number: int, limits: Limits, mode: str = "") -> PageReading:
    """Stands for reading a page; TROUBLE says what happens on which: "hang 2", "die 2", "damaged 2"."""
    kind, page = os.environ["TROUBLE"].split()
    if number == int(page):
        if kind == "hang":
            time.sleep(600)
        if kind == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        raise DocumentDamaged(str(path))
    seen = unread_page(number, DocumentDamaged())
    words = (Word(f"trang{number}", Box(10, 10, 90, 30), 99.0),)
    return replace(seen, lines=(Line(words),), quality=replace(seen.quality, warnings=()))

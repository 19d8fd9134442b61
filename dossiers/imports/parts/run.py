"""Runs an import part by part; one that was cut off goes on after the last part that was kept."""

import fcntl
import hashlib
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path
from threading import Lock
from typing import Final, Self

from django.db.models import Sum
from django.utils import timezone

from accounts.models import Agency
from dossiers.imports.dossiers import OPTIONAL, REQUIRED, catalogues
from dossiers.imports.errors import Changed, InUse
from dossiers.imports.parts.bad_rows import BadRows, type_of_words
from dossiers.imports.parts.part import Looked, Parts
from dossiers.imports.parts.pieces import opened
from dossiers.imports.parts.turns import Turns
from dossiers.models import ImportPart, ImportRun

PART_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: which file, for whom, and where bad rows go."""

    path: Path
    agency: Agency  # whose chain tells of it
    by: str  # user:<name> or cli:<os user>
    errors: Path
    words: type_of_words  # the sentence and the remedy of a code
    part_rows: int = PART_ROWS
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    part: ImportPart
    done: float  # share of the file, 0 to 1
    rows_per_s: float
    left_s: float


@dataclass(slots=True)
class Done:
    """What a run has done, the parts before an interruption included."""

    run: ImportRun
    resumed: bool
    parts: int = 0
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: int = 0
    seconds: float = 0.0  # of this start
    rows_now: int = 0  # of this start

    def add(self, part: ImportPart) -> None:
        """Count a part of this start."""
        self.parts += 1
        self.rows_now += part.rows
        for name in ("rows", "created", "updated", "unchanged", "bad"):
            setattr(self, name, getattr(self, name) + getattr(part, name))


def import_in_parts(order: Order, *, tell: Callable[[Progress], None]) -> Done:
    """Load a file of dossiers; parts that are written stay, bad rows go to the file of bad rows.

    Raises:
        TableError: the file cannot be read from some place on, is being imported already, or was changed
            meanwhile; what was written before stays, and the next start goes on from there.
        OSError: the file cannot be opened, or the one of bad rows cannot be written.
    """
    began = time.monotonic()
    with (
        _alone(order.path) as file,
        opened(order.path, required=REQUIRED, optional=OPTIONAL) as table,
    ):
        bad_rows = BadRows(order.errors, table.columns, order.words)
        as_hashed = _as_it_is(order.path)
        done = _begin(order, bad_rows, sha256=_sha256(file))
        writer = Parts(catalogues(), table.columns, bad_rows)
        pace = _Pace()
        # Closed before the file is: what stops a part has to wait for the reader of the next.
        with _Ahead(map(writer.look_at, table.pieces(order.part_rows))) as pieces:
            for part in _written(pieces, writer, order, done, as_hashed=as_hashed, pace=pace):
                done.add(part)
                tell(pace.progress(part))
        if not order.dry_run:
            done.run.ended_at = timezone.now()
            done.run.save(update_fields=["ended_at"])
    done.seconds = time.monotonic() - began
    return done


def _written(
    pieces: "_Ahead",
    writer: Parts,
    order: Order,
    done: "Done",
    *,
    as_hashed: tuple[int, ...],
    pace: "_Pace",
) -> Iterator[ImportPart]:
    """The parts after the last that was kept, in their order, as they are kept."""
    last = done.run.parts.last() if done.resumed else None
    number = done.parts
    with Turns() as turns:
        for looked in pieces:
            rest = looked.after(last.last_row if last else 0)
            if not rest.piece.rows:
                pace.begin(looked.piece.done)
                continue
            if _as_it_is(order.path) != as_hashed:
                raise Changed  # rows that are not in the hash must not go in under it
            number += 1
            write = partial(
                writer.write,
                rest,
                run=done.run,
                number=number,
                dry_run=order.dry_run,
                meanwhile=pieces.read_on,
            )
            yield from turns.put(write)
        yield from turns.rest()


class _Ahead:
    """The pieces; the next one is read and looked at in a thread, from when it is told to.

    That is when the database writes: before that, this process works itself, and two threads of Python would
    only keep each other waiting.
    """

    def __init__(self, pieces: Iterator[Looked]) -> None:
        self._pieces = pieces
        self._reader = ThreadPoolExecutor(1)
        self._coming: Future[Looked | None] | None = None
        self._asking = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._reader.shutdown()

    def __iter__(self) -> Iterator[Looked]:
        while (piece := self.read_on().result()) is not None:
            self._coming = None
            yield piece

    def read_on(self) -> "Future[Looked | None]":
        """Begin the next piece, unless it was begun."""
        with self._asking:
            if self._coming is None:
                self._coming = self._reader.submit(next, self._pieces, None)
            return self._coming


class _Pace:
    """How fast the rows go, since those that were passed over."""

    def __init__(self) -> None:
        self._rows = 0
        self.begin(0.0)

    def begin(self, done: float) -> None:
        """What was done until now does not count."""
        self._began = time.monotonic()
        self._done_before = done

    def progress(self, part: ImportPart) -> Progress:
        self._rows += part.rows
        passed_s = max(time.monotonic() - self._began, 1e-3)
        share = max(part.done - self._done_before, 1e-6)
        return Progress(part, part.done, self._rows / passed_s, passed_s * (1 - part.done) / share)


def _begin(order: Order, bad_rows: BadRows, *, sha256: str) -> Done:
    """The run of this file that was cut off, with its bad rows as they were; else a new one."""
    if not order.dry_run:
        cut_off = _cut_off(sha256)
        last = cut_off.parts.last() if cut_off else None
        if cut_off and last and bad_rows.size_bytes() >= last.errors_bytes:
            bad_rows.cut(last.errors_bytes)
            return _so_far(cut_off)
    bad_rows.cut(0)
    run = ImportRun(
        agency=order.agency,
        by=order.by,
        file_name=order.path.name[:255],
        file_sha256=sha256,
        size_bytes=order.path.stat().st_size,
        started_at=timezone.now(),
    )
    if not order.dry_run:
        run.save()
    return Done(run, resumed=False)


def _cut_off(sha256: str) -> ImportRun | None:
    """The newest run of a file with this content, if it did not come to its end."""
    newest = ImportRun.objects.filter(file_sha256=sha256).order_by("-id").first()
    return newest if newest and newest.ended_at is None else None


def _so_far(run: ImportRun) -> Done:
    names = ("rows", "created", "updated", "unchanged", "bad")
    sums = run.parts.aggregate(**{name: Sum(name) for name in names})
    return Done(run, resumed=True, parts=run.parts.count(), **sums)


@contextmanager
def _alone(path: Path) -> Generator[BufferedReader, None, None]:
    """The file, held so that no second import of it runs on this machine."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse from error
        yield file


def _sha256(file: BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _as_it_is(path: Path) -> tuple[int, ...]:
    """What changes when somebody writes the file or puts another in its place."""
    now = path.stat()
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns

"""`motlan pdf FILE OUT.pdf`: reads a file and writes it as a searchable PDF/A-2u. Never Django."""

import argparse
import getpass
import hashlib
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from config import wiring
from ocr.documents import Limits, page_info
from ocr.errors import ComposeFailed, OcrError
from ocr.ports import PageReading
from ocr.sandbox import Sandbox
from ocr.textlayer import About, Composed, PageSource, Part, bind, write_part
from ocr.unread import unread_page
from worker.direct.each_file import (
    ALL_FAILED,
    DONE,
    SOME_FAILED,
    WRONG_USE,
    add_reading_options,
    failure_object,
    parsed,
    put,
    tell_failure,
)
from worker.direct.page_pool import page_count
from worker.direct.progress import Progress

_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Converted:
    """The file that was written, and the pages in it that carry their image only, each with the reason."""

    composed: Composed
    unread: dict[int, OcrError]


def main(argv: Sequence[str]) -> int:
    """Run the verb; exit status 0 done, 1 failed, 2 wrong use, 3 done but for words of some pages."""
    options = parsed(_parser(), argv)
    if isinstance(options, int):
        return options
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    source, out = options.file, options.out
    problem = _wrong_use(source, out)
    if problem is not None:
        sys.stderr.write(f"motlan pdf: {problem}\n")
        return WRONG_USE
    try:
        with Progress(sys.stderr, quiet=options.json) as progress:
            converted = convert(
                source, out, mode=options.mode, jobs=options.jobs, progress=progress
            )
    except OcrError as error:
        tell_failure(str(source), error, as_json=options.json)
        return ALL_FAILED
    _report(source, converted, as_json=options.json)
    return SOME_FAILED if converted.unread else DONE


def convert(source: Path, out: Path, *, mode: str, jobs: int, progress: Progress) -> Converted:
    """Read every page of `source` and compose them into `out`.

    A page that could not be read is in `out` all the same, without words. One whose image cannot be had
    is not left out in silence: then nothing is written.

    Raises:
        OcrError: the file cannot be opened, read or written; `out` is then as it was before.
    """
    try:
        # A folder of our own beside `out`: what a killed process leaves in it goes with it.
        with (
            tempfile.TemporaryDirectory(dir=out.parent, prefix=".motlan-") as folder,
            wiring.sandbox(jobs=jobs, engine_name=mode, copied=True) as sandbox,
        ):
            copying = _Copying(source, Path(folder), sandbox, wiring.limits())
            parts = copying.read(progress)
            whole = [
                copying.without_words(number, part) if isinstance(part, OcrError) else part
                for number, part in enumerate(parts, start=1)
            ]
            composed = copying.bound(whole)
            composed.path.replace(out)
    except OSError as error:
        raise ComposeFailed(str(error), path=str(out)) from error
    unread = {n: part for n, part in enumerate(parts, start=1) if isinstance(part, OcrError)}
    return Converted(replace(composed, path=out), unread)


@dataclass(frozen=True, slots=True)
class _Copying:
    """One file on its way into a copy, written page by page to a folder."""

    source: Path
    folder: Path
    sandbox: Sandbox
    limits: Limits

    def read(self, progress: Progress) -> list[Part | OcrError]:
        """Each page, written where it was read; a file of which nothing was read fails as its first."""
        count = page_count(self.source, self.sandbox, self.limits)
        if isinstance(count, OcrError):
            raise count
        progress.expect(count)
        parts: list[Part | OcrError] = []
        pages = ((self.source, number) for number in range(1, count + 1))
        for part in self.sandbox.make_each(self._write, pages, self.limits):
            progress.page(is_read=isinstance(part, Part))
            parts.append(part)
        if isinstance(parts[0], OcrError) and not any(isinstance(part, Part) for part in parts):
            raise parts[0]
        return parts

    def without_words(self, number: int, error: OcrError) -> Part:
        """A page that could not be read."""
        info = self.sandbox.run(page_info, self.source, number, limits=self.limits)
        reading = unread_page(number, error, info=info)
        return self.sandbox.run(self._write, self.source, reading)

    def bound(self, parts: Sequence[Part]) -> Composed:
        """All pages as one file."""
        draft, about = self.folder / "draft.pdf", _about(self.source)
        return self.sandbox.run(bind, parts, about=about, out=draft, limits=self.limits)

    @property
    def _write(self) -> Callable[[Path, PageReading], Part]:
        return partial(_part, folder=self.folder, limits=self.limits)


def _part(path: Path, reading: PageReading, *, folder: Path, limits: Limits) -> Part:
    source = PageSource(path, reading.number, reading)
    return write_part(source, folder / f"page-{reading.number}.pdf", limits=limits)


def _about(source: Path) -> About:
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return About(
        title=source.stem,
        digitized_at=datetime.now(_VIETNAM).replace(microsecond=0),
        operator=f"cli:{getpass.getuser()}",
        source_sha256=digest,
    )


def _report(source: Path, converted: Converted, *, as_json: bool) -> None:
    composed, unread = converted.composed, converted.unread
    if not as_json:
        sys.stderr.write(f"{composed.path}: {composed.pages} trang, {composed.size_bytes} byte\n")
        for number, error in unread.items():
            tell_failure(str(source), error, as_json=False, page=number)
        return
    row = {
        "file": str(source),
        "out": str(composed.path),
        "pages": composed.pages,
        "size_bytes": composed.size_bytes,
        "sha256": composed.sha256,
        "unread": [
            {"page": number, "error": failure_object(str(source), error)["error"]}
            for number, error in unread.items()
        ],
    }
    put(json.dumps(row, ensure_ascii=False))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan pdf", description="Tạo PDF/A-2u tìm kiếm được từ một tệp quét hoặc PDF."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp PDF hoặc ảnh; không bị sửa")
    parser.add_argument("out", metavar="OUT.pdf", type=Path, help="tệp PDF/A được ghi")
    add_reading_options(parser)
    return parser


def _wrong_use(source: Path, out: Path) -> str | None:
    """A sentence for the person, or None where the arguments make sense."""
    if source.resolve() == out.resolve() or (
        source.exists() and out.exists() and source.samefile(out)
    ):
        return "tệp kết quả trùng tệp gốc; tệp gốc không bao giờ bị ghi đè."
    if out.is_dir() or not out.parent.is_dir():
        return f"không ghi được vào {out}: thư mục không có hoặc tên là thư mục."
    return None

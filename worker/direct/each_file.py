"""What the commands that read files share: options, the sandbox, file after file, failures, exit status."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from config import wiring
from config.messages import message
from config.reading_engines import DEFAULT_MODE, MODES
from ocr.errors import OcrError
from ocr.ports import PageReading
from ocr.sandbox import Sandbox
from worker.direct.page_pool import FileOutcome, PageOutcome, read_files
from worker.direct.progress import Progress

DONE, ALL_FAILED, WRONG_USE, SOME_FAILED = 0, 1, 2, 3


class Report(Protocol):
    """Says what was read of one file; a page that could not be read stands there as its error."""

    def __call__(self, file: str, pages: Sequence[PageOutcome], *, sandbox: Sandbox) -> None:
        """Called once a file, in the order given."""


def add_reading_options(parser: argparse.ArgumentParser, *, mode: str = DEFAULT_MODE) -> None:
    """--mode with its default, --jobs and --json."""
    parser.add_argument("--mode", choices=tuple(MODES), default=mode, help="nhanh hoặc chính xác")
    parser.add_argument(
        "--jobs",
        type=_at_least_one,
        default=len(os.sched_getaffinity(0)),
        metavar="N",
        help="số trang đọc cùng lúc (mặc định: số nhân của máy)",
    )
    parser.add_argument("--json", action="store_true", help="JSON Lines trên stdout")


def parsed(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace | int:
    """The options, or the exit status where there is nothing to do."""
    try:
        return parser.parse_args(argv)
    except SystemExit as stop:
        return WRONG_USE if stop.code else DONE


def each_file(options: argparse.Namespace, *, report: Report) -> int:
    """Read options.files page by page and report them; returns 0 done, 1 all failed, 3 some failed."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    whole = unread = 0
    with (
        wiring.sandbox(jobs=options.jobs, engine_name=options.mode, copied=True) as sandbox,
        Progress(sys.stderr, quiet=options.json) as progress,
    ):
        read = read_files(options.files, sandbox=sandbox, limits=wiring.limits(), progress=progress)
        for file, outcome in _to_the_last(options.files, read):
            progress.clear()
            if isinstance(outcome, OcrError):
                unread += 1
                tell_failure(file, outcome, as_json=options.json)
            else:
                whole += all(isinstance(page, PageReading) for page in outcome)
                report(file, outcome, sandbox=sandbox)
    if whole == len(options.files):
        return DONE
    return ALL_FAILED if unread == len(options.files) else SOME_FAILED


def tell_failure(file: str, error: OcrError, *, as_json: bool, page: int | None = None) -> None:
    """One failed file or page: an object on stdout, or a sentence on stderr."""
    if as_json:
        put(json.dumps(failure_object(file, error, page=page), ensure_ascii=False))
        return
    said = message(error.code)
    where = file if page is None else f"{file}, trang {page}"
    sys.stderr.write(f"{where}: {said.sentence} {said.remedy} [{error.code}]\n")


def failure_object(file: str, error: OcrError, *, page: int | None = None) -> dict[str, Any]:
    """A failed file, or one page of it, with a Vietnamese sentence and what can be done."""
    said = message(error.code)
    where: dict[str, Any] = {"file": file} if page is None else {"file": file, "page": page}
    return {
        **where,
        "error": {"code": error.code, "message": said.sentence, "remedy": said.remedy},
    }


def put(line: str) -> None:
    """One line of the result, at once: whoever reads it may wait for it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _to_the_last(
    files: Sequence[str], read: Iterable[tuple[str, FileOutcome]]
) -> Iterator[tuple[str, FileOutcome]]:
    """Where reading itself does not work, each file that is left failed for that reason."""
    told = 0
    try:
        for file, outcome in read:
            told += 1
            yield file, outcome
    except OcrError as error:
        for file in files[told:]:
            yield file, error


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} < 1")
    return number

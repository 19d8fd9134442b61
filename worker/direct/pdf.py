"""`motlan pdf FILE OUT.pdf`: reads a file and writes it as a searchable PDF/A-2u. Never Django."""

import argparse
import getpass
import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from config import wiring
from config.messages import message
from ocr.errors import OcrError
from ocr.textlayer import About, Composed, PageSource, compose
from worker.direct.page_pool import read_file

DONE, FAILED, WRONG_USE = 0, 1, 2
_VIETNAM = timezone(timedelta(hours=7))


def main(argv: Sequence[str]) -> int:
    """Run the verb; exit status 0 done, 1 failed, 2 wrong use."""
    parser = _parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    source, out = arguments.file, arguments.out
    problem = _wrong_use(source, out, jobs=arguments.jobs)
    if problem is not None:
        sys.stderr.write(f"motlan pdf: {problem}\n")
        return WRONG_USE
    try:
        composed = convert(source, out, mode=arguments.mode, jobs=arguments.jobs)
    except OcrError as error:
        _say_failure(source, error, as_json=arguments.json)
        return FAILED
    if arguments.json:
        _say(
            {
                "file": str(source),
                "out": str(out),
                "pages": composed.pages,
                "size_bytes": composed.size_bytes,
                "sha256": composed.sha256,
            }
        )
    else:
        sys.stderr.write(f"{out}: {composed.pages} trang, {composed.size_bytes} byte\n")
    return DONE


def convert(source: Path, out: Path, *, mode: str, jobs: int) -> Composed:
    """Read every page of `source` and compose them into `out`.

    Raises:
        OcrError: the file cannot be opened, read or written; `out` is then as it was before.
    """
    limits = wiring.limits()
    with wiring.sandbox(jobs=jobs, engine_name=mode) as sandbox:
        readings = read_file(source, sandbox, limits)
        pages = [PageSource(source, reading.number, reading) for reading in readings]
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        about = About(
            title=source.stem,
            digitized_at=datetime.now(_VIETNAM).replace(microsecond=0),
            operator=f"cli:{getpass.getuser()}",
            source_sha256=digest,
        )
        return sandbox.run(compose, pages, about=about, out=out, limits=limits)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan pdf", description="Tạo PDF/A-2u tìm kiếm được từ một tệp quét hoặc PDF."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp PDF hoặc ảnh; không bị sửa")
    parser.add_argument("out", metavar="OUT.pdf", type=Path, help="tệp PDF/A được ghi")
    parser.add_argument("--mode", choices=["fast", "accurate"], default="fast", help="cách đọc")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="số tiến trình đọc trang")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON ra stdout")
    return parser


def _wrong_use(source: Path, out: Path, *, jobs: int) -> str | None:
    """A sentence for the person, or None where the arguments make sense."""
    if jobs < 1:
        return "--jobs phải từ 1 trở lên."
    if source.resolve() == out.resolve() or (
        source.exists() and out.exists() and source.samefile(out)
    ):
        return "tệp kết quả trùng tệp gốc; tệp gốc không bao giờ bị ghi đè."
    if out.is_dir() or not out.parent.is_dir():
        return f"không ghi được vào {out}: thư mục không có hoặc tên là thư mục."
    return None


def _say_failure(source: Path, error: OcrError, *, as_json: bool) -> None:
    said = message(error.code)
    if as_json:
        details = {"code": error.code, "message": said.sentence, "remedy": said.remedy}
        _say({"file": str(source), "error": details})
    else:
        sys.stderr.write(f"{source}: {said.sentence} {said.remedy} [{error.code}]\n")


def _say(row: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")

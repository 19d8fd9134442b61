"""`motlan split`: where the papers of a stack that was scanned in one go begin. No Django; changes no file."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from config import wiring
from config.messages import message
from ocr.documents import Limits, open_document
from ocr.errors import OcrError
from ocr.sandbox import Sandbox
from ocr.splitting.model import PaperPages, Split
from ocr.splitting.stacks import seen_on_page, split_stack

DONE, ALL_FAILED, WRONG_USE, SOME_FAILED = 0, 1, 2, 3


def main(argv: Sequence[str]) -> int:
    """Say where papers begin; returns 0 done, 1 all failed, 2 wrong use, 3 some failed."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:
        return WRONG_USE if stop.code else DONE
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    failed = 0
    with wiring.sandbox(jobs=os.cpu_count() or 1, engine_name="fast") as sandbox:
        for file in options.files:
            try:
                split = split_file(Path(file), sandbox, limits=wiring.limits())
            except OcrError as error:
                failed += 1
                told = message(error.code)
                sys.stderr.write(f"{file}: {told.sentence} {told.remedy}\n")
            else:
                _report(file, split, as_json=options.json)
    if not failed:
        return DONE
    return ALL_FAILED if failed == len(options.files) else SOME_FAILED


def split_file(path: Path, sandbox: Sandbox, *, limits: Limits) -> Split:
    """The papers of one file.

    Raises:
        OcrError: the file or one of its pages cannot be read.
    """
    pages = sandbox.run(open_document, path, limits=limits).pages
    numbers = [page.number for page in pages]
    seen = [sandbox.run(seen_on_page, path, number, limits=limits) for number in numbers]
    return split_stack(sandbox.read_pages(path, numbers, limits), seen)


def _report(file: str, split: Split, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"file": file, **asdict(split)}, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"── {file}: {len(split.papers)} giấy tờ ──\n")
    for paper in split.papers:
        sys.stdout.write(f"{_line(paper)}\n")
    if split.sheets:
        sys.stdout.write(f"Tờ phân cách: trang {', '.join(map(str, split.sheets))}.\n")


def _line(paper: PaperPages) -> str:
    pages = f"{paper.first}–{paper.last}" if paper.last > paper.first else f"{paper.first}"
    known = "".join(f" [{each}]" for each in (paper.dossier_number, paper.paper_type) if each)
    reason = message(paper.reason).sentence
    return f"Trang {pages}{known}: {reason} Độ tin cậy {paper.confidence:.0f}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan split",
        description="Đề xuất chỗ bắt đầu của từng giấy tờ trong tệp quét cả tập; không sửa tệp.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, TIFF, JPEG, PNG, WEBP, HEIC")
    parser.add_argument("--json", action="store_true", help="JSON Lines, mỗi tệp một dòng")
    return parser

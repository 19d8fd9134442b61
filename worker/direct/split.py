"""`motlan split`: where the papers of a stack that was scanned in one go begin. No Django; changes no file."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from config import wiring
from config.messages import message
from ocr.errors import OcrError
from ocr.sandbox import Sandbox
from ocr.splitting.model import PageSigns, PaperPages, Split
from ocr.splitting.stacks import codes_on_page, split_stack
from ocr.unread import unread_page
from worker.direct.each_file import add_reading_options, each_file, parsed, put, tell_failure
from worker.direct.page_pool import PageOutcome


def main(argv: Sequence[str]) -> int:
    """Say where papers begin; returns 0 done, 1 all failed, 2 wrong use, 3 some failed."""
    options = parsed(_parser(), argv)
    if isinstance(options, int):
        return options

    def report(file: str, pages: Sequence[PageOutcome], *, sandbox: Sandbox) -> None:
        for number, page in enumerate(pages, start=1):
            if isinstance(page, OcrError):
                tell_failure(file, page, as_json=options.json, page=number)
        _report(file, split_of(Path(file), pages, sandbox=sandbox), as_json=options.json)

    return each_file(options, report=report)


def split_of(path: Path, pages: Sequence[PageOutcome], *, sandbox: Sandbox) -> Split:
    """The papers of one file; a page that could not be read tells nothing of itself."""
    look = partial(codes_on_page, limits=wiring.limits())
    seen = sandbox.run_each(look, ((path, number) for number in range(1, len(pages) + 1)))
    return split_stack(
        [
            unread_page(number, page) if isinstance(page, OcrError) else page
            for number, page in enumerate(pages, start=1)
        ],
        [
            PageSigns(number) if isinstance(signs, OcrError) else signs
            for number, signs in enumerate(seen, start=1)
        ],
    )


def _report(file: str, split: Split, *, as_json: bool) -> None:
    if as_json:
        put(json.dumps({"file": file, **asdict(split)}, ensure_ascii=False))
        return
    put(f"── {file}: {len(split.papers)} giấy tờ ──")
    for paper in split.papers:
        put(_line(paper))
    if split.sheets:
        put(f"Tờ phân cách: trang {', '.join(map(str, split.sheets))}.")


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
    add_reading_options(parser, mode="fast")
    return parser

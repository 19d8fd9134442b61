"""`motlan read`: words, boxes, type and fields of papers. Imports the reading tool only, no Django.

The output is an interface for other programs: JSON Lines, one object a page, absent values null.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from config.messages import message
from ocr.classify import propose_type
from ocr.errors import OcrError
from ocr.fields import propose_fields
from ocr.ports import FIELD_NAMES, Box, FieldProposal, PageReading, PaperReading
from worker.direct.page_pool import read_files

DONE, ALL_FAILED, WRONG_USE, SOME_FAILED = 0, 1, 2, 3


def main(argv: Sequence[str]) -> int:
    """Read the files and print them; returns 0 done, 1 all failed, 2 wrong use, 3 some failed."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:
        return WRONG_USE if stop.code else DONE
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    failed = 0
    for file, outcome in read_files(options.files, mode=options.mode, jobs=options.jobs):
        if isinstance(outcome, OcrError):
            failed += 1
            _report_failure(file, outcome, as_json=options.json)
        else:
            _report_paper(file, paper_of(outcome), as_json=options.json)
    if not failed:
        return DONE
    return ALL_FAILED if failed == len(options.files) else SOME_FAILED


def paper_of(pages: tuple[PageReading, ...]) -> PaperReading:
    """The pages of one file taken as one paper, with its proposed type and fields."""
    paper_type = propose_type(pages)
    return PaperReading(pages, paper_type, propose_fields(pages, paper_type.code))


def page_object(file: str, page: PageReading, paper: PaperReading) -> dict[str, Any]:
    """One page in the form fixed for `motlan read --json`; a field stands on the page it is on."""
    fields: dict[str, Any] = dict.fromkeys(FIELD_NAMES)
    for name, proposal in paper.fields.items():
        if proposal.page == page.number:
            fields[name] = _field_object(proposal)
    return {
        "file": file,
        "page": page.number,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": page.dpi,
        "blank": page.blank,
        "turn_deg": page.turn_deg,
        "angle_deg": page.angle_deg,
        "text": page.text,
        "words": [
            {
                "text": word.text,
                "box": _corners(word.box),
                "confidence": round(word.confidence, 1),
            }
            for word in page.words
        ],
        "paper_type": paper.paper_type.code,
        "paper_type_confidence": round(paper.paper_type.confidence, 1),
        "fields": fields,
        "quality": {
            "dpi": page.quality.dpi,
            "colour": page.quality.colour,
            "sharpness": page.quality.sharpness,
            "ink_share": page.quality.ink_share,
            "warnings": list(page.quality.warnings),
        },
    }


def failure_object(file: str, error: OcrError) -> dict[str, Any]:
    """A failed input, with a Vietnamese sentence and what can be done."""
    said = message(error.code)
    return {
        "file": file,
        "error": {"code": error.code, "message": said.sentence, "remedy": said.remedy},
    }


def _field_object(proposal: FieldProposal) -> dict[str, Any]:
    return {
        "value": proposal.value,
        "box": None if proposal.box is None else _corners(proposal.box),
        "confidence": round(proposal.confidence, 1),
    }


def _corners(box: Box) -> list[int]:
    return [box.x0, box.y0, box.x1, box.y1]


def _report_paper(file: str, paper: PaperReading, *, as_json: bool) -> None:
    for page in paper.pages:
        if as_json:
            _write(json.dumps(page_object(file, page, paper), ensure_ascii=False))
        else:
            note = " (trang trắng)" if page.blank else ""
            _write(f"── {file}, trang {page.number}{note} ──")
            _write(page.text)


def _report_failure(file: str, error: OcrError, *, as_json: bool) -> None:
    failure = failure_object(file, error)
    if as_json:
        _write(json.dumps(failure, ensure_ascii=False))
    else:
        said = failure["error"]
        sys.stderr.write(f"{file}: {said['message']} {said['remedy']}\n")


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan read",
        description="Đọc giấy tờ đã quét: từ, khung, độ tin cậy, loại giấy, trường dữ liệu.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, TIFF, JPEG, PNG, WEBP, HEIC")
    parser.add_argument(
        "--mode", choices=("fast", "accurate"), default="fast", help="nhanh hoặc chính xác"
    )
    parser.add_argument(
        "--jobs",
        type=_at_least_one,
        default=os.cpu_count() or 1,
        metavar="N",
        help="số trang đọc cùng lúc (mặc định: số nhân của máy)",
    )
    parser.add_argument("--json", action="store_true", help="JSON Lines, mỗi trang một dòng")
    return parser


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} < 1")
    return number

"""`motlan read`: words, boxes, type and fields of papers. Imports the reading tool only, no Django.

The output is an interface for other programs: JSON Lines, one object a page, absent values null.
"""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from config.reading_rules import rules
from ocr.classify import propose_type
from ocr.errors import OcrError
from ocr.fields import propose_fields
from ocr.ports import FIELD_NAMES, Box, FieldProposal, PageReading, PaperReading
from ocr.sandbox import Sandbox
from worker.direct.each_file import add_reading_options, each_file, parsed, put, tell_failure
from worker.direct.page_pool import PageOutcome


def main(argv: Sequence[str]) -> int:
    """Read the files and print them; returns 0 done, 1 all failed, 2 wrong use, 3 some failed."""
    options = parsed(_parser(), argv)
    if isinstance(options, int):
        return options

    def report(file: str, pages: Sequence[PageOutcome], *, sandbox: Sandbox) -> None:
        del sandbox  # all has been read
        _report(file, pages, as_json=options.json)

    return each_file(options, report=report)


def paper_of(pages: Sequence[PageReading]) -> PaperReading:
    """The pages of one file taken as one paper, with its proposed type and fields."""
    paper_type = propose_type(pages, rules=rules())
    fields = propose_fields(pages, paper_type.code, rules=rules())
    return PaperReading(tuple(pages), paper_type, fields)


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


def _field_object(proposal: FieldProposal) -> dict[str, Any]:
    return {
        "value": proposal.value,
        "box": None if proposal.box is None else _corners(proposal.box),
        "confidence": round(proposal.confidence, 1),
    }


def _corners(box: Box) -> list[int]:
    return [box.x0, box.y0, box.x1, box.y1]


def _report(file: str, pages: Sequence[PageOutcome], *, as_json: bool) -> None:
    paper = paper_of([page for page in pages if isinstance(page, PageReading)])
    for number, page in enumerate(pages, start=1):
        if isinstance(page, OcrError):
            tell_failure(file, page, as_json=as_json, page=number)
        elif as_json:
            put(json.dumps(page_object(file, page, paper), ensure_ascii=False))
        else:
            note = " (trang trắng)" if page.blank else ""
            put(f"── {file}, trang {page.number}{note} ──\n{page.text}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan read",
        description="Đọc giấy tờ đã quét: từ, khung, độ tin cậy, loại giấy, trường dữ liệu.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, TIFF, JPEG, PNG, WEBP, HEIC")
    add_reading_options(parser)
    return parser

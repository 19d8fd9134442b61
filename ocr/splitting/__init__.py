"""Splits a stack of pages into papers: what stands on each page, and where the next paper may begin."""

from ocr.splitting.codes import Code, read_codes
from ocr.splitting.model import Boundary, PageSigns, PaperPages, Split
from ocr.splitting.proposing import propose_split, split_at
from ocr.splitting.sheet import SeparatorSheet, parse_sheet, sheet_text
from ocr.splitting.signs import signs_of, with_reading
from ocr.splitting.stacks import codes_on_page, parted_by_sheets, split_stack

__all__ = [
    "Boundary",
    "Code",
    "PageSigns",
    "PaperPages",
    "SeparatorSheet",
    "Split",
    "codes_on_page",
    "parse_sheet",
    "parted_by_sheets",
    "propose_split",
    "read_codes",
    "sheet_text",
    "signs_of",
    "split_at",
    "split_stack",
    "with_reading",
]

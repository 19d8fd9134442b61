"""Stacks of drawn pages, and an engine that knows each page by the code on it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from ocr.ports import Box, Line, PageImage, Pixels, Word
from ocr.splitting import SeparatorSheet, parse_sheet, read_codes, sheet_text
from tests.ocr.test_splitting_sheet import page_with, qr

SHEET_LINES = ("TỜ PHÂN CÁCH", "Đặt tờ này ngay trước giấy tờ rồi quét cùng.")
FIRST = (
    "ỦY BAN NHÂN DÂN XÃ AN BÌNH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: {}/QĐ-UBND",
    "An Bình, ngày 05 tháng 3 năm 2026",
    "QUYẾT ĐỊNH",
)
NEXT = ("Điều 2. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định số {} này.",)
BLANK = ""


def first(name: str) -> str:
    """The mark of a page with which a paper begins."""
    return f"first {name}"


def following(name: str) -> str:
    """The mark of a page that goes on."""
    return f"next {name}"


def sheet(dossier: str | None = None, paper_type: str | None = None) -> str:
    """The mark of a separator sheet."""
    return sheet_text(SeparatorSheet(dossier, paper_type))


SPOILT = "spoilt"  # the mark of a separator sheet whose code says nothing


def stack(path: Path, marks: Sequence[str]) -> Path:
    """A TIFF of A4 pages at 200 dpi, each with its mark as a code; blank pages have none."""
    pages = [Image.fromarray(_page(mark)) for mark in marks]
    path.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(
        path,
        save_all=True,
        append_images=pages[1:],
        dpi=(200, 200),
        compression="tiff_deflate",
    )
    return path


def _page(mark: str) -> Pixels:
    if mark == BLANK:
        return np.full((2339, 1654), 245, np.uint8)
    pixels = page_with((qr(mark), 500, 300)).pixels
    for row in range(12):
        for column in range(10):
            top, left = 1200 + 70 * row, 180 + 130 * column
            pixels[top : top + 14, left : left + 60] = 20
    return pixels


class MarkEngine:
    """Reads the lines that belong to the mark on the page."""

    name = "marks"

    def __init__(self) -> None:
        self.pages_read: list[str] = []

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        code = next(iter(read_codes(PageImage(grey, dpi, colour=False))), None)
        if code is None:  # a strip, read to see which way is up
            return ()
        self.pages_read.append(code.text)
        if code.text == SPOILT or parse_sheet(code.text) is not None:
            texts: Sequence[str] = SHEET_LINES
        else:
            kind, _, name = code.text.partition(" ")
            texts = [text.format(name) for text in (FIRST if kind == "first" else NEXT)]
        return [_line(text, 60 + 60 * row, grey.shape[1]) for row, text in enumerate(texts)]


def _line(text: str, top: int, width: int) -> Line:
    left = max(0, (width - 16 * len(text)) // 2)
    words = []
    for word in text.split():
        right = left + 14 * len(word)
        words.append(Word(word, Box(left, top, right, top + 30), 95.0))
        left = right + 16
    return Line(tuple(words))

"""A reader that says the same lines of every page at once, so that faults are tried on many papers in minutes.

Whoever runs `python -m tests.faults.scripted_motlan` has it in the place of the real one.
"""

from collections.abc import Sequence

from ocr.ports import Box, Line, Pixels, Word

LINES = (
    "ỦY BAN NHÂN DÂN XÃ AN BÌNH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: {number}/QĐ-UBND",
    "An Bình, ngày 05 tháng 3 năm 2026",
    "QUYẾT ĐỊNH",
    "Điều 1. Cấp cho ông Nguyễn Văn Thử giấy phép số {number} theo đơn đề nghị.",
)


class ScriptedReader:
    """The engine port without any reading; the number of the paper is the count of dark squares of its page."""

    name = "scripted"

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        """The lines, each in a row of its own."""
        del dpi
        number = int((grey[::10, ::10] < 128).sum())
        width = grey.shape[1]
        return [
            _line(text.format(number=number), top=100 + 80 * row, width=width)
            for row, text in enumerate(LINES)
        ]

    def turn_needed(self, grey: Pixels) -> int:
        """Every page lies upright."""
        del grey
        return 0


def _line(text: str, *, top: int, width: int) -> Line:
    # The agency stands in the left column of the head, as every such paper has it.
    left = 10 if text == LINES[0] else max(0, (width - 22 * len(text)) // 2)
    placed = []
    for word in text.split():
        right = left + 20 * len(word)
        placed.append(Word(word, Box(left, top, right, top + 40), 99.0))
        left = right + 20
    return Line(tuple(placed))


def engine(name: str = "") -> ScriptedReader:
    """As `config.wiring.engine`."""
    del name
    return ScriptedReader()

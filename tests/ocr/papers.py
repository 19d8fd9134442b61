"""Papers drawn for the tests, and the shared measuring data where it is present."""

import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.ports import Box, Line, Pixels, Word

LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "GIẤY XÁC NHẬN",
    "Ủy ban nhân dân phường Hòa Bình xác nhận ông Nguyễn Văn Đạt",
    "sinh ngày 12 tháng 3 năm 1985, thường trú tại số 15 đường Lê Lợi,",
    "đã nộp đủ hồ sơ đề nghị cấp giấy phép xây dựng nhà ở riêng lẻ",
    "theo quy định của pháp luật về xây dựng và đất đai hiện hành.",
    "Giấy này được cấp để bổ sung vào hồ sơ thủ tục hành chính.",
    "Người được cấp chịu trách nhiệm về tính chính xác của giấy tờ",
    "đã nộp và phải xuất trình bản chính khi có yêu cầu của cơ quan",
    "nhà nước có thẩm quyền trong thời hạn giải quyết hồ sơ.",
)
FONTS = (
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
)


def shared_data(*parts: str) -> Path:
    """A file or folder of the shared data; the test is skipped where it is absent."""
    root = Path(__file__).resolve().parents[2]
    path = Path(os.environ.get("MOTLAN_SHARED", root.parent / "shared")).joinpath("data", *parts)
    if not path.exists():
        pytest.skip("no shared data on this machine")
    return path


def font(size_px: int) -> ImageFont.FreeTypeFont:
    """A serif face with Vietnamese letters; the test is skipped where none is installed."""
    for place in FONTS:
        if Path(place).exists():
            return ImageFont.truetype(place, size_px)
    pytest.skip("no Liberation or DejaVu fonts on this machine")


def drawn_page(
    width_px: int = 1654, height_px: int = 2339, *, lines: Sequence[str] = LINES
) -> Pixels:
    """An A4 page at 200 dpi, RGB, with clean print."""
    picture = Image.new("RGB", (width_px, height_px), "white")
    pen = ImageDraw.Draw(picture)
    for at, line in enumerate(lines):
        pen.text((220, 260 + 110 * at), line, fill="black", font=font(36))
    return np.asarray(picture, dtype=np.uint8).copy()


def moved(pixels: Pixels, matrix: np.ndarray, size: tuple[int, int]) -> Pixels:
    """The page under a perspective, on a white canvas of (width, height)."""
    return cv2.warpPerspective(pixels, matrix, size, borderValue=(255, 255, 255))


class EchoEngine:
    """Reads nothing but remembers what it was shown, and answers one word over the whole ink."""

    name = "echo"

    def __init__(self) -> None:
        self.shown: list[Pixels] = []

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        self.shown.append(grey)
        rows, columns = np.nonzero(grey < 128)
        if not len(rows):
            return ()
        box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        return (Line((Word("mực", box, 90.0),)),)


class TurningEngine(EchoEngine):
    """Says by how much every page is to be turned."""

    def __init__(self, turn_deg: int | None) -> None:
        super().__init__()
        self._turn_deg = turn_deg

    def turn_needed(self, grey: Pixels) -> int | None:
        return self._turn_deg

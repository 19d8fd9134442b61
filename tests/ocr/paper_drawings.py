"""Pages drawn with known words, as received: upright or turned, each with the boxes of its words."""

from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ocr.ports import Box, Line, PageReading, Quality, Word
from ocr.textlayer import About

FONT = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
TEXT = """ỦY BAN NHÂN DÂN HUYỆN BA VÌ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 123/QĐ-UBND ngày 05 tháng 4 năm 2026
Nguyễn Thị Ưng, Hoàng Quỳnh; Đặng Ngọc Lưỡng
ẶẮẰẲẴẬẤẦẨẪ ỆẾỀỂỄ ỘỐỒỔỖ
ỢỚỜỞỠ ỰỨỪỬỮ ỴÝỲỶỸ đĐ 1.000.000đ (50%)"""
WORDS = TEXT.split()
ABOUT = About(
    title="Quyết định số 123/QĐ-UBND & <phụ lục>",
    digitized_at=datetime(2026, 4, 5, 8, 30, tzinfo=timezone(timedelta(hours=7))),
    creator_agency="UBND huyện Ba Vì",
    operator="clerk-7",
    source_sha256="ab" * 32,
    dossier_no="H26.12-260405-0001",
    paper_type="quyet_dinh",
)


@cache
def drawing(dpi: int = 200, paper: tuple[float, float] = (8.27, 11.69)) -> Image.Image:
    """The upright page, grey."""
    return _drawn(dpi, paper)[0]


def reading(
    turn_deg: int = 0, dpi: int = 200, paper: tuple[float, float] = (8.27, 11.69), number: int = 1
) -> PageReading:
    """What an engine without mistakes reads from `received(turn_deg)`."""
    picture, lines = _drawn(dpi, paper)
    turned = tuple(
        Line(tuple(Word(w.text, _turned(w.box, turn_deg, picture.size), 99) for w in line.words))
        for line in lines
    )
    width, height = picture.size if turn_deg % 180 == 0 else picture.size[::-1]
    return page_reading((width, height), turned, turn_deg=turn_deg, dpi=dpi, number=number)


def page_reading(
    size: tuple[int, int],
    lines: tuple[Line, ...] = (),
    *,
    turn_deg: int = 0,
    angle_deg: float = 0.0,
    dpi: int = 200,
    number: int = 1,
) -> PageReading:
    return PageReading(
        number=number,
        width_px=size[0],
        height_px=size[1],
        dpi=dpi,
        blank=not lines,
        turn_deg=turn_deg,
        angle_deg=angle_deg,
        lines=lines,
        quality=Quality(dpi=dpi, colour=False, sharpness=500.0, ink_share=0.05),
        engine="drawn",
    )


def received(turn_deg: int = 0) -> Image.Image:
    """The page as a scanner delivers it that needs a clockwise turn of `turn_deg`."""
    return drawing().rotate(turn_deg, expand=True)


@cache
def _drawn(dpi: int, paper: tuple[float, float]) -> tuple[Image.Image, tuple[Line, ...]]:
    picture = Image.new("L", (round(paper[0] * dpi), round(paper[1] * dpi)), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, round(dpi * 13 / 72))
    lines = []
    for row, text in enumerate(TEXT.splitlines()):
        x, y = dpi // 2, dpi * (row + 2) // 3
        words = []
        for word in text.split():
            left, top, right, bottom = pen.textbbox((x, y), word, font=font)
            pen.text((x, y), word, font=font, fill=0)
            words.append(Word(word, Box(int(left), int(top), int(right), int(bottom)), 99))
            x = int(right) + dpi // 16
        lines.append(Line(tuple(words)))
    return picture, tuple(lines)


def _turned(box: Box, turn_deg: int, size: tuple[int, int]) -> Box:
    """Where a box of the upright page lies on the page as received."""
    width, height = size
    if turn_deg == 90:
        return Box(box.y0, width - box.x1, box.y1, width - box.x0)
    if turn_deg == 180:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    if turn_deg == 270:
        return Box(height - box.y1, box.x0, height - box.y0, box.x1)
    return box

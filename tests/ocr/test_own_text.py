"""Odd pages that carry their own text: only what a person sees counts, and it lies where it is seen."""

import unicodedata
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pymupdf as untyped_pymupdf
import pytest

from ocr import errors
from ocr.born_digital import own_text
from ocr.documents import Limits, load_page, open_document
from ocr.documents.opening import STANDARD_LIMITS
from ocr.reading import OWN_TEXT, read_page
from ocr.textlayer import PageSource, compose
from tests.ocr import test_embedded_images as stored
from tests.ocr.paper_drawings import ABOUT, page_reading
from tests.ocr.papers import FONTS, EchoEngine

pymupdf: Any = untyped_pymupdf  # The library has no types.
FACE = Path(FONTS[0])
pytestmark = pytest.mark.skipif(not FACE.exists(), reason="fonts-liberation2 is not installed")
TEXT = [
    "Ủy ban nhân dân huyện Ba Vì trình bày",
    "Quyết định về việc thu hồi đất năm 2026",
    "Nguyễn Văn Ảo, chức vụ Chủ tịch",
]
A4 = (595, 842)
Change = Callable[[Any], object]


def put(page: Any, lines: Sequence[str], *, at: tuple[float, float], **how: Any) -> None:
    for row, line in enumerate(lines):
        place = (at[0], at[1] + 18 * row)
        page.insert_text(place, line, fontfile=str(FACE), fontname="F0", **how)


def one_page(
    path: Path, change: Change, *, size: tuple[float, float] = A4, text: Sequence[str] = TEXT
) -> Path:
    with pymupdf.open() as document:
        page = document.new_page(width=size[0], height=size[1])
        put(page, text, at=(72, 100))
        change(page)
        document.save(path)
    return path


def with_entry(key: str, value: str) -> Change:
    return lambda page: page.parent.xref_set_key(page.xref, key, value)


def lines_of(path: Path) -> list[str] | None:
    shown = load_page(path, 1).pixels
    found = own_text(path, 1, shown=shown, limits=STANDARD_LIMITS)
    return [line.text for line in found.lines] if found else None


def cropped(page: Any) -> None:
    put(page, ["Ngoài khung"], at=(72, 700))
    page.set_cropbox((50, 60, 500, 400))


def cropped_and_turned(page: Any) -> None:
    cropped(page)
    page.set_rotation(90)


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.set_rotation(90),
        lambda page: page.set_rotation(180),
        lambda page: page.set_rotation(270),
        with_entry("Rotate", "-90"),
        with_entry("UserUnit", "2"),
        cropped,
        cropped_and_turned,
        with_entry("MediaBox", "[0 0 0 0]"),
        with_entry("MediaBox", "[0 0 1e30 1e30]"),
    ],
    ids=["90", "180", "270", "-90", "unit", "crop", "crop and turn", "no size", "endless"],
)
def test_words_lie_on_their_ink(tmp_path: Path, change: Change) -> None:
    path = one_page(tmp_path / "odd.pdf", change)
    reading = read_page(path, 1, engine=EchoEngine())
    assert reading.engine == OWN_TEXT
    assert [line.text for line in reading.lines] == TEXT
    pixels = load_page(path, 1).pixels
    assert pixels.shape[:2] == (reading.height_px, reading.width_px)
    for word in reading.words:
        box = word.box
        assert pixels[box.y0 : box.y1, box.x0 : box.x1].min() < 128
    left = pixels.copy()
    for word in reading.words:
        box = word.box
        left[box.y0 - 2 : box.y1 + 2, box.x0 - 2 : box.x1 + 2] = 255
    assert (left > 128).all()


def clipped(page: Any) -> None:
    put(page, ["Đã cắt mất"], at=(72, 400))
    document, xref = page.parent, page.get_contents()[-1]
    document.update_stream(xref, b"q 0 0 9 9 re W n " + document.xref_stream(xref) + b" Q")


def boxed(page: Any) -> None:
    put(page, ["Đã che lại"], at=(72, 400))
    page.draw_rect((60, 380, 400, 410), fill=(1, 1, 1), color=None)


def boxed_darkly(page: Any) -> None:
    put(page, ["Đã bôi đen"], at=(72, 400))
    page.draw_rect((60, 380, 400, 410), fill=(0.2, 0, 0), color=None)
    page.draw_line((60, 390), (400, 395), color=(1, 1, 1))


def pictured(page: Any) -> None:
    put(page, ["Đã dán ảnh lên"], at=(72, 400))
    picture = stored.jpeg(np.full((60, 400), 250, np.uint8))
    page.insert_image((60, 380, 400, 410), stream=picture, keep_proportion=False)


@pytest.mark.parametrize(
    "hidden",
    [
        lambda page: put(page, ["Lớp ẩn"], at=(72, 400), oc=page.parent.add_ocg("off", on=False)),
        lambda page: put(page, ["Trắng trên trắng"], at=(72, 400), color=(1, 1, 1)),
        lambda page: put(page, ["Chữ trong suốt"], at=(72, 400), fill_opacity=0),
        lambda page: put(page, ["Ngoài trang giấy"], at=(700, 400)),
        lambda page: put(page, ["Trên mép giấy"], at=(72, -30)),
        clipped,
        boxed,
        boxed_darkly,
        pictured,
    ],
    ids=["layer", "white", "clear", "beside", "above", "clipped", "box", "dark box", "picture"],
)
def test_text_that_nobody_sees_is_left_out(tmp_path: Path, hidden: Change) -> None:
    """Who checks the page against its words could not find it, and it may say anything."""
    assert lines_of(one_page(tmp_path / "hidden.pdf", hidden)) == TEXT


def test_what_was_written_over_a_box_counts_and_what_is_beneath_does_not(tmp_path: Path) -> None:
    def changed(page: Any) -> None:
        boxed(page)
        put(page, ["Đã sửa lại"], at=(72, 400))

    assert lines_of(one_page(tmp_path / "edited.pdf", changed)) == [*TEXT, "Đã sửa lại"]


def test_white_text_on_dark_ground_is_seen(tmp_path: Path) -> None:
    def dark(page: Any) -> None:
        page.draw_rect((50, 380, 500, 420), fill=(0, 0, 0.5))
        put(page, ["Chữ trắng nền xanh"], at=(72, 400), color=(1, 1, 1))

    assert lines_of(one_page(tmp_path / "d.pdf", dark)) == [*TEXT, "Chữ trắng nền xanh"]


@pytest.mark.parametrize(
    ("stored_as", "read_as"),
    [
        ([unicodedata.normalize("NFD", line) for line in TEXT], TEXT),
        (["ﬁnal ﬂow", *TEXT], ["final flow", *TEXT]),
        (
            ["công trình xây\u00ad", "dựng nhà\u00ad ở", *TEXT],
            ["công trình xây", "dựng nhà ở", *TEXT],
        ),
        (["Số\u00a001/QĐ", *TEXT], ["Số 01/QĐ", *TEXT]),
    ],
    ids=["NFD", "ligatures", "soft hyphens", "hard spaces"],
)
def test_letters_are_stored_one_way(
    tmp_path: Path, stored_as: list[str], read_as: list[str]
) -> None:
    path = one_page(tmp_path / "letters.pdf", lambda _: None, text=stored_as)
    assert lines_of(path) == read_as


@pytest.mark.parametrize("turn_deg", [0, 90])
def test_what_was_stamped_into_a_gap_is_read_there(tmp_path: Path, turn_deg: int) -> None:
    """Signing tools put number and day into a paper that was made without them."""

    font = pymupdf.Font(fontfile=str(FACE))

    def stamped(page: Any) -> None:
        rows = [("Số:          ", "453", "/QĐ-UBND"), ("Ba Vì, ngày        ", "29", "tháng 4")]
        for x, (before, stamp, after) in zip((72, 300), rows, strict=True):
            gap = " " * 12
            put(page, [before + gap + after], at=(x, 300))
            put(page, [stamp], at=(x + font.text_length(before, fontsize=11) + 4, 301))
        page.set_rotation(turn_deg)

    path = one_page(tmp_path / "stamped.pdf", stamped)
    assert lines_of(path) == [*TEXT, "Số: 453 /QĐ-UBND", "Ba Vì, ngày 29 tháng 4"]


def paragraphs(column: str, count: int) -> list[list[str]]:
    return [
        [f"{column} đoạn {at} dòng {row} của bài đăng Công báo" for row in range(4)]
        for at in range(count)
    ]


def test_columns_of_running_text_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = paragraphs("Trái", 3), paragraphs("Phải", 2)

    def columns(page: Any) -> None:
        for at, block in enumerate(left):
            put(page, block, at=(72, 300 + 100 * at))
        for at, block in enumerate(right):
            put(page, block, at=(310, 300 + 110 * at))

    path = one_page(tmp_path / "columns.pdf", columns)
    assert lines_of(path) == [*TEXT, *chain(*left, *right)]


def test_rows_of_a_table_are_read_across(tmp_path: Path) -> None:
    rows = [[f"Mục {at}", f"Giá trị {at}"] for at in range(8)]

    def table(page: Any) -> None:
        for at, (name, value) in enumerate(rows):
            put(page, [name], at=(72, 300 + 40 * at))
            put(page, [value], at=(320, 300 + 40 * at))

    assert lines_of(one_page(tmp_path / "table.pdf", table)) == [*TEXT, *chain(*rows)]


def test_a_file_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    path = one_page(tmp_path / "open.pdf", lambda _: None)
    locked = tmp_path / "locked.pdf"
    with pymupdf.open(path) as document:
        how = pymupdf.PDF_ENCRYPT_AES_256
        document.save(locked, encryption=how, owner_pw="x", user_pw="")
    assert lines_of(locked) == TEXT


def test_an_encrypted_scan_keeps_the_bytes_of_its_picture(tmp_path: Path) -> None:
    data = stored.jpeg(stored.grey())
    entries = {"ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}
    path = stored.pdf(tmp_path / "s.pdf", data, {**entries, "Filter": pikepdf.Name.DCTDecode})
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user=""))
    page = load_page(locked, 1).pixels
    assert (page == load_page(path, 1).pixels).all()
    read = page_reading((page.shape[1], page.shape[0]))
    copy = compose([PageSource(locked, 1, read)], about=ABOUT, out=tmp_path / "copy.pdf")
    with pikepdf.open(copy.path) as pdf:
        assert pdf.pages[0].Resources.XObject.Im0.read_raw_bytes() == data


def test_thousands_of_pictures_on_a_page_are_one_rendering(tmp_path: Path) -> None:
    path = tmp_path / "many.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=A4)
        names = [f"/I{at}" for at in range(5_000)]
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary({name: small(pdf, at) for at, name in enumerate(names)})
        )
        places = ((at % 70 * 8, at // 70 * 11) for at in range(len(names)))
        drawing = (
            f"q 6 0 0 6 {x} {y} cm {name} Do Q" for name, (x, y) in zip(names, places, strict=True)
        )
        page.Contents = pdf.make_stream("\n".join(drawing).encode())
        pdf.save(path)
    assert len(open_document(path).pages) == 1
    reading = read_page(path, 1, engine=EchoEngine())
    assert (reading.width_px, reading.height_px) == (1653, 2339)


def small(pdf: pikepdf.Pdf, at: int) -> pikepdf.Object:
    return pdf.make_stream(
        bytes([at % 256] * 4),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=2,
        Height=2,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )


@pytest.mark.parametrize("size", [(2, 2), (14_400, 3)])
def test_pages_of_odd_sizes_are_pages(tmp_path: Path, size: tuple[float, float]) -> None:
    path = one_page(tmp_path / "odd.pdf", lambda _: None, size=size)
    reading = read_page(path, 1, engine=EchoEngine())
    assert reading.width_px * reading.height_px < Limits().max_pixels_per_page


def test_the_largest_page_a_pdf_can_have_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    path = one_page(tmp_path / "huge.pdf", lambda _: None, size=(14_400, 14_400))
    with pytest.raises(errors.DocumentTooLarge):
        open_document(path)

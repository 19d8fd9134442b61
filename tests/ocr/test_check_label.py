"""The check code on a copy: it can be scanned and read, and covers nothing that was there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.ports import PageImage, Pixels
from ocr.textlayer import CheckCode, PageSource, compose
from ocr.textlayer.check_label import SYMBOL_MM
from ocr.textlayer.free_place import POINTS_PER_MM, free_place
from tests.ocr.paper_drawings import ABOUT, FONT, WORDS, drawing, page_reading, reading, received

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed")
CODE = CheckCode(
    "3467-9ACD-EFGH-JKMN-PRTV-WXY3",
    "https://giayto.tinh.example/kiem-tra/34679ACDEFGHJKMNPRTVWXY3/",
)
ABOUT_CHECKED = replace(ABOUT, check_code=CODE.text, check_address=CODE.address)
DARK = 100


def scan(folder: Path, turn_deg: int = 0) -> PageSource:
    path = folder / f"scan-{turn_deg}.jpg"
    received(turn_deg).save(path, quality=60, dpi=(200, 200))
    return PageSource(path, 1, reading(turn_deg))


def seen(path: Path, page: int = 0, dpi: int = 150) -> Pixels:
    with pymupdf.open(path) as document:
        drawn = document[page].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    return np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width)


def codes(pixels: Pixels) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(pixels)]


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_the_code_can_be_scanned_and_read_however_the_page_lies(
    tmp_path: Path, turn_deg: int
) -> None:
    out = tmp_path / "out.pdf"
    done = compose([scan(tmp_path, turn_deg)], about=ABOUT_CHECKED, out=out, code=CODE)
    assert done.code_page == 1
    (found,) = zxingcpp.read_barcodes(seen(out, dpi=300))
    assert found.text == CODE.address
    corners = found.position
    across = corners.top_right.x - corners.top_left.x
    assert across / 300 * 25.4 == pytest.approx(SYMBOL_MM, abs=0.6)
    assert across / 300 * 25.4 >= 16
    assert abs(corners.top_right.y - corners.top_left.y) <= 3  # upright for who reads
    with pymupdf.open(out) as document:
        text = document[0].get_text().split()
    assert text[: len(WORDS)] == WORDS
    assert text[len(WORDS) :] == ["Mã", "kiểm", "tra", "3467-9ACD", "EFGH-JKMN", "PRTV-WXY3"]


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_what_was_printed_looks_as_before_and_its_image_is_the_same(
    tmp_path: Path, turn_deg: int
) -> None:
    page, bare, out = scan(tmp_path, turn_deg), tmp_path / "bare.pdf", tmp_path / "out.pdf"
    compose([page], about=ABOUT, out=bare)
    compose([page], about=ABOUT, out=out, code=CODE)
    before, after = seen(bare), seen(out)
    ink = before < DARK
    assert ink.sum() > 1000
    assert (before[ink] == after[ink]).all()
    assert (after < DARK).sum() > ink.sum()
    with pikepdf.open(out) as pdf:
        assert pdf.pages[0].Resources.XObject.Im0.read_raw_bytes() == page.path.read_bytes()


def test_around_the_symbol_it_is_quiet(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    compose([scan(tmp_path)], about=ABOUT, out=out, code=CODE)
    pixels = seen(out, dpi=300)
    (found,) = zxingcpp.read_barcodes(pixels)
    left, top = found.position.top_left.x, found.position.top_left.y
    right, low = found.position.bottom_right.x, found.position.bottom_right.y
    quiet = int(4 * (right - left) / 41) - 2
    for strip in (
        pixels[top - quiet : top - 2, left:right],
        pixels[low + 3 : low + quiet, left:right],
        pixels[top:low, left - quiet : left - 2],
        pixels[top:low, right + 3 : right + quiet],
    ):
        assert strip.min() > 200


def test_without_an_address_the_code_stands_in_letters_only(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    done = compose([scan(tmp_path)], about=ABOUT, out=out, code=CheckCode(CODE.text))
    assert done.code_page == 1
    assert codes(seen(out)) == []
    with pymupdf.open(out) as document:
        assert "PRTV-WXY3" in document[0].get_text()


def test_the_same_page_and_code_give_the_same_bytes(tmp_path: Path) -> None:
    page = scan(tmp_path)
    made = {
        compose([page], about=ABOUT_CHECKED, out=tmp_path / name, code=CODE).sha256
        for name in ("a.pdf", "b.pdf")
    }
    assert len(made) == 1


def test_the_metadata_name_code_and_address(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    compose([scan(tmp_path)], about=ABOUT_CHECKED, out=out, code=CODE)
    own = "{urn:motlan:ns:digitized-copy:1#}"
    with pikepdf.open(out) as pdf, pdf.open_metadata() as xmp:
        assert xmp[own + "checkCode"] == CODE.text
        assert xmp[own + "checkAddress"] == CODE.address


def full(folder: Path) -> PageSource:
    """Print from edge to edge."""
    picture = Image.new("L", drawing().size, 255)
    pen = ImageDraw.Draw(picture)
    for y in range(0, picture.height, 40):
        pen.line((0, y, picture.width, y), fill=0, width=3)
    path = folder / "full.png"
    picture.save(path, dpi=(200, 200))
    return PageSource(path, 1, page_reading(picture.size))


def test_a_full_first_page_leaves_it_to_the_last(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    pages = [full(tmp_path), full(tmp_path), scan(tmp_path)]
    assert compose(pages, about=ABOUT, out=out, code=CODE).code_page == 3
    assert [codes(seen(out, page)) for page in range(3)] == [[], [], [CODE.address]]


def test_no_place_is_told_and_nothing_is_drawn(tmp_path: Path) -> None:
    bare, out = tmp_path / "bare.pdf", tmp_path / "out.pdf"
    pages = [full(tmp_path), full(tmp_path)]
    compose(pages, about=ABOUT, out=bare)
    assert compose(pages, about=ABOUT, out=out, code=CODE).code_page is None
    assert bare.read_bytes() == out.read_bytes()


SHAPES = ((60.0, 100.0), (105.0, 60.0))


def image(pixels: Pixels) -> PageImage:
    return PageImage(pixels, 100, colour=pixels.ndim == 3)


def paper(value: int = 250, size: tuple[int, int] = (1169, 827)) -> Pixels:
    return np.full(size, value, np.uint8)


@pytest.mark.parametrize("value", [0, 60, 120])
def test_a_dark_page_has_no_place(value: int) -> None:
    assert (
        free_place(image(paper(value)), page_reading((827, 1169), dpi=100), SHAPES, scale=0.72)
        is None
    )


def test_a_pale_red_seal_counts_as_print() -> None:
    colour = np.dstack([paper()] * 3)
    colour[:, :, 1:][:, :420] = 190  # red stays as bright as the paper
    colour[900:, 420:] = 0
    place = free_place(image(colour), page_reading((827, 1169), dpi=100), SHAPES, scale=0.72)
    assert place is None or place.left / 0.72 >= 420


def test_the_corner_of_the_agency_mark_stays_free() -> None:
    pixels = paper()
    pixels[140:] = 0
    pixels[:, :330] = 0
    assert free_place(image(pixels), page_reading((827, 1169), dpi=100), SHAPES, scale=0.72) is None


blobs = st.lists(
    st.tuples(st.integers(0, 820), st.integers(0, 1160), st.integers(3, 400), st.integers(3, 300)),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(blobs, st.sampled_from([0, 90, 180, 270]), st.integers(0, 200))
def test_no_place_ever_lies_on_print(
    blobs: list[tuple[int, int, int, int]], turn_deg: int, tone: int
) -> None:
    pixels = paper()
    for x, y, width, height in blobs:
        pixels[y : y + height, x : x + width] = tone
    lies = np.ascontiguousarray(np.rot90(pixels, k=turn_deg // 90))
    page = page_reading(lies.shape[::-1], turn_deg=turn_deg, dpi=100)
    place = free_place(image(lies), page, SHAPES, scale=0.72)
    if place is None or (pixels == tone).mean() > 0.25:  # then the print is the paper
        return
    width, height = SHAPES[place.shape]
    left, top = place.left / 0.72, place.top / 0.72
    under = pixels[
        int(top) : int(top + height / 0.72) + 1, int(left) : int(left + width / 0.72) + 1
    ]
    assert (under == 250).all()
    edge = 4.5 * POINTS_PER_MM
    assert place.left >= edge
    assert place.top >= edge
    assert place.left + width <= 827 * 0.72 - edge
    assert place.top + height <= 1169 * 0.72 - edge

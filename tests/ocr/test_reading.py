import numpy as np
import pymupdf
import pytest
from PIL import Image

from ocr.adapters.tesserocr_engine import TesserocrEngine
from ocr.errors import EngineError, NoSuchPage
from ocr.reading import OWN_TEXT, read_page, read_pages
from tests.ocr.cer import character_error_rate
from tests.ocr.papers import FONTS, EchoEngine, TurningEngine, drawn_page, font, shared_data

PAGES = {
    "scan-clean": ("10010_scan-clean_giay_khai_sinh", 0.03),
    "scan-noisy": ("20001_scan-noisy_hop_dong", 0.03),
    "phone": ("10002_phone_quyet_dinh", 0.03),
    "rotated": ("20013_rotated_xac_nhan_cu_tru", 0.03),
}


@pytest.fixture(scope="module")
def engine():
    try:
        return TesserocrEngine()
    except EngineError as error:
        pytest.skip(f"not installed: {error.code}")


def test_a_born_digital_page_gives_its_own_words(tmp_path):
    font(10)
    face = next(place for place in FONTS if pymupdf.os.path.exists(place))
    path = tmp_path / "digital.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_text((72, 100), "Số: 12/QĐ-UBND", fontfile=face, fontname="F0")
        page.insert_text((300, 101), "CỘNG HÒA XÃ HỘI", fontfile=face, fontname="F0")
        page.insert_text((72, 300), "Điều 1", fontfile=face, fontname="F0")
        document.save(path)
    echo = EchoEngine()
    reading = read_page(path, 1, engine=echo)
    assert echo.shown == []
    assert reading.engine == OWN_TEXT
    assert reading.text.splitlines() == ["Số: 12/QĐ-UBND", "CỘNG HÒA XÃ HỘI", "Điều 1"]
    assert {word.confidence for word in reading.words} == {100.0}
    first = reading.words[0].box
    assert abs(first.x0 - 72 * 200 / 72) <= 3
    assert first.y0 < 100 * 200 / 72 < first.y1 + 3
    assert (reading.width_px, reading.dpi) == (1653, 200)


def test_boxes_are_of_the_page_as_received(tmp_path):
    page = drawn_page()
    dark = page[..., 0] < 128
    rows, columns = np.nonzero(dark)
    path = tmp_path / "turned.png"
    Image.fromarray(np.rot90(page, 2)).save(path, dpi=(200, 200))
    reading = read_page(path, 1, engine=TurningEngine(180))
    assert reading.turn_deg == 180
    box = reading.words[0].box
    assert abs(box.x0 - (page.shape[1] - 1 - columns.max())) <= 3
    assert abs(box.y0 - (page.shape[0] - 1 - rows.max())) <= 3


def test_blank_pages_cost_the_engine_nothing(tmp_path):
    paper = Image.new("L", (1654, 2339), 250)
    path = tmp_path / "blank.tif"
    paper.save(path, save_all=True, append_images=[paper])
    echo = EchoEngine()
    readings = list(read_pages(path, engine=echo))
    assert [reading.number for reading in readings] == [1, 2]
    assert all(reading.blank and reading.lines == () for reading in readings)
    assert echo.shown == []
    with pytest.raises(NoSuchPage):
        read_page(path, 3, engine=echo)


@pytest.mark.parametrize("kind", PAGES)
def test_generated_pages_are_read_within_bounds(kind, engine):
    name, bound = PAGES[kind]
    path = shared_data("pages", f"{name}.jpg")
    reading = read_page(path, 1, engine=engine)
    assert character_error_rate(path.with_suffix(".txt").read_text(), reading.text) < bound


def test_a_real_scan_is_read_within_bounds(engine):
    """Stamps are not in the transcription; what of it was missed or misread is counted."""
    path = shared_data("real", "nq_115_ba_vi.pdf")
    truth = path.with_suffix(".p1.txt").read_text()
    reading = read_page(path, 1, engine=engine)
    assert character_error_rate(truth, reading.text, extra_counts=False) < 0.06


def test_a_real_born_digital_page_is_read_exactly(engine):
    path = shared_data("real", "hanoi_tb_453_flag.pdf")
    reading = read_page(path, 1, engine=engine)
    assert reading.engine == OWN_TEXT
    truth = path.with_suffix(".p1.txt").read_text()
    assert character_error_rate(truth, reading.text, extra_counts=False) < 0.01


def test_a_blank_page_with_print_shining_through_is_blank(engine):
    for path in sorted(shared_data("pages").glob("*_blank_blank.jpg")):
        assert read_page(path, 1, engine=engine).blank, path.name

"""P, F and both fused keep the contract of every engine, and read as well as Tesseract does."""

import unicodedata
from collections import Counter

import cv2
import numpy as np
import pytest

from ocr.adapters.onnx.line_finder import LineFinder
from ocr.adapters.onnx.orientation import Orientation
from ocr.adapters.onnx.reading_order import ReadingOrder
from ocr.adapters.onnx.tesseract_graph import onnx_model
from ocr.adapters.onnx.tesseract_reader import TesseractReader
from ocr.adapters.tesserocr_engine import TesserocrEngine
from ocr.documents import load_page
from ocr.pages import prepare
from ocr.ports import Box
from tests.ocr import paper_drawings
from tests.ocr.cer import character_error_rate, folded
from tests.ocr.onnx.making import engine, engines, traineddata
from tests.ocr.papers import LINES, drawn_page, shared_data

HIGHEST_ERROR_RATE = {"P": 0.01, "F": 0.05, "P+F": 0.01}


@pytest.fixture(scope="module", params=HIGHEST_ERROR_RATE)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def read_lines(name):
    return engine(name).read(drawn_page()[..., 0].copy(), 200)


def text_of(lines):
    return "\n".join(line.text for line in lines)


def test_it_reads_vietnamese(name, read_lines):
    error_rate = character_error_rate("\n".join(LINES), text_of(read_lines))
    assert error_rate < HIGHEST_ERROR_RATE[name]


def test_lines_come_in_reading_order(read_lines):
    tops = [line.words[0].box.y0 for line in read_lines]
    assert tops == sorted(tops)
    assert len(read_lines) == len(LINES)


def test_words_have_boxes_around_their_ink_and_confidence(read_lines):
    grey = drawn_page()[..., 0]
    for word in (word for line in read_lines for word in line.words):
        box = word.box
        assert 0 <= box.x0 < box.x1 <= grey.shape[1]
        assert 0 <= box.y0 < box.y1 <= grey.shape[0]
        assert (grey[box.y0 : box.y1, box.x0 : box.x1] < 128).any()
        assert 0 <= word.confidence <= 100
        assert word.text == unicodedata.normalize("NFC", word.text).strip() != ""


def test_every_word_stands_where_it_was_drawn(name):
    """Boxes lie within a few pixels of the ink of the same word, on every line."""
    grey = np.asarray(paper_drawings.drawing(), np.uint8).copy()
    drawn = [word for line in paper_drawings.reading().lines for word in line.words]
    found = [word for line in engine(name).read(grey, 200) for word in line.words]
    once = {text for text, count in Counter(word.text for word in drawn).items() if count == 1}
    places = {word.text: word.box for word in drawn if word.text in once}
    matched = [(word.box, places[word.text]) for word in found if word.text in places]
    for box, place in matched:
        assert abs(box.x0 - place.x0) <= 6
        assert abs(box.x1 - place.x1) <= 6
        assert abs(box.y0 - place.y0) <= 12  # drawn boxes begin at the pen, not at the ink
        assert abs(box.y1 - place.y1) <= 12
    assert len(matched) >= len(places) * (0.8 if name == "P" else 0.6)


def test_an_empty_page_has_no_words(name):
    assert list(engine(name).read(np.full((800, 600), 255, np.uint8), 200)) == []


@pytest.mark.parametrize("shape", [(3, 2), (8, 8), (2000, 9), (9, 2000)])
@pytest.mark.parametrize("shade", [0, 255])
def test_odd_pages_do_no_harm(name, shape, shade):
    assert list(engine(name).read(np.full(shape, shade, np.uint8), 5000)) == []


def test_noise_does_no_harm(name):
    noise = np.random.default_rng(4).integers(0, 256, (900, 700), np.uint8)
    for word in (word for line in engine(name).read(noise, 200) for word in line.words):
        assert word.text
        assert 0 <= word.box.x0 < word.box.x1 <= 700
        assert 0 <= word.box.y0 < word.box.y1 <= 900


def test_reading_twice_gives_the_same(name):
    strip = np.ascontiguousarray(drawn_page()[200:520, :, 0])
    assert engine(name).read(strip, 200) == engine(name).read(strip.copy(), 200)


def test_light_letters_on_a_dark_ground_are_read(name):
    grey = drawn_page()[..., 0].copy()
    grey[230:320] = 255 - grey[230:320]
    first = engine(name).read(grey, 200)[0].text
    assert character_error_rate(LINES[0], first) <= HIGHEST_ERROR_RATE[name]


def test_a_line_reads_the_same_alone_and_beside_wider_ones():
    grey = drawn_page()[..., 0].copy()
    boxes, reader = LineFinder().find(grey), TesseractReader(onnx_model(traineddata()))
    together = reader.read(grey, boxes)
    for box, words in zip(boxes, together, strict=True):
        (alone,) = reader.read(grey, [box])
        assert [word.text for word in alone] == [word.text for word in words]


def test_processors_without_vnni_read_the_same(monkeypatch):
    grey = drawn_page()[..., 0].copy()
    boxes = LineFinder().find(grey)
    monkeypatch.setattr("cv2.checkHardwareSupport", lambda _: False)
    reader = TesseractReader(onnx_model(traineddata()))
    texts = {" ".join(word.text for word in words) for words in reader.read(grey, boxes)}
    assert {line.text for line in engine("P").read(grey, 200)} == texts


def test_engines_say_who_they_are():
    assert [engines().of(each).name for each in ("P", "F", "P+F")] == ["P", "F", "P+F"]


def test_it_reads_the_lines_that_tesseract_reads():
    """The same network: at least 94 of 100 lines are the same, letter by letter."""
    tesseract = TesserocrEngine()
    same, lines = 0, 0
    for size_px in (1500, 1580, 1654, 1800, 1900):
        page = drawn_page()[..., 0]
        grey = np.asarray(
            cv2.resize(page, (size_px, round(size_px * 1.414)), interpolation=cv2.INTER_AREA)
        )
        theirs = [folded(line.text) for line in tesseract.read(grey, 200)]
        ours = [folded(line.text) for line in engine("P").read(grey, 200)]
        assert len(ours) == len(theirs)
        same += sum(a == b for a, b in zip(ours, theirs, strict=True))
        lines += len(theirs)
    assert same / lines >= 0.94


def test_columns_are_read_one_after_the_other():
    order = ReadingOrder()
    left = [Box(100, 200 + 60 * row, 700, 240 + 60 * row) for row in range(10)]
    right = [Box(900, 205 + 60 * row, 1500, 245 + 60 * row) for row in range(10)]
    mixed = [box for pair in zip(left, right, strict=True) for box in pair]
    texts = ["các cơ quan có thẩm quyền của nhà nước"] * len(mixed)
    found = order.of(mixed, texts, width_px=1654, height_px=2339)
    assert [mixed[at] for at in found] == left + right


def test_a_page_of_very_many_lines_is_read_by_rows():
    boxes = [Box(10 + at % 40 * 30, 10 + at // 40 * 20, 30, 20) for at in range(1600)]
    found = ReadingOrder().of(boxes[::-1], [""] * len(boxes), width_px=1654, height_px=2339)
    assert [boxes[::-1][at] for at in found] == boxes


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_it_tells_which_way_is_up(turn_deg):
    page = np.asarray(paper_drawings.received(turn_deg), np.uint8)
    assert Orientation().turn_needed(page) == turn_deg


def test_a_blank_page_is_not_turned():
    assert Orientation().turn_needed(np.full((2339, 1654), 255, np.uint8)) is None


@pytest.mark.parametrize(("name", "limit"), [("P", 0.05), ("F", 0.06)])
def test_it_reads_real_papers(name, limit):
    rates = []
    for path in sorted(shared_data("real").glob("*.pdf")):
        truth = path.with_name(f"{path.stem}.p1.txt").read_text()
        page = prepare(load_page(path, 1), engine=engine(name))
        read = text_of(engine(name).read(page.grey, page.dpi))
        rates.append(character_error_rate(truth, read, extra_counts=False))
    assert sum(rates) / len(rates) < limit


def test_letters_of_other_scripts_become_their_twins():
    """The network has an Icelandic Đ of its own; nobody would find a paper by it."""
    grey = drawn_page(lines=["Số: 12/QĐ-UBND ngày 05/6/2024", "ĐỀ NGHỊ CẤP ĐỔI | THẺ CĂN CƯỚC"])
    text = text_of(engine("P").read(grey[..., 0].copy(), 200))
    assert not set("Ðð⁄|") & set(text)
    assert "12/QĐ-UBND" in text

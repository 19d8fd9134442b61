"""One contract for every engine."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from config import wiring
from ocr.adapters.pytesseract_engine import PytesseractEngine
from ocr.adapters.tessdata import tessdata_folder
from ocr.adapters.tesserocr_engine import TesserocrEngine
from ocr.errors import EngineError, LanguageMissing
from tests.ocr.cer import character_error_rate
from tests.ocr.papers import LINES, drawn_page

ENGINES = {"tesserocr": TesserocrEngine, "pytesseract": PytesseractEngine}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    try:
        return ENGINES[request.param]()
    except EngineError as error:
        pytest.skip(f"not installed: {error.code}")


@pytest.fixture(scope="module")
def read_lines(engine):
    return engine.read(drawn_page()[..., 0].copy(), 200)


def test_it_reads_vietnamese(read_lines):
    text = "\n".join(line.text for line in read_lines)
    assert character_error_rate("\n".join(LINES), text) < 0.02


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


def test_an_empty_page_has_no_words(engine):
    assert list(engine.read(np.full((800, 600), 255, np.uint8), 200)) == []


def test_a_tiny_page_does_no_harm(engine):
    assert list(engine.read(np.full((3, 2), 255, np.uint8), 5000)) == []


def test_reading_twice_gives_the_same(engine):
    strip = np.ascontiguousarray(drawn_page()[200:520, :, 0])
    assert engine.read(strip, 200) == engine.read(strip, 200)


@pytest.mark.parametrize("make", ENGINES.values())
def test_missing_vietnamese_data_is_named(make, tmp_path, monkeypatch):
    with pytest.raises(LanguageMissing) as raised:
        make(tessdata=tmp_path)
    assert raised.value.code == "ocr.language_missing"
    assert "tesseract-ocr-vie" in raised.value.remedy
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(LanguageMissing):
        make()


def test_the_folder_named_by_the_environment_is_used(tmp_path, monkeypatch):
    folder = tmp_path / "tessdata"
    folder.mkdir()
    (folder / "vie.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert tessdata_folder() == folder
    assert tessdata_folder(Path(folder)) == folder


def test_wiring_picks_engines_by_mode_and_name():
    try:
        assert wiring.engine("fast").name == "P"
        assert wiring.engine("accurate").name == wiring.engine().name == "P+F"
        assert wiring.engine("tesserocr").name == "tesserocr"
        assert wiring.engine("pytesseract").name == "pytesseract"
    except EngineError as error:
        pytest.skip(f"not installed: {error.code}")
    with pytest.raises(ValueError, match="no engine"):
        wiring.engine("guess")

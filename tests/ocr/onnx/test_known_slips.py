"""What both networks always take for something else."""

import pytest

from ocr.adapters.onnx.known_slips import mended
from ocr.ports import Box, Word


def read(line: str) -> str:
    words = [Word(text, Box(0, 0, 9, 9), 90) for text in line.split()]
    found = mended(words)
    assert [(word.box, word.confidence) for word in found] == [
        (word.box, word.confidence) for word in words
    ]
    return " ".join(word.text for word in found)


@pytest.mark.parametrize(
    ("seen", "means"),
    [
        ("Diện tích: 120,5 m2", "Diện tích: 120,5 m²"),
        ("120,5m2; 30 m3.", "120,5m²; 30 m³."),
        ("người/km2, (m2)", "người/km², (m²)"),
        ("m2/người", "m²/người"),
        ("400 cm3", "400 cm³"),
    ],
)
def test_units_of_area_and_volume_get_their_raised_figure(seen: str, means: str) -> None:
    assert read(seen) == means


@pytest.mark.parametrize(
    "line",
    [
        "Lô M2",
        "m2a",
        "xm2",
        "m20",
        "m2.5",
        "m 2",
        "a m2x",
        "5 m23",
        "Km2+500",
        "km2+500",
        "thm2",
        "m4",
        "m",
    ],
)
def test_codes_and_numbers_stay(line: str) -> None:
    assert read(line) == line


@pytest.mark.parametrize(
    ("seen", "means"),
    [
        ("HI. NỘI DUNG", "III. NỘI DUNG"),
        ("IH. Hồ sơ", "III. Hồ sơ"),
        ("HH. A", "III. A"),
        ("VHI) Khác", "VIII) Khác"),
    ],
)
def test_the_numeral_of_a_heading_is_three_strokes(seen: str, means: str) -> None:
    assert read(seen) == means


@pytest.mark.parametrize("line", ["HI", "Mục HI.", "H. Hải Hậu", "XH hội", "II. B", ""])
def test_other_capitals_stay(line: str) -> None:
    assert read(line) == line

"""The QR code of a separator sheet: what is written is read back, and nothing else is taken for one."""

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from ocr.ports import PageImage, Pixels
from ocr.splitting import SeparatorSheet, parse_sheet, read_codes, sheet_text
from ocr.splitting.codes import MAX_CHARS, MAX_CODES

NUMBER = "H15.50.05.13-261008-0975"
SHEET = SeparatorSheet(NUMBER, "quyet_dinh")

numbers = st.builds(
    "{}-{}-{:04d}".format,
    st.sampled_from(["H15", "H15.50", "H90.41.7", "000.00.18.H56"]),
    st.dates(min_value=np.datetime64("2015-01-01").item()).map(lambda day: f"{day:%y%m%d}"),
    st.integers(0, 9999),
)
types = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=";"),
    min_size=1,
    max_size=50,
)
sheets = st.builds(SeparatorSheet, st.none() | numbers, st.none() | types)


def qr(text: str, *, module_px: int = 8) -> Pixels:
    rows = [
        [0 if dark else 255 for dark in row]
        for row in segno.make(text, error="m", micro=False).matrix
    ]
    drawn = np.pad(np.array(rows, np.uint8), 4, constant_values=255)
    return np.kron(drawn, np.ones((module_px, module_px), np.uint8))


def page_with(*marks: tuple[Pixels, int, int]) -> PageImage:
    pixels = np.full((2339, 1654), 245, np.uint8)
    for mark, x, y in marks:
        pixels[y : y + mark.shape[0], x : x + mark.shape[1]] = mark
    return PageImage(pixels, 200, colour=False)


@given(sheets)
def test_what_is_written_is_read_back(sheet: SeparatorSheet) -> None:
    assert parse_sheet(sheet_text(sheet)) == sheet


@given(sheets, st.data())
def test_a_code_with_one_letter_wrong_is_none_of_ours(
    sheet: SeparatorSheet, data: st.DataObject
) -> None:
    text = sheet_text(sheet)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda letter: letter != text[at]))
    assert parse_sheet(text[:at] + other + text[at + 1 :]) is None


@given(st.text())
def test_any_other_text_is_none_of_ours(text: str) -> None:
    assert parse_sheet(text) is None
    assert parse_sheet(f"MOTLAN1;{text}") is None


@pytest.mark.parametrize(
    "sheet",
    [
        SeparatorSheet("H15-269999-0001"),
        SeparatorSheet("h15.50-261008-0975"),
        SeparatorSheet(None, "Quyết định"),
        SeparatorSheet(None, "a;b"),
        SeparatorSheet("", ""),
    ],
)
def test_what_could_not_be_read_back_is_not_written(sheet: SeparatorSheet) -> None:
    with pytest.raises(ValueError, match="dossier number"):
        sheet_text(sheet)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("angle_deg", [0.0, 4.0])
def test_a_code_is_found_whichever_way_the_page_lies(turns: int, angle_deg: float) -> None:
    pixels = page_with((qr(sheet_text(SHEET)), 400, 500)).pixels
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    skewed = cv2.warpAffine(pixels, matrix, (width, height), borderValue=245)
    turned = np.ascontiguousarray(np.rot90(skewed, turns))
    found = read_codes(PageImage(turned, 200, colour=False))
    assert [parse_sheet(code.text) for code in found] == [SHEET]
    assert not found[0].under_bar


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        ((320, 385), (400, 1250), True),
        ((340, 360), (400, 1250), False),  # a line
        ((320, 385), (400, 900), False),  # a stain
        ((0, 560), (0, 1654), False),  # a page scanned on black
        ((1300, 1400), (80, 1560), False),  # below the code
    ],
)
def test_a_sheet_is_told_from_a_label_by_its_bar(
    *, turns: int, rows: tuple[int, int], columns: tuple[int, int], expected: bool
) -> None:
    mark = qr(sheet_text(SHEET), module_px=10)
    pixels = page_with((mark, 827 - mark.shape[1] // 2, 560)).pixels
    pixels[slice(*rows), slice(*columns)] = 40
    turned = np.ascontiguousarray(np.rot90(pixels, turns))
    (found,) = read_codes(PageImage(turned, 200, colour=False))
    assert found.under_bar is expected


def test_a_grainy_and_a_large_page_are_read_too_and_the_box_is_of_the_page_as_received() -> None:
    mark = qr(sheet_text(SHEET))
    pixels = page_with((mark, 400, 500)).pixels.astype(np.int16)
    grain = np.random.default_rng(2).normal(0, 25, pixels.shape).astype(np.int16)
    rough = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    large = cv2.resize(rough, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    colour = np.dstack([large] * 3)
    (code,) = read_codes(PageImage(np.asarray(colour, np.uint8), 600, colour=True))
    assert parse_sheet(code.text) == SHEET
    assert abs(code.box.x0 / 3 - 432) < 12
    assert abs(code.box.y1 / 3 - (500 + mark.shape[0] - 32)) < 12


def test_codes_are_bounded_in_length_and_number() -> None:
    assert read_codes(page_with((qr("w" * (MAX_CHARS + 1), module_px=4), 200, 200))) == ()
    small = [qr(f"{n}", module_px=3) for n in range(30)]
    marks = [(mark, 60 + n % 6 * 250, 60 + n // 6 * 300) for n, mark in enumerate(small)]
    assert len(read_codes(page_with(*marks))) == MAX_CODES


@pytest.mark.parametrize("shape", [(0, 0), (0, 100), (1, 1), (1, 50_000), (40_000, 3), (2, 2, 3)])
def test_a_page_of_no_shape_bears_no_code(shape: tuple[int, ...]) -> None:
    assert read_codes(PageImage(np.zeros(shape, np.uint8), 200, colour=False)) == ()


@pytest.mark.parametrize("name", ["noise", "bars", "chequers"])
def test_a_page_made_to_take_long_takes_a_bounded_time(name: str) -> None:
    height, width = 2339, 1654
    rows, columns = np.mgrid[:height, :width]
    pixels = {
        "noise": np.random.default_rng(1).integers(0, 256, (height, width)),
        "bars": (columns // 3 % 2) * 255,
        "chequers": ((rows // 4 + columns // 4) % 2) * 255,
    }[name].astype(np.uint8)
    assert read_codes(PageImage(pixels, 200, colour=False)) == ()

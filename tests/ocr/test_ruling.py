import cv2
import numpy as np
import pytest

from ocr.ports import Pixels
from ocr.ruling import without_rules
from tests.ocr.papers import drawn_page

ROWS, COLUMNS = (1000, 1110, 1220, 1330), (215, 700, 1400)


def ruled(grey: Pixels, *, ink: int = 30) -> Pixels:
    """The page with a table of six cells around three of its printed lines."""
    page = grey.copy()
    for y in ROWS:
        cv2.line(page, (COLUMNS[0], y), (COLUMNS[-1], y), ink, 3)
    for x in COLUMNS:
        cv2.line(page, (x, ROWS[0]), (x, ROWS[-1]), ink, 3)
    return page


def grey_page() -> Pixels:
    return np.ascontiguousarray(drawn_page()[..., 0])


def longest_run_px(grey: Pixels) -> int:
    """The longest straight run of ink across, counted in steps of 20 pixels."""
    ink = (grey < 200).astype(np.uint8)
    lengths = range(20, 400, 20)
    runs = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, n), np.uint8)) for n in lengths)
    return max((n for n, run in zip(lengths, runs, strict=True) if run.any()), default=0)


@pytest.mark.parametrize("ink", [30, 120, 190])
def test_the_rules_of_a_table_go(ink):
    page = ruled(grey_page(), ink=ink)
    assert longest_run_px(page) >= 380
    assert longest_run_px(without_rules(page)) == longest_run_px(grey_page())


def test_the_print_in_the_cells_stays():
    page, plain = ruled(grey_page()), grey_page()
    cleaned = without_rules(page)
    apart = np.ones(plain.shape, bool)
    for y in ROWS:
        apart[y - 8 : y + 9] = False
    for x in COLUMNS:
        apart[:, x - 8 : x + 9] = False
    assert (cleaned[apart] == plain[apart]).all()


def test_a_stroke_that_runs_through_a_rule_keeps_its_part():
    page = ruled(np.full((2339, 1654), 255, np.uint8))
    cv2.line(page, (500, 1095), (500, 1125), 30, 4)  # the stem of a "p" set too low
    cleaned = without_rules(page)
    assert (cleaned[1096:1124, 500] < 100).all()
    assert (cleaned[1105:1115, 560] > 240).all()


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda page: cv2.line(page, (300, 400), (700, 400), 30, 3), id="underline"),
        pytest.param(lambda page: cv2.rectangle(page, (300, 1600), (900, 1660), 30, -1), id="bar"),
        pytest.param(
            lambda page: [cv2.line(page, (300, y), (900, y), 30, 2) for y in (1600, 1700)],
            id="lines to write on",
        ),
        pytest.param(lambda page: cv2.line(page, (800, 1600), (1200, 1800), 30, 4), id="signature"),
    ],
)
def test_what_is_no_table_stays(draw):
    page = grey_page()
    draw(page)
    assert without_rules(page) is page


def test_small_and_empty_pages_are_no_trouble():
    for shape in ((1, 1), (5, 400), (60, 60)):
        for level in (0, 255):
            page = np.full(shape, level, np.uint8)
            assert without_rules(page).shape == shape

import cv2
import numpy as np
import pytest

from ocr.margins import without_margin_marks
from ocr.pages import light_evenly, straighten
from ocr.ports import Pixels
from tests.ocr.papers import drawn_page

DPI = 200
HOLES = ((95, 860), (95, 1490))  # 12 mm from the left side, 80 mm apart


def grey_page() -> Pixels:
    return np.ascontiguousarray(drawn_page()[..., 0])


def ink_in(grey: Pixels, *, left: int, right: int) -> int:
    return int((grey[:, left:right] < 150).sum())


def punched(grey: Pixels) -> Pixels:
    page = grey.copy()
    for hole in HOLES:
        cv2.circle(page, hole, 23, 30, -1, cv2.LINE_AA)
    return page


def test_punch_holes_go_and_the_print_stays():
    page = punched(grey_page())
    assert ink_in(page, left=0, right=150) > 3000
    assert ink_in(without_margin_marks(page, dpi=DPI), left=0, right=150) == 0
    assert (without_margin_marks(page, dpi=DPI)[:, 200:] == page[:, 200:]).all()


@pytest.mark.parametrize("depth_px", [5, 12, 90])
def test_dark_edges_go_and_the_print_stays(depth_px):
    page = grey_page()
    page[:, -depth_px:] = 20
    page[-depth_px:, :] = 20
    cleaned = without_margin_marks(page, dpi=DPI)
    assert cleaned[:, -depth_px:].min() > 200
    assert (cleaned[:2200, :1500] == page[:2200, :1500]).all()


def test_an_edge_that_holds_more_than_margin_stays():
    page = grey_page()
    page[:, -12:] = 20
    page[1200:1204, 300:] = 20  # a rule of a table drawn to the edge
    assert without_margin_marks(page, dpi=DPI) is page


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(lambda page: cv2.circle(page, (95, 860), 23, 30, 4), id="a ring, as of an O"),
        pytest.param(lambda page: cv2.circle(page, (95, 860), 8, 30, -1), id="a bullet"),
        pytest.param(lambda page: cv2.circle(page, (700, 2000), 23, 30, -1), id="inside the page"),
        pytest.param(lambda page: cv2.rectangle(page, (20, 860), (90, 880), 30, -1), id="a dash"),
        pytest.param(lambda page: cv2.line(page, (100, 900), (100, 2000), 30, 3), id="a side rule"),
    ],
)
def test_what_is_no_hole_and_no_edge_stays(mark):
    page = grey_page()
    mark(page)
    assert without_margin_marks(page, dpi=DPI) is page


def test_a_clean_page_is_handed_back_itself():
    page = grey_page()
    assert without_margin_marks(page, dpi=DPI) is page


def test_an_empty_corner_of_paper_is_no_trouble():
    for shape in ((3, 3), (40, 1), (1, 40)):
        page = np.zeros(shape, np.uint8)
        assert without_margin_marks(page, dpi=DPI).shape == shape


def test_a_sheet_askew_on_a_dark_lid_is_cleaned_of_the_lid():
    """What happens without the step: the lid stands beside the print as a bar of ink."""
    page = drawn_page()
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -1.0, 1)
    matrix[:, 2] -= (30, 40)
    scan = cv2.warpAffine(page, matrix, (width, height), borderValue=(18, 18, 18))
    lit = light_evenly(np.ascontiguousarray(scan[..., 0], np.uint8))
    level, _, angle_deg = straighten(without_margin_marks(lit, dpi=DPI))
    assert ink_in(level, left=1580, right=level.shape[1]) == 0
    assert angle_deg == pytest.approx(1.0, abs=0.15)
    assert ink_in(straighten(lit)[0], left=1580, right=level.shape[1]) > 10_000

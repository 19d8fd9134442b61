import cv2
import numpy as np
import pytest

from ocr.errors import NoTextLines
from ocr.pages import (
    PreparedPage,
    light_evenly,
    prepare,
    reading_scale,
    red_channel,
    without_steps,
)
from ocr.photo import page_corners
from ocr.ports import Box, PageImage
from ocr.skew import lies_sideways, skew_of
from ocr.turning import straighten, turn
from tests.ocr.papers import TurningEngine, drawn_page, moved

WORD_BOX = Box(600, 1700, 1000, 1760)


def page_with_word() -> np.ndarray:
    """A drawn page with a red bar on it, whose place is easy to find again."""
    page = drawn_page()
    page[WORD_BOX.y0 : WORD_BOX.y1, WORD_BOX.x0 : WORD_BOX.x1] = (0, 0, 0)
    return page


def image(pixels: np.ndarray, dpi: int = 200, declared_turn_deg: int = 0) -> PageImage:
    return PageImage(pixels, dpi, colour=pixels.ndim == 3, declared_turn_deg=declared_turn_deg)


def bar_box(grey: np.ndarray) -> Box:
    """The box of the largest solid dark block."""
    solid = cv2.morphologyEx(
        (grey < 110).astype(np.uint8), cv2.MORPH_OPEN, np.ones((25, 25), np.uint8)
    )
    _, _, marks, _ = cv2.connectedComponentsWithStats(solid)
    x, y, width, height, _ = marks[1 + int(marks[1:, cv2.CC_STAT_AREA].argmax())]
    return Box(int(x), int(y), int(x + width), int(y + height))


def received_bar(prepared: PreparedPage) -> Box:
    (box,) = prepared.received_boxes([bar_box(prepared.grey)])
    return box


def assert_close(one: Box, other: Box, px: int = 3) -> None:
    for a, b in ((one.x0, other.x0), (one.y0, other.y0), (one.x1, other.x1), (one.y1, other.y1)):
        assert abs(a - b) <= px, (one, other)


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_every_turn_is_found_and_led_back(turn_deg):
    received = np.ascontiguousarray(np.rot90(page_with_word(), turn_deg // 90))
    prepared = prepare(image(received), engine=TurningEngine(turn_deg))
    assert prepared.turn_deg == turn_deg
    assert_close(received_bar(prepared), bar_box(red_channel(received)))
    assert prepared.grey.shape[0] > prepared.grey.shape[1]


@pytest.mark.parametrize("angle_deg", [-8.0, -1.5, 0.7, 3.0, 10.0])
def test_skew_is_measured_clockwise_and_led_back(angle_deg):
    page = page_with_word()
    height, width = page.shape[:2]
    # getRotationMatrix2D turns counter-clockwise for positive angles.
    skewed = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1), [0, 0, 1]])
    received = moved(page, skewed, (width, height))
    prepared = prepare(image(received))
    assert prepared.angle_deg == pytest.approx(angle_deg, abs=0.1)
    assert prepared.turn_deg == 0
    # The box of a tilted bar, found by opening with an upright square, loses its corners: compare
    # the place where the matrix leads the bar's own corners instead.
    found = received_bar(prepared)
    corners = np.array(
        [[x, y, 1] for x in (WORD_BOX.x0, WORD_BOX.x1) for y in (WORD_BOX.y0, WORD_BOX.y1)]
    )
    true = (corners @ skewed.T)[:, :2]
    (x0, y0), (x1, y1) = true.min(axis=0), true.max(axis=0)
    assert_close(found, Box(round(x0), round(y0), round(x1), round(y1)))


@pytest.mark.parametrize("turn_deg", [0, 180])
def test_turn_skew_scale_and_perspective_together_lead_back_within_three_pixels(turn_deg):
    """A phone photo of 12 megapixels: the sheet smaller than the picture, seen from aside."""
    page = np.ascontiguousarray(np.rot90(page_with_word(), turn_deg // 90))
    height, width = page.shape[:2]
    sheet = np.array([[420, 380], [2690, 460], [2760, 3700], [330, 3620]], np.float32)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, sheet)
    photo = cv2.warpPerspective(page, matrix, (3024, 4032), borderValue=(70, 60, 50))
    assert page_corners(red_channel(photo)) is not None
    prepared = prepare(image(photo, dpi=345), engine=TurningEngine(turn_deg))
    assert prepared.turn_deg == turn_deg
    bar = WORD_BOX
    if turn_deg == 180:
        bar = Box(width - bar.x1, height - bar.y1, width - bar.x0, height - bar.y0)
    corners = np.array([[[x, y] for x in (bar.x0, bar.x1) for y in (bar.y0, bar.y1)]], np.float32)
    true = cv2.perspectiveTransform(corners, matrix)[0]
    (x0, y0), (x1, y1) = true.min(axis=0), true.max(axis=0)
    found = received_bar(prepared)
    assert_close(found, Box(round(x0), round(y0), round(x1), round(y1)), px=5)


def test_an_upright_scan_is_no_photo_of_a_sheet():
    assert page_corners(red_channel(drawn_page())) is None


def test_the_turn_a_file_declares_counts_into_the_turn_needed():
    sideways = np.ascontiguousarray(np.rot90(drawn_page(), 1))
    upright = TurningEngine(0)
    assert prepare(image(sideways, declared_turn_deg=90), engine=upright).turn_deg == 90
    # A camera that was wrong about how it was held is overruled by the print.
    camera = TurningEngine(270)
    assert prepare(image(drawn_page(), declared_turn_deg=90), engine=camera).turn_deg == 0


def test_without_an_engine_a_page_stays_as_its_file_declares_it():
    sideways = np.ascontiguousarray(np.rot90(drawn_page(), 1))
    assert prepare(image(sideways)).turn_deg == 0
    assert prepare(image(sideways, declared_turn_deg=90)).turn_deg == 90


def test_red_seals_vanish_in_the_red_channel():
    page = drawn_page()
    page[1500:1600, 500:600] = (230, 20, 30)
    assert red_channel(page)[1550, 550] == 230


def test_light_falling_off_to_one_side_is_evened_out():
    grey = red_channel(drawn_page())
    shade = np.linspace(1.0, 0.4, grey.shape[1])
    shaded = (grey * shade).astype(np.uint8)
    paper = light_evenly(shaded)[2100:2300]
    assert paper.min() > 230


@pytest.mark.parametrize("paper", [255, 180, 0])
def test_paper_of_one_brightness_is_only_set_to_its_level(paper):
    grey = np.full((400, 300), paper, np.uint8)
    grey[100:104, 100:200] = paper // 3
    lit = light_evenly(grey)
    assert (lit[200:] == (250 if paper else 0)).all()
    assert lit[102, 150] == pytest.approx(250 / 3 if paper else 0, abs=1)


def test_a_page_of_two_values_gets_soft_edges_and_no_other_page_does():
    shades = red_channel(drawn_page())
    steps = np.where(shades < 128, 0, 255).astype(np.uint8)
    assert len(np.unique(without_steps(steps))) > 4
    assert ((without_steps(steps) < 128) == (steps < 128)).mean() > 0.99
    assert without_steps(shades) is shades


@pytest.mark.parametrize(
    ("long_side", "dpi", "size"),
    [(3508, 300, 2340), (2339, 200, 2339), (4961, 300, 3307), (1169, 100, 2338), (1000, 300, 1000)],
)
def test_the_reading_size(long_side, dpi, size):
    assert long_side * reading_scale(long_side_px=long_side, dpi=dpi) == pytest.approx(size, abs=2)


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_a_turn_moves_points_as_its_matrix_says(turn_deg):
    grey = np.zeros((40, 60), np.uint8)
    grey[10, 20] = 255
    turned, matrix = turn(grey, turn_deg)
    x, y = (matrix @ [20.5, 10.5, 1])[:2]
    assert turned[int(y), int(x)] == 255


def test_a_page_without_lines_says_so():
    with pytest.raises(NoTextLines):
        skew_of(np.full((600, 400), 255, np.uint8))


def test_ruled_tables_do_not_turn_a_page():
    """Without taking rules out first, the rows of this page rise and fall more sharply down."""
    page = red_channel(drawn_page())
    for x in range(200, 1500, 60):
        page[250:1600, x : x + 3] = 0
    assert not lies_sideways(page)
    assert lies_sideways(np.rot90(page))


@pytest.mark.parametrize("angle_deg", [-11.3, -0.55, -0.25, -0.15, 0.1, 0.17, 0.3, 0.62, 2.71])
def test_skew_is_found_to_a_tenth_of_a_degree(angle_deg):
    """Sums over rows of a resampled picture found 0 for everything below 0.25 degrees."""
    page = red_channel(drawn_page())
    height, width = page.shape
    skewed = cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1)
    received = cv2.warpAffine(page, skewed, (width, height), borderValue=255)
    assert skew_of(received) == pytest.approx(angle_deg, abs=0.1)


def test_a_page_that_lies_nearly_level_keeps_its_pixels():
    """Resampling would blur it, and gain nothing."""
    page = red_channel(drawn_page())
    level, moved_by, angle_deg = straighten(page)
    assert level is page
    assert (moved_by == np.eye(3)).all()
    assert angle_deg == pytest.approx(0, abs=0.1)

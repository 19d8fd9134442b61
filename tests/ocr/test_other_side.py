import cv2
import numpy as np
import pytest

from ocr.other_side import pale_marks, without_other_side, without_pale
from ocr.ports import Pixels
from tests.ocr.cer import character_error_rate
from tests.ocr.onnx.making import engine
from tests.ocr.papers import LINES, EchoEngine, drawn_page, font


def ink_of(lines: tuple[str, ...] = LINES) -> np.ndarray:
    font(36)
    return 255.0 - drawn_page(lines=lines)[..., 0]


def paper(*inks: np.ndarray, grain: float = 3.0) -> Pixels:
    chance = np.random.default_rng(3)
    page = chance.normal(250, grain, inks[0].shape) - sum(inks)
    return np.clip(page, 0, 255).astype(np.uint8)


def shining_through(share: float, soft_px: float) -> Pixels:
    """Print of this side, and between its lines print of the other at a share of its darkness."""
    back = np.roll(cv2.GaussianBlur(ink_of(LINES[::-1])[:, ::-1], (0, 0), soft_px), 55, axis=0)
    return paper(ink_of(), share * back)


def errors(page: Pixels) -> float:
    read = "\n".join(line.text for line in engine("P").read(page, 200))
    return character_error_rate("\n".join(LINES), read)


@pytest.mark.parametrize(("share", "soft_px"), [(0.25, 1.5), (0.1, 1.0)])
def test_print_of_the_other_side_goes_and_is_not_read(share, soft_px):
    page = shining_through(share, soft_px)
    assert errors(page) > 0.1  # what happens without the step
    cleaned = without_other_side(page, dpi=200, engine=engine("P"))
    assert errors(cleaned) < 0.02


@pytest.mark.parametrize("grain", [3.0, 14.0])
def test_a_page_without_any_is_handed_back_itself(grain):
    page = paper(ink_of(), grain=grain)
    assert without_other_side(page, dpi=200, engine=engine("P")) is page


def test_faint_print_of_this_side_stays():
    faint = np.roll(0.25 * ink_of(LINES[::-1]), 55, axis=0)
    page = paper(ink_of(), faint)
    marks = pale_marks(page)
    assert marks is not None
    assert marks.count > 40
    assert without_other_side(page, dpi=200, engine=engine("P")) is page


def test_few_pale_marks_cost_the_engine_nothing():
    echo = EchoEngine()
    without_other_side(paper(ink_of()), dpi=200, engine=echo)
    assert echo.shown == []


def test_rules_too_thin_to_be_dark_cost_the_engine_nothing():
    """A table of a real scan has fifty pieces of them that are as pale as print shining through."""
    page, echo = paper(ink_of()), EchoEngine()
    for x in range(60, 1600, 12):
        for y in range(2000, 2300, 60):
            page[y : y + 40, x : x + 3] = 200
    without_other_side(page, dpi=200, engine=echo)
    assert echo.shown == []


def test_pale_turns_to_paper_and_ink_keeps_its_depth():
    page = np.array([[250, 200, 150, 50]], np.uint8)
    assert without_pale(page, ink=200.0).tolist() == [[250, 250, 192, 50]]


def test_small_and_empty_pages_are_no_trouble():
    for shape in ((1, 1), (39, 400), (600, 400)):
        page = np.full(shape, 250, np.uint8)
        assert without_other_side(page, dpi=200, engine=EchoEngine()) is page

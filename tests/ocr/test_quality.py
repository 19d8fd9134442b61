import cv2
import numpy as np

from ocr.ports import PageImage
from ocr.quality import measure
from tests.ocr.papers import drawn_page


def image(pixels: np.ndarray) -> PageImage:
    return PageImage(np.ascontiguousarray(pixels), 200, colour=pixels.ndim == 3)


def test_a_good_colour_scan_has_no_warning():
    quality = measure(image(drawn_page()))
    assert quality.warnings == ()
    assert quality.dpi == 200
    assert 0 < quality.ink_share < 0.2


def test_a_grey_scan_has_no_colour():
    assert measure(image(drawn_page()[..., 0])).warnings == ("quality.no_colour",)


def test_a_blurred_page_is_named_and_less_sharp():
    page = drawn_page()
    blurred = cv2.GaussianBlur(page, (0, 0), 9)
    assert "quality.blurred" in measure(image(blurred)).warnings
    assert measure(image(blurred)).sharpness < measure(image(page)).sharpness


def test_a_page_cut_through_its_lines_is_named():
    page = drawn_page()
    assert "quality.cut_off" in measure(image(page[: 260 + 110 * 6 + 26])).warnings


def test_the_shadow_of_a_scanner_lid_is_not_a_cut():
    page = drawn_page()
    page[-12:] = 0
    assert measure(image(page)).warnings == ()


def test_a_blank_page_is_only_blank():
    quality = measure(image(np.full((2339, 1654, 3), 250, np.uint8)))
    assert quality.warnings == ("quality.blank",)
    assert quality.sharpness == 0


def test_a_rendered_page_is_never_cut_nor_blurred():
    page = cv2.GaussianBlur(drawn_page()[: 260 + 110 * 6 + 26], (0, 0), 9)
    assert measure(image(page), is_scan=False).warnings == ()

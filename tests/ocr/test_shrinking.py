import numpy as np
import pytest

from ocr.shrinking import halved, shrunk


@pytest.mark.parametrize(
    ("long_side", "asked", "got"),
    [(2340, 1170, 1170), (2340, 1200, 1170), (2340, 600, 585), (2340, 800, 800), (700, 800, 700)],
)
def test_the_long_side_comes_near_what_was_asked(long_side, asked, got):
    page = np.full((long_side, long_side // 2), 200, np.uint8)
    small = shrunk(page, long_side_px=asked)
    assert small.shape[0] == got
    assert small.shape[1] == pytest.approx(got / 2, abs=1)
    assert (small == 200).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (3, 9001)])
def test_the_narrowest_pages_stay_pages(shape):
    small = shrunk(np.zeros(shape, np.uint8), long_side_px=600)
    assert min(small.shape) >= 1


def test_a_half_is_the_mean_of_four():
    page = np.array([[0, 100, 7], [200, 100, 7], [7, 7, 7]], np.uint8)
    assert halved(page).tolist() == [[100]]

"""Lines are cut out with their marks, and words get boxes whatever the network says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.adapters.onnx.ctc import Span
from ocr.adapters.onnx.line_images import LineImage, cut_out, placed
from ocr.ports import Box


def page():
    return np.full((200, 400), 250, np.uint8)


def test_marks_above_the_line_are_kept():
    grey = page()
    grey[60:90, 50:300:3] = 20
    grey[54:57, 100:110] = 20
    image = cut_out(grey, Box(50, 60, 300, 90))
    assert image is not None
    assert (image.top, image.left) == (54, 48)
    assert image.pixels.shape == (40, 254)


def test_a_box_without_ink_is_no_line():
    assert cut_out(page(), Box(50, 60, 300, 90)) is None
    assert cut_out(page(), Box(400, 200, 400, 200)) is None


@given(seed=st.integers(0, 2**32), low=st.integers(0, 120), high=st.integers(150, 256))
def test_ink_is_darker_than_halfway_between_the_dark_and_the_light(seed, low, high):
    grey = np.random.default_rng(seed).integers(low, high, (60, 90), np.uint8)
    dark, middle, light = np.percentile(grey[20:45, 10:70], (2, 50, 98))
    image = cut_out(grey, Box(10, 20, 70, 45))
    assert image is not None
    page_px = grey[image.top :, image.left :][: image.ink.shape[0], : image.ink.shape[1]]
    turned = light - middle > middle - dark
    assert (image.ink == ((page_px < (dark + light) / 2) ^ turned)).all()


def test_light_on_dark_comes_out_dark_on_light():
    grey = np.full((200, 400), 30, np.uint8)
    grey[65:85, 60:100] = 240
    image = cut_out(grey, Box(50, 60, 300, 90))
    assert image is not None
    assert image.pixels[image.ink].max() < 20
    assert image.pixels[~image.ink].min() > 200
    assert image.ink.sum() == 20 * 40


def test_words_are_parted_at_the_widest_gap():
    ink = np.zeros((30, 200), bool)
    ink[5:25, 10:60] = True
    ink[5:25, 64:66] = True  # a gap of four inside the first word
    ink[8:20, 80:150] = True
    image = LineImage(np.where(ink, 0, 255).astype(np.uint8), ink, left=100, top=50)
    spans = [Span("một", (3, 5), (18, 20), 90), Span("hai", (26, 28), (45, 48), 80)]
    one, two = placed(spans, image, px_a_step=3)
    assert one.box == Box(110, 55, 166, 75)
    assert two.box == Box(180, 58, 250, 70)


def test_nothing_read_is_no_word():
    image = LineImage(page(), page() < 100, left=0, top=0)
    assert placed([], image, px_a_step=3) == ()


@given(
    ends=st.lists(st.integers(0, 400), min_size=2, max_size=12),
    width=st.integers(1, 60),
    ink=st.lists(st.booleans(), min_size=60, max_size=60),
    start=st.floats(-50, 50),
)
def test_every_word_has_a_box_with_an_inside(ends, width, ink, start):
    """Also where the network says more words than there is room for."""
    row = np.array(ink[:width])
    image = LineImage(np.zeros((5, width), np.uint8), np.tile(row, (5, 1)), left=7, top=3)
    steps = sorted(ends)
    spans = [Span(str(at), (at, at + 1), (at, at + 1), 50) for at in steps]
    words = placed(spans, image, px_a_step=0.3, start_px=start)
    assert [word.text for word in words] == [span.text for span in spans]
    for word in words:
        assert 7 <= word.box.x0 < word.box.x1
        assert 3 <= word.box.y0 < word.box.y1 <= 8
        assert word.box.x1 <= 7 + width or width < len(spans)

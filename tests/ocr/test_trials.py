from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from ocr.pages import red_channel
from ocr.ports import Line, Pixels
from ocr.trials import busiest_strip, shines_through, turn_needed
from tests.ocr.onnx.making import engine
from tests.ocr.papers import EchoEngine, TurningEngine, drawn_page


class MuteEngine(EchoEngine):
    """Reads, and does not tell which way is up."""

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        super().read(grey, dpi)
        return engine("P").read(grey, dpi)


class BlindEngine(EchoEngine):
    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        return ()


def page(turn_deg: int = 0) -> Pixels:
    return np.ascontiguousarray(np.rot90(red_channel(drawn_page()), turn_deg // 90))


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_an_engine_that_tells_is_believed(turn_deg):
    telling = TurningEngine(turn_deg)
    assert turn_needed(page(), dpi=200, engine=telling) == turn_deg
    assert telling.shown == []


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_else_rows_and_a_strip_read_both_ways_tell(turn_deg):
    mute = MuteEngine()
    assert turn_needed(page(turn_deg), dpi=200, engine=mute) == turn_deg
    assert len(mute.shown) == 2


@pytest.mark.parametrize("turn_deg", [0, 180])
def test_a_strip_is_set_level_before_it_is_tried(turn_deg):
    askew = cv2.getRotationMatrix2D((827, 1170), 7, 1)
    received = cv2.warpAffine(page(turn_deg), askew, (1654, 2339), borderValue=255)
    assert turn_needed(received, dpi=200, engine=MuteEngine()) == turn_deg


def test_in_doubt_a_strip_is_tried():
    doubting = TurningEngine(None)
    assert turn_needed(page(), dpi=200, engine=doubting) == 0
    assert len(doubting.shown) == 2


def test_a_page_without_lines_keeps_its_turn():
    assert turn_needed(np.full((600, 400), 255, np.uint8), dpi=200, engine=EchoEngine()) == 0


def test_what_reads_better_in_the_mirror_shines_through():
    assert not shines_through(page(), dpi=200, engine=MuteEngine())
    mirrored = np.ascontiguousarray(page()[:, ::-1])
    assert shines_through(mirrored, dpi=200, engine=MuteEngine())
    assert shines_through(page()[::-1], dpi=200, engine=MuteEngine())


def test_what_nobody_can_read_is_no_print():
    assert shines_through(page(), dpi=200, engine=BlindEngine())


def test_the_busiest_strip_is_where_the_lines_are():
    one_line = red_channel(drawn_page(lines=("Trang cuối",)))
    strip = busiest_strip(one_line)
    assert len(strip) == pytest.approx(0.14 * 2339, abs=3)
    assert strip.min() < 50

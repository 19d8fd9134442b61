"""Nothing may be read on a blank page, and no faint page may be taken for blank."""

import cv2
import numpy as np
import pytest

from ocr.adapters.onnx.engine import LinesEngine
from ocr.blank import Print, print_on
from ocr.pages import prepare
from ocr.ports import PageImage, Pixels
from tests.ocr.onnx.making import engine as engine_called
from tests.ocr.papers import EchoEngine, drawn_page

SHAPE = (2339, 1654)
CHANCE = np.random.default_rng(11)


@pytest.fixture(scope="module")
def engine() -> LinesEngine:
    return engine_called("P")


def paper(level: int = 240, grain: float = 3.0) -> Pixels:
    return np.clip(CHANCE.normal(level, grain, SHAPE), 0, 255).astype(np.uint8)


def specked() -> Pixels:
    page = paper()
    for _ in range(400):
        at = (int(CHANCE.integers(SHAPE[1])), int(CHANCE.integers(SHAPE[0])))
        cv2.circle(page, at, int(CHANCE.integers(1, 3)), 60, -1)
    return page


def edged() -> Pixels:
    page = paper()
    page[:, :40], page[-60:] = 15, 20
    return page


def punched() -> Pixels:
    page = paper()
    for at in ((95, 860), (95, 1490)):
        cv2.circle(page, at, 23, 20, -1)
    return page


def shaded() -> Pixels:
    return np.clip(paper() * np.linspace(1, 0.5, SHAPE[1]), 0, 255).astype(np.uint8)


def folded() -> Pixels:
    page = paper()
    cv2.line(page, (0, 1170), (1654, 1160), 150, 5)
    return page


def printed(contrast: float, *, mirrored: bool = False, grain: float = 3.0) -> Pixels:
    """A page of text, `contrast` times as dark as black; mirrored, as from the other side."""
    ink = 255.0 - drawn_page()[..., 0]
    if mirrored:
        ink = cv2.GaussianBlur(ink[:, ::-1], (0, 0), 1.5)
    return np.clip(paper(grain=grain) - contrast * ink, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("draw", [paper, specked, edged, punched, shaded, folded])
def test_a_blank_page_costs_the_engine_nothing(draw):
    engine = EchoEngine()
    assert prepare(PageImage(draw(), 200, colour=False), engine=engine).blank
    assert engine.shown == []


def test_too_small_a_picture_is_blank():
    assert print_on(np.full((40, 3), 255, np.uint8)) is Print.NONE


def test_a_page_of_two_words_is_not_blank():
    assert print_on(drawn_page(lines=("Trang cuối",))[..., 0]) is Print.DARK


@pytest.mark.parametrize("contrast", [0.1, 0.2, 0.3])
def test_faded_print_is_not_taken_for_blank(contrast):
    assert print_on(printed(contrast)) is Print.PALE


def test_the_grain_of_dark_paper_is_tried_and_found_blank(engine):
    page = PageImage(paper(180, 40), 200, colour=False)
    assert print_on(page.pixels) is Print.PALE
    assert prepare(page, engine=engine).blank


@pytest.mark.parametrize("contrast", [0.15, 0.3])
def test_faded_print_is_told_from_print_of_the_other_side(engine, contrast):
    """Both are as pale; only one of them reads better in the mirror."""
    assert not prepare(PageImage(printed(contrast), 200, colour=False), engine=engine).blank
    through = PageImage(printed(contrast, mirrored=True), 200, colour=False)
    assert prepare(through, engine=engine).blank

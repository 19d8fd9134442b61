"""Handwritten and stamped figures are told from printed ones, and the page is never turned over by it."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.handwriting import mark_handwriting
from ocr.pages import PreparedPage
from ocr.ports import Box, Line, PageImage, Pixels, Word
from samples.pen import KINDS, Kind, pick_pen, write
from tests.ocr.papers import font

BODY = ("Căn cứ Luật số 65/2020 ngày 19 tháng 6 năm 2020", "Theo Tờ trình số 4178 ngày 03 tháng 12")


def page_with(number: str, *, kind: Kind | None, seed: int = 1) -> tuple[Pixels, list[Line]]:
    """A page whose number is printed or written by a pen, and the lines as a reader gives them."""
    picture = Image.new("L", (1654, 800), 250)
    face, draw = font(37), ImageDraw.Draw(picture)
    lines = []
    for row, text in enumerate((f"Số: {number} /QĐ-UBND", *BODY)):
        x, y, words = 200.0, 100 + 120 * row, []
        for word in text.split():
            width = face.getlength(word)
            if word == number and kind:
                dice = random.Random(seed)
                pen = pick_pen(kind, dice)
                rgb = picture.convert("RGB")
                width = write(rgb, number, at=(x, y + 33), pen=pen, dice=dice)
                picture.paste(rgb.convert("L"))
            else:
                draw.text((x, y), word, font=face, fill=20)
            words.append(Word(word, Box(int(x), y + 4, int(x + width), y + 40), 96.0))
            x += width + 10
        lines.append(Line(tuple(words)))
    return np.asarray(picture, np.uint8), lines


def marked(grey: Pixels, lines: Sequence[Line], page: Pixels | None = None) -> list[str]:
    received = PageImage(grey if page is None else page, 200, colour=page is not None)
    height, width = grey.shape
    prepared = PreparedPage(grey, 200, np.eye(3), width, height)
    found = mark_handwriting(lines, page=received, prepared=prepared)
    assert [line.text for line in found] == [line.text for line in lines]
    return [word.text for line in found for word in line.words if word.handwritten]


def test_printed_figures_are_not_marked() -> None:
    assert marked(*page_with("729", kind=None)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_pen_or_a_stamp_wrote_is_marked(kind: Kind) -> None:
    found = [marked(*page_with("729", kind=kind, seed=seed)) for seed in range(12)]
    assert sum(words == ["729"] for words in found) >= 9


def test_figures_in_blue_ink_are_marked_though_they_look_printed() -> None:
    grey, lines = page_with("729", kind=None)
    page = np.repeat(grey[..., None], 3, axis=2)
    box = lines[0].words[1].box
    ink = page[box.y0 : box.y1, box.x0 : box.x1]
    ink[ink[..., 0] < 150] = (30, 40, 190)
    assert marked(grey, lines, page) == ["729"]


def test_a_page_without_figures_and_one_without_words_pass() -> None:
    grey = np.full((200, 400), 250, np.uint8)
    assert marked(grey, []) == []
    assert marked(grey, [Line((Word("Điều", Box(10, 10, 90, 50), 99.0),))]) == []


@settings(max_examples=30, deadline=None)
@given(
    boxes=st.lists(st.tuples(*[st.integers(-50, 450)] * 4), max_size=4),
    text=st.text("0123456789 /a.", min_size=1, max_size=6),
)
def test_boxes_off_the_page_or_without_size_do_no_harm(
    boxes: list[tuple[int, int, int, int]], text: str
) -> None:
    grey = np.random.default_rng(1).integers(0, 255, (200, 400), np.uint8)
    lines = [Line((Word(text, Box(*box), 50.0),)) for box in boxes]
    marked(np.asarray(grey, np.uint8), lines)

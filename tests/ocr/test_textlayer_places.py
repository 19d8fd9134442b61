"""Words stand on their ink and run along it, however the page lies in its picture."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from ocr.ports import Box, Line, PageReading, Word
from ocr.textlayer import PageSource, compose
from ocr.textlayer.words import text_layer
from tests.ocr.paper_drawings import ABOUT, FONT, WORDS, drawing, page_reading, reading

pytestmark = [
    pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed"),
]
Matrix = NDArray[np.float64]


def askew(angle_deg: float) -> Callable[[int, int], Matrix]:
    """The page turned clockwise about its middle."""

    def matrix(width: int, height: int) -> Matrix:
        turned = cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1)
        return np.vstack([turned, [0, 0, 1]])

    return matrix


def photographed(width: int, height: int) -> Matrix:
    """Held so that the top is farther away and the sheet leans: lines fan out by some degrees."""
    here = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = here * 0.8 + np.array([[170, 260], [30, 150], [190, 300], [40, 40]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(here, there), np.float64)


def moved(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (n, 2) led through a perspective."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return mapped[:, :2] / mapped[:, 2:]


def corners(box: Box) -> NDArray[np.float64]:
    return np.array([(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)], float)


def around(points: NDArray[np.float64]) -> Box:
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(round(x0), round(y0), round(x1), round(y1))


def seen_through(matrix: Matrix, *, angle_deg: float, folder: Path) -> PageSource:
    """The drawn page in a picture, and what an engine without mistakes reads from it."""
    level = np.asarray(drawing())
    picture = cv2.warpPerspective(level, matrix, level.shape[::-1], borderValue=255)
    path = folder / "seen.png"
    Image.fromarray(picture).save(path, dpi=(200, 200))
    lines = tuple(
        Line(tuple(Word(w.text, around(moved(matrix, corners(w.box))), 99) for w in line.words))
        for line in reading().lines
    )
    return PageSource(path, 1, page_reading(drawing().size, lines, angle_deg=angle_deg))


def bboxes(path: Path) -> list[tuple[str, Box]]:
    """What `pdftotext -bbox` says, in pixels at 200 dpi."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    page = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    number = r'"([\d.]+)"'
    pattern = rf"<word xMin={number} yMin={number} xMax={number} yMax={number}>(.*?)</word>"
    return [
        (text, Box(*(round(float(side) * 200 / 72) for side in sides)))
        for *sides, text in re.findall(pattern, page)
    ]


def text_lines(page: Any) -> list[dict[str, Any]]:
    """Lines of a page as another reader sees them, with their directions (y down)."""
    blocks = page.get_text("dict", flags=pymupdf.TEXTFLAGS_TEXT)["blocks"]
    return [line for block in blocks for line in block["lines"]]


def share_inside(inner: Box, outer: Box) -> float:
    width = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    height = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    area = (inner.x1 - inner.x0) * (inner.y1 - inner.y0)
    return max(0, width) * max(0, height) / max(1, area)


@pytest.mark.parametrize(
    ("matrix", "angle_deg"),
    [
        pytest.param(askew(0.0), 0.0, id="level"),
        pytest.param(askew(0.7), 0.7, id="a little askew"),
        pytest.param(askew(-4.0), -4.0, id="askew"),
        pytest.param(askew(9.0), 9.0, id="much askew"),
        pytest.param(askew(2.0), 0.0, id="askew and nobody noticed"),
        pytest.param(photographed, -3.3, id="photographed"),
    ],
)
def test_words_cover_their_ink_and_are_whole(
    tmp_path: Path, matrix: Callable[[int, int], Matrix], angle_deg: float
) -> None:
    source = seen_through(matrix(*drawing().size), angle_deg=angle_deg, folder=tmp_path)
    out = tmp_path / "out.pdf"
    compose([source], about=ABOUT, out=out)
    found = bboxes(out)
    assert sorted(text for text, _ in found) == sorted(WORDS)
    shares = [
        max(share_inside(word.box, box) for text, box in found if text == word.text)
        for word in source.reading.words
    ]
    assert min(shares) > 0.4  # this reader gives slanted words level boxes
    assert np.mean(shares) > 0.7
    raw = subprocess.run(
        ["pdftotext", "-raw", str(out), "-"], capture_output=True, check=True, text=True
    )
    assert raw.stdout.split() == WORDS


def test_each_line_of_a_photo_runs_at_its_own_slant(tmp_path: Path) -> None:
    """The fan of lines is found from boxes that all stand upright."""
    matrix = photographed(*drawing().size)
    source = seen_through(matrix, angle_deg=-3.3, folder=tmp_path)
    out = tmp_path / "out.pdf"
    compose([source], about=ABOUT, out=out)
    with pymupdf.open(out) as document:  # type: ignore[no-untyped-call]
        shown = [line["dir"] for line in text_lines(document[0])]
    found = np.degrees([np.arctan2(y, x) for x, y in shown])
    truth = []
    for line in reading().lines:
        ends = [[line.words[0].box.x0, line.words[0].box.y1], [line.words[-1].box.x1] * 2]
        ends[1][1] = ends[0][1]
        (x0, y0), (x1, y1) = moved(matrix, np.array(ends, float))
        truth.append(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
    assert max(truth) - min(truth) > 1.5
    for at, slant in enumerate(truth):
        assert np.abs(found - slant).min() < 0.6, at


def vertical(page: PageReading) -> PageReading:
    """The page with one line of three words that runs up its left margin."""
    words = tuple(
        Word(text, Box(60, 1500 - 220 * at, 100, 1700 - 220 * at), 99)
        for at, text in enumerate(("Ký", "bởi:", "Motlan"))
    )
    return page_reading(drawing().size, (*page.lines, Line(words)))


def test_a_line_that_runs_up_the_margin_is_shown_so(tmp_path: Path) -> None:
    path, out = tmp_path / "page.png", tmp_path / "out.pdf"
    drawing().save(path, dpi=(200, 200))
    compose([PageSource(path, 1, vertical(reading()))], about=ABOUT, out=out)
    with pymupdf.open(out) as document:  # type: ignore[no-untyped-call]
        upright = [
            "".join(span["text"] for span in line["spans"]).split()
            for line in text_lines(document[0])
            if line["dir"][1] < -0.9
        ]
    assert [word for line in upright for word in line] == ["Ký", "bởi:", "Motlan"]


def test_lines_whose_ends_touch_keep_their_words_apart(tmp_path: Path) -> None:
    """Columns of a table may be cut so close that the last word of one meets the next."""
    left = Line((Word("khổ", Box(849, 531, 911, 580), 90),))
    right = Line((Word("Nghiên", Box(903, 530, 1032, 580), 90),))
    path, out = tmp_path / "page.png", tmp_path / "out.pdf"
    drawing().save(path, dpi=(200, 200))
    compose(
        [PageSource(path, 1, page_reading(drawing().size, (left, right)))], about=ABOUT, out=out
    )
    assert [text for text, _ in bboxes(out)] == ["khổ", "Nghiên"]


sides = st.integers(-50, 2500)
boxes = st.builds(Box, sides, sides, sides, sides)
some_lines = st.lists(
    st.lists(st.builds(Word, st.text(min_size=1, max_size=9), boxes, st.just(90.0)), max_size=5),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(some_lines, st.sampled_from([0, 90, 180, 270]), st.floats(-90, 90))
def test_any_boxes_give_finite_places(
    lines: list[list[Word]], turn_deg: int, angle_deg: float
) -> None:
    page = page_reading(
        (1654, 2339),
        tuple(Line(tuple(words)) for words in lines),
        turn_deg=turn_deg,
        angle_deg=angle_deg,
    )
    operators = text_layer(page, 0.36).operators.decode()
    numbers = [float(part) for part in re.findall(r"(?<![<\w/])-?[\d.]+(?![\w>])", operators)]
    assert "nan" not in operators
    assert "inf" not in operators
    assert all(abs(number) < 1e7 for number in numbers)

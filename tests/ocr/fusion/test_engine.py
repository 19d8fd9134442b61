"""Two engines as one."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.errors import EngineFailed
from ocr.fusion.aligning import Place
from ocr.fusion.choosing import Choice
from ocr.fusion.engine import FusedEngine, words_of
from ocr.ports import Box, Engine, Line, Pixels, Word
from tests.ocr.builders import place

PAGE = np.full((400, 400), 255, np.uint8)


class Reads:
    """Reads every page alike."""

    def __init__(self, name: str, *lines: Line) -> None:
        self.name = name
        self._lines = lines

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        return self._lines


class Fails:
    name = "fails"

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        raise EngineFailed


def fused(first: Sequence[Line], second: Sequence[Line]) -> Sequence[Line]:
    engine: Engine = FusedEngine(Reads("P", *first), Reads("F", *second))
    assert engine.name == "P+F"
    return engine.read(PAGE, 200)


def test_each_reader_mends_what_the_other_got_wrong() -> None:
    first = [place("Căn cứ Luật Đất đai", 50, 50), place("sinh ngày 12/O3/1985", 50, 150)]
    second = [
        place("Căn cứ Luật Đất đại", 50, 52, confidence=80),
        place("sinh ngay 12/03/1985", 50, 152, confidence=97),
    ]
    assert [line.text for line in fused(first, second)] == [
        "Căn cứ Luật Đất đai",
        "sinh ngày 12/03/1985",
    ]


def test_words_keep_the_boxes_of_the_first_reader() -> None:
    first, second = place("Quyết định", 50, 50), place("Quyết định", 53, 55)
    (line,) = fused([first], [second])
    assert [word.box for word in line.words] == [word.box for word in first.words]


def test_a_text_parted_as_the_second_has_it_takes_its_boxes() -> None:
    whole, parts = place("HàNội", 50, 50).words, place("Hà Nội", 50, 50).words
    words = words_of(Place(whole, parts), Choice("Hà Nội", 0.9))
    assert [(word.text, word.box) for word in words] == [(each.text, each.box) for each in parts]
    assert {word.confidence for word in words} == {90.0}


def test_words_that_no_reader_parted_share_the_box_by_their_letters() -> None:
    place = Place((Word("đoan.của", Box(100, 5, 180, 30), 70),), ())
    words = words_of(place, Choice("đoan của", 0.9))
    assert [word.text for word in words] == ["đoan", "của"]
    assert [(word.box.x0, word.box.x1) for word in words] == [(100, 140), (150, 180)]
    assert {(word.box.y0, word.box.y1) for word in words} == {(5, 30)}


def test_an_unreadable_page_is_an_error_whichever_reader_fails() -> None:
    for pair in ((Fails(), Reads("F")), (Reads("P"), Fails())):
        with pytest.raises(EngineFailed):
            FusedEngine(*pair).read(PAGE, 200)


def test_nothing_and_nothing_is_nothing() -> None:
    assert fused([], []) == ()
    assert fused([Line(())], [Line(())]) == ()


def test_a_reader_that_sees_nothing_does_not_take_the_page_from_the_other() -> None:
    line = place("Điều 1. Phạm vi điều chỉnh", 50, 50)
    assert [each.text for each in fused([line], [])] == [line.text]
    assert [each.text for each in fused([], [line])] == [line.text]


HOSTILE = st.lists(
    st.builds(
        Line,
        st.lists(
            st.builds(
                Word,
                st.text(max_size=6),
                st.builds(Box, *(st.integers(-5, 900) for _ in range(4))),
                st.floats(-1, 101, allow_nan=False),
            ),
            max_size=4,
        ).map(tuple),
    ),
    max_size=3,
)
ENGINE = FusedEngine(Reads("P"), Reads("F"))


@settings(deadline=None)
@given(first=HOSTILE, second=HOSTILE)
def test_whatever_the_readers_say_words_come_out(first: list[Line], second: list[Line]) -> None:
    for line in ENGINE.fuse(first, second):
        assert line.words
        for word in line.words:
            assert word.text.strip()
            assert 0 <= word.confidence <= 100

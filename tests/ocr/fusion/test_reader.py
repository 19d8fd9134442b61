"""Two readers of lines as one."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.errors import EngineFailed
from ocr.fusion.aligning import Place
from ocr.fusion.choosing import Choice, Weights
from ocr.fusion.reader import SURE_ALONE, FusedReader, stretches, words_of
from ocr.ports import Box, LineReader, Pixels, Word
from tests.ocr.builders import place

PAGE = np.full((400, 400), 255, np.uint8)
LINE = Box(40, 40, 520, 90)


class Reads:
    """Reads the lines that it is told to, whatever is asked; keeps the boxes."""

    def __init__(self, *lines: Sequence[Word]) -> None:
        self._lines = [tuple(line) for line in lines]
        self.asked: list[Box] = []

    def read(self, grey: Pixels, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        self.asked = list(boxes)
        return self._lines[: len(boxes)]


class Fails:
    def read(self, grey: Pixels, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        raise EngineFailed


def fused(first: Sequence[Word], second: Sequence[Word], box: Box = LINE) -> tuple[Word, ...]:
    reader: LineReader = FusedReader(Reads(first), Reads(second))
    (words,) = reader.read(PAGE, [box])
    return words


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def read_as(text: str, *confidences: float) -> tuple[Word, ...]:
    """Words side by side, 40 px each and 10 px apart."""
    return tuple(
        Word(word, Box(50 + 50 * at, 50, 90 + 50 * at, 80), confidence)
        for at, (word, confidence) in enumerate(zip(text.split(), confidences, strict=True))
    )


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        ("Căn cứ Luật Đất đai", "Căn cứ Luật Đất đại", "Căn cứ Luật Đất đai"),
        ("sinh ngày 12/O3/1985", "sinh ngay 12/03/1985", "sinh ngày 12/03/1985"),
    ],
)
def test_each_reader_mends_what_the_other_got_wrong(first: str, second: str, right: str) -> None:
    read = place(first, 50, 50).words, place(second, 50, 52, confidence=95).words
    assert text_of(fused(*read)) == right


def test_words_keep_the_boxes_of_the_first_reader() -> None:
    first, second = place("Quyết định", 50, 50).words, place("Quyết định", 53, 55).words
    assert [word.box for word in fused(first, second)] == [word.box for word in first]


def test_what_the_first_is_sure_of_the_second_never_sees() -> None:
    second = Reads()
    first = read_as("Căn cứ Luật", SURE_ALONE, 99, 100)
    (words,) = FusedReader(Reads(first), second).read(PAGE, [LINE])
    assert text_of(words) == "Căn cứ Luật"
    assert second.asked == []


def test_what_nobody_checked_is_no_surer_than_was_counted() -> None:
    at_most = 100 * Weights.load().unchecked
    words = fused(read_as("Căn cứ", 98.5, 100), ())
    assert [word.confidence for word in words] == [98.5, pytest.approx(at_most, abs=0.1)]


def test_a_doubtful_word_is_checked_with_its_neighbours() -> None:
    words = read_as("một hai ba bốn năm sáu bảy", 99, 99, 99, 60, 99, 99, 99)
    (stretch,) = stretches(words, LINE)
    assert (stretch.start, stretch.end) == (2, 5)
    assert stretch.box == Box(words[2].box.x0, LINE.y0, words[4].box.x1, LINE.y1)


def test_words_that_a_sign_joins_are_checked_however_sure() -> None:
    words = read_as("phòng cháy, của.bố mẹ TP.HCM 20.000 QĐ-UBND", *[99.9] * 7)
    (stretch,) = stretches(words, LINE)
    assert (stretch.start, stretch.end) == (1, 4)


def test_a_stretch_at_an_end_of_the_line_reaches_to_its_end() -> None:
    words = read_as("một hai ba bốn năm", 60, 99, 99, 99, 60)
    first, last = stretches(words, LINE)
    assert (first.start, first.end, first.box.x0) == (0, 2, LINE.x0)
    assert (last.start, last.end, last.box.x1) == (3, 5, LINE.x1)


def test_where_the_first_sees_nothing_the_second_sees_all() -> None:
    (stretch,) = stretches((), LINE)
    assert stretch.box == LINE
    line = place("Điều 1. Phạm vi điều chỉnh", 50, 50).words
    assert text_of(fused((), line)) == text_of(line)


def test_a_second_that_sees_nothing_does_not_take_the_line_from_the_first() -> None:
    line = place("Điều 1. Phạm vi điều chỉnh", 50, 50).words
    assert text_of(fused(line, ())) == text_of(line)


def test_what_is_checked_stands_among_what_is_not() -> None:
    first = read_as("một hai ba bôn năm sáu bảy", 99, 99, 99, 60, 99, 99, 99)
    second = place("ba bốn năm", 150, 50, confidence=99).words
    assert text_of(fused(first, second)) == "một hai ba bốn năm sáu bảy"


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
    for pair in ((Fails(), Reads(())), (Reads(()), Fails())):
        with pytest.raises(EngineFailed):
            FusedReader(*pair).read(PAGE, [LINE])


def test_nothing_and_nothing_is_nothing() -> None:
    assert FusedReader(Reads(), Reads()).read(PAGE, []) == []
    assert fused((), ()) == ()


CONFIDENCES = st.lists(st.sampled_from((0.0, 60.0, 97.9, 98.0, 100.0)), min_size=1, max_size=9)


@given(confidences=CONFIDENCES)
def test_every_doubtful_word_stands_in_one_stretch(confidences: list[float]) -> None:
    words = read_as(" ".join("x" * len(confidences)), *confidences)
    found = list(stretches(words, LINE))
    held = [at for each in found for at in range(each.start, each.end)]
    assert held == sorted(set(held))
    assert {at for at, each in enumerate(confidences) if each < SURE_ALONE} <= set(held)
    for each in found:
        assert LINE.x0 <= each.box.x0 < each.box.x1 <= LINE.x1


HOSTILE = st.lists(
    st.builds(
        Word,
        st.text(min_size=1, max_size=6).filter(str.strip),
        st.builds(Box, *(st.integers(-5, 900) for _ in range(4))),
        st.floats(-1, 101, allow_nan=False),
    ),
    max_size=5,
)


@settings(deadline=None)
@given(first=HOSTILE, others=st.lists(HOSTILE, min_size=5, max_size=5))
def test_whatever_the_readers_say_words_come_out(
    first: list[Word], others: list[list[Word]]
) -> None:
    (words,) = FusedReader(Reads(first), Reads(*others)).read(PAGE, [LINE])
    for word in words:
        assert word.text.strip()
        assert 0 <= word.confidence <= 100

"""Two readings of one line are laid against each other, and nothing is lost or doubled by it."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ocr.fusion.aligning import Place, cut_at_spaces, edit_path
from tests.ocr.builders import place
from tests.ocr.cer import distance

LETTERS = st.text(alphabet="aàbđé 1/", max_size=12)
LINE = st.text(alphabet="abàđ1 ", max_size=20)


def texts(places: Sequence[Place]) -> list[tuple[str, str]]:
    return [
        (" ".join(word.text for word in each.first), " ".join(word.text for word in each.second))
        for each in places
    ]


@given(left=LETTERS, right=LETTERS)
def test_the_path_of_a_shortest_edit(left: str, right: str) -> None:
    path = edit_path(left, right)
    assert all(left[i] == right[j] for i, j in path)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(path))
    # Letters left alone, put apart by at most as many changes as a shortest edit has.
    assert distance(left, right) >= max(len(left), len(right)) - len(path)


def test_an_endless_line_is_not_aligned_letter_by_letter() -> None:
    assert edit_path("a" * 4000, "b" * 4000) == []


def test_spaces_that_both_have_cut_and_others_do_not() -> None:
    first = place("Số: 12/QĐ-UBND Hà Nội", 0, 0).words
    second = place("Sô: 12 /QĐ-UBND HàNội", 0, 0).words
    assert texts(cut_at_spaces(first, second)) == [
        ("Số:", "Sô:"),
        ("12/QĐ-UBND", "12 /QĐ-UBND"),
        ("Hà Nội", "HàNội"),
    ]


def test_marks_and_case_do_not_hinder_the_meeting() -> None:
    first, second = place("QUYẾT ĐỊNH", 0, 0).words, place("Quyet dịnh", 0, 0).words
    assert texts(cut_at_spaces(first, second)) == [("QUYẾT", "Quyet"), ("ĐỊNH", "dịnh")]


@given(first=LINE, second=LINE)
def test_every_word_of_both_stands_in_one_place(first: str, second: str) -> None:
    words, others = place(first, 0, 0).words, place(second, 0, 0).words
    places = cut_at_spaces(words, others)
    assert tuple(word for each in places for word in each.first) == words
    assert tuple(word for each in places for word in each.second) == others


@given(text=LINE)
def test_a_reading_against_itself_agrees_everywhere(text: str) -> None:
    words = place(text, 0, 0).words
    assert all(first == second for first, second in texts(cut_at_spaces(words, words)))

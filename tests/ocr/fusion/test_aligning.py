"""Two readings of one page are laid against each other, and nothing is lost or doubled by it."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ocr.fusion.aligning import Place, cut_at_spaces, edit_path, places_of
from ocr.ports import Line, Word
from tests.ocr.builders import place
from tests.ocr.cer import distance

LETTERS = st.text(alphabet="aàbđé 1/", max_size=12)
LINES = st.lists(
    st.tuples(st.text(alphabet="abàđ1 ", min_size=1, max_size=20), st.integers(0, 400)), max_size=6
)


def texts(places: Sequence[Place]) -> list[tuple[str, str]]:
    return [
        (" ".join(word.text for word in each.first), " ".join(word.text for word in each.second))
        for each in places
    ]


def lines_of(drawn: Sequence[tuple[str, int]]) -> list[Line]:
    return [place(text, 100, y) for text, y in drawn]


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


def test_what_one_reading_alone_has_seen_stands_where_it_was_seen() -> None:
    first = [place("trên cùng", 100, 100), place("dưới cùng", 100, 500)]
    second = [place("trên cùng", 100, 100), place("ở giữa", 100, 300), place("dưới cùng", 100, 500)]
    found = [texts(line) for line in places_of(first, second)]
    assert found == [
        [("trên", "trên"), ("cùng", "cùng")],
        [("", "ở"), ("", "giữa")],
        [("dưới", "dưới"), ("cùng", "cùng")],
    ]


def test_a_line_over_two_columns_is_shared_by_place() -> None:
    first = [place("bên trái", 100, 100), place("bên phải", 900, 100)]
    second = [Line((*place("bên trái", 100, 102).words, *place("bên phải", 900, 98).words))]
    assert [texts(line) for line in places_of(first, second)] == [
        [("bên", "bên"), ("trái", "trái")],
        [("bên", "bên"), ("phải", "phải")],
    ]


@given(drawn=LINES, other=LINES)
def test_every_word_of_both_stands_in_one_place(
    drawn: list[tuple[str, int]], other: list[tuple[str, int]]
) -> None:
    first, second = lines_of(drawn), lines_of(other)
    places = [each for line in places_of(first, second) for each in line]

    def words(lines: Sequence[Line]) -> list[Word]:
        return [word for line in lines for word in line.words]

    assert [word for each in places for word in each.first] == words(first)
    held = [id(word) for each in places for word in each.second]
    assert sorted(held) == sorted(id(word) for word in words(second))


@given(drawn=LINES)
def test_a_reading_against_itself_agrees_everywhere(drawn: list[tuple[str, int]]) -> None:
    lines = [place(text, 100, 100 * at) for at, (text, _) in enumerate(drawn)]
    for line in places_of(lines, lines):
        assert all(first == second for first, second in texts(line))

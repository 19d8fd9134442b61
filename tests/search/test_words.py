from hypothesis import given
from hypothesis import strategies as st

from search.words import HIT_END, HIT_START, Likeness, masked, twins, within_one

LETTERS = st.text(alphabet="abcd", max_size=6)


def damerau(first: str, second: str) -> int:
    """The slow, plain distance (neighbours swapped count one), to compare with."""
    rows = [[row + column for column in range(len(second) + 1)] for row in range(len(first) + 1)]
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            wrong = first[row - 1] != second[column - 1]
            best = min(
                rows[row - 1][column] + 1,
                rows[row][column - 1] + 1,
                rows[row - 1][column - 1] + wrong,
            )
            swapped = first[row - 2 : row] == second[column - 2 : column][::-1]
            if row > 1 and column > 1 and swapped:
                best = min(best, rows[row - 2][column - 2] + 1)
            rows[row][column] = best
    return rows[-1][-1]


@given(LETTERS, LETTERS)
def test_within_one_is_the_distance_of_damerau(first: str, second: str) -> None:
    assert within_one(first, second) == (damerau(first, second) <= 1)


@given(st.lists(LETTERS, max_size=4), LETTERS)
def test_likeness_finds_what_is_near_and_nothing_else(sought: list[str], word: str) -> None:
    expected = {
        place: 1.0 if word == other else Likeness.NEAR if len(other) >= 4 else Likeness.NEAR_SHORT
        for place, other in enumerate(sought)
        if word == other or (min(len(other), len(word)) > 1 and within_one(other, word))
    }
    assert dict(Likeness(sought)[word]) == expected


def test_twins_are_word_by_word_the_same() -> None:
    assert twins("Uỷ ban ĐÀ NẴNG, số 12/b_c") == (
        "ủy ban đà nẵng số 12 b c",
        "uy ban da nang so 12 b c",
    )


def test_ids_are_masked_and_figures_are_not() -> None:
    assert masked("CCCD 048219001234, CMND 201 234 567.") == f"CCCD {'•' * 12}, CMND {'•' * 11}."
    assert masked("CCCD: O48219OO1234") == f"CCCD: {'•' * 12}"
    for kept in ("150.000.000 đồng", "0912345678", "91C8009397", "ngày 21/07/2015", "lIlooOIll"):
        assert masked(kept) == kept


def test_marks_of_hits_cannot_be_smuggled_in() -> None:
    assert masked(f"a{HIT_START}b{HIT_END}") == "a b "

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vietnamese.spoken import say
from vietnamese.numbers_in_words import words_to_number
from vietnamese.text import fold


@given(
    st.integers(0, 9999),
    st.sampled_from(["nghìn", "ngàn"]),
    st.sampled_from(["linh", "lẻ"]),
    st.sampled_from(["tư", "bốn"]),
)
@settings(max_examples=300)
def test_every_number_is_read_back(number: int, thousand: str, odd: str, four: str) -> None:
    words = say(number, thousand=thousand, odd=odd, four=four)
    assert words_to_number(words) == number
    assert words_to_number(fold(words)) == number
    assert words_to_number(words.upper()) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("hai nghìn mười chín", 2019), ("hai ngàn lẻ năm", 2005), ("một nghìn chín trăm tám tám", 1988),
     ("hai mươi nhăm", 25), ("hai  mươi\nmốt", 21)],
)  # fmt: skip
def test_short_forms(words: str, number: int) -> None:
    assert words_to_number(words) == number


@pytest.mark.parametrize(
    "words",
    ["", "nghìn", "hai nghìn năm", "chín trăm năm", "không nghìn", "không trăm", "mươi hai ba",
     "hai hai hai", "hai mươi không", "linh năm", "trăm", "mười mười", "một mươi", "xin chào",
     "hai nghìn nghìn", "hai trăm nghìn"],
)  # fmt: skip
def test_doubtful_words_are_no_number(words: str) -> None:
    assert words_to_number(words) is None


@given(
    st.lists(st.sampled_from(["hai", "mươi", "trăm", "nghìn", "linh", "không", "lăm"]), max_size=9)
)
@settings(max_examples=200)
def test_any_words_give_a_number_in_range_or_none(words: list[str]) -> None:
    number = words_to_number(" ".join(words))
    assert number is None or 0 <= number <= 9999

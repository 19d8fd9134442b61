"""Phrases as rule files write them, found in folded text as readers give it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.rules.phrases import pattern_of
from vietnamese.text import fold


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Họ, chữ đệm, tên…:", "Họ, chữ đệm, tên người mẹ: An"),
        ("Họ, chữ đệm, tên…:", "Ho chư dệm tên;"),
        ("Số định danh (cá nhân)", "SỐ ĐỊNH DANH: 038"),
        ("Số định danh (cá nhân)", "số định danh cá\nnhân 038"),
        ("Ông/bà:", "Ông / bà : Giàng Hữu Việt"),
        ("Số/No", "Số / No.: 0790"),
        ("giá trị…đến (hết)", "có giá trị sử dụng đến hết ngày 1/2/2030"),
    ],
)
def test_a_phrase_is_found_as_readers_give_it(phrase: str, text: str) -> None:
    assert pattern_of([phrase]).search(fold(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Bà:", "ba người: An"),
        ("Bà:", "Bà An"),
        ("Họ tên…:", "Họ tên\nNgày sinh: 1/2"),
        ("giá trị…đến", "có giá trị. Thay đổi đến"),
        ("Số", "sốt"),
    ],
)
def test_a_phrase_is_not_found_in_other_words(phrase: str, text: str) -> None:
    assert not pattern_of([phrase]).search(fold(text))


def test_the_longest_phrase_wins() -> None:
    found = pattern_of(["Căn cước", "Căn cước công dân"]).search("can cuoc cong dan so")
    assert found is not None
    assert found.group().strip() == "can cuoc cong dan"


def test_no_phrase_finds_nothing() -> None:
    assert not pattern_of([]).search("gi cung duoc")


@pytest.mark.parametrize("phrase", ["", "…", ":", "( )", "(a)"])
def test_a_phrase_without_words_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(phrase)}$"):
        pattern_of([phrase])


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_phrase_is_a_pattern_or_refused(phrase: str, text: str) -> None:
    try:
        pattern = pattern_of([phrase])
    except ValueError:
        return
    pattern.search(fold(text))

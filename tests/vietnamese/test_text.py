import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.text import (
    collate_key,
    fold,
    nfc,
    normalise_tone_placement,
    same_word_ignoring_tone_placement,
    storable,
    syllables,
)

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
vietnamese_text = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " ,./-0123456789", max_size=60)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_fold_keeps_the_length_of_nfc_text(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))


@pytest.mark.parametrize(
    "text", ["İstanbul", "ŉ", "ǰ", "ΐ", "ß", "a\u0323\u0302\u0301\u0323", "한글", "ﬁ"]
)
def test_fold_keeps_the_length_where_letters_grow(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))


@given(vietnamese_text)
@settings(max_examples=200)
def test_fold_of_vietnamese_is_plain_ascii_and_stable(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower()
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(text.upper()) == folded


def test_fold_by_example() -> None:
    assert fold("Đặng Thuỳ Trâm, số 123/QĐ-UBND") == "dang thuy tram, so 123/qd-ubnd"
    assert fold("hoà") == fold("hòa") == "hoa"
    assert fold("Ðak") == "dak"  # the Icelandic eth of old fonts
    assert fold("한 α") == "한 α"


def test_lists_sort_in_vietnamese_order() -> None:
    ordered = ["2", "An", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Bà Rịa", "Cà", "Dũng"]
    ordered += ["Đạt", "Em", "Êm", "Ích", "Oanh", "Ông", "Ơn", "Uyên", "Ưng", "Ý", "Яна"]
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=collate_key) == ordered


def test_tones_count_after_the_letters_of_the_whole_text() -> None:
    assert sorted(["Bá An", "Ba Bình"], key=collate_key) == ["Bá An", "Ba Bình"]


@given(vietnamese_text, vietnamese_text)
@settings(max_examples=100)
def test_only_equal_texts_share_a_place_in_the_order(one: str, other: str) -> None:
    assert (collate_key(one) == collate_key(other)) == (one == other)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_tokens_are_where_they_say(text: str) -> None:
    tokens = syllables(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= two.start for one, two in pairwise(tokens))


def test_tokens_are_words_and_numbers_in_either_normal_form() -> None:
    text = "Số: 123/QĐ-UBND, hoà_bình"
    expected = ["Số", "123", "QĐ", "UBND", "hoà", "bình"]
    assert [token.text for token in syllables(text)] == expected
    decomposed = [nfc(token.text) for token in syllables(unicodedata.normalize("NFD", text))]
    assert decomposed == expected


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("hoà", "hòa"), ("HOÀ", "HÒA"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("Thuý", "Thúy"),
        ("qúy", "quý"), ("quí", "quí"), ("gìa", "già"), ("gì", "gì"), ("giếng", "giếng"),
        ("tóan", "toán"), ("hoàn", "hoàn"), ("khuỷu", "khuỷu"), ("ngòai", "ngoài"),
        ("muà", "mùa"), ("Réunion", "Réunion"), ("người", "người"), ("nguời", "nguời"),
    ],
)  # fmt: skip
def test_tone_marks_move_to_their_usual_place(written: str, usual: str) -> None:
    assert normalise_tone_placement(written) == usual


@given(st.text(max_size=60) | vietnamese_text)
@settings(max_examples=200)
def test_moving_tone_marks_changes_nothing_else(text: str) -> None:
    moved = normalise_tone_placement(text)
    assert fold(moved) == fold(text)
    assert normalise_tone_placement(moved) == moved


def test_same_word_ignoring_tone_placement() -> None:
    assert same_word_ignoring_tone_placement("Hoà", "Hòa")
    assert same_word_ignoring_tone_placement("Trần Thuý Hoà", "Trần Thúy Hòa")
    assert not same_word_ignoring_tone_placement("hòa", "hóa")


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_can_be_kept(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept
    assert storable(kept) == kept


def test_what_can_be_kept_stays() -> None:
    assert storable("\ufeffĐặng 😀\n") == "\ufeffĐặng 😀\n"
    assert storable("a\0b\ud800c") == "ab\ufffdc"

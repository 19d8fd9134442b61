import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.syllable import TONE_MARKS, is_syllable, place_tone, split_syllable, split_tone
from vietnamese.text import nfc

POSSIBLE = """
    a à ý yêu yên ỷ ông uyển ưu ươn ái người nghiêng nguyễn quyết quốc quý quỳnh quả khuya khuỷu gì gìn
    giết giữa giặt ghế nghệ ngành kỳ kẻ cứng thủy thuỷ hòa hoà khỏe khoẻ hoàn thuở huơ huệ huỳnh loét
    xoong toóc đẹp đặc được sạch khích phượng rượu hươu chuối chuyện tuần luật tuýp quẹo Phường TỈNH
    Đắc Lắc Thy Vỹ Pa
"""
IMPOSSIBLE = """
    hàt hat đep sach tóan thúyê nge nghà ghà ke1 ce ci kà câp chât QUYÉT krông kon đắk f john w ziểm
    iên bcd ươm1 hốặc áá quua iêu nguòi gyên sýnh "" - 12
"""


@pytest.mark.parametrize("word", POSSIBLE.split())
def test_possible_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["", *IMPOSSIBLE.split()])
def test_impossible_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_a_syllable_comes_apart() -> None:
    parts = split_syllable("NGUYỄN")
    assert parts is not None
    assert (parts.onset, parts.vowels, parts.coda, parts.tone) == ("ng", "uyê", "n", "\u0303")


@given(st.text(max_size=8))
@settings(max_examples=200)
def test_any_text_is_judged_without_failing(text: str) -> None:
    assert is_syllable(text) in {True, False}
    assert len(place_tone(text)) == len(nfc(text))


@given(
    st.sampled_from(["p", "t", "c", "ch"]),
    st.sampled_from(["a", "ê", "i"]),
    st.sampled_from(TONE_MARKS),
)
@settings(max_examples=60)
def test_stop_codas_take_two_tones_only(coda: str, vowel: str, tone: str) -> None:
    if split_syllable(f"l{vowel}{coda}") is None:
        return
    assert is_syllable(nfc(f"l{vowel}{tone}{coda}")) == (tone in "\u0301\u0323")
    assert not is_syllable(f"l{vowel}{coda}")


@given(st.sampled_from(POSSIBLE.split()))
@settings(max_examples=80)
def test_a_placed_tone_is_spelled_right(word: str) -> None:
    assert is_syllable(place_tone(word))


def test_letters_part_from_tones_only() -> None:
    assert split_tone("ế") == ("ê", "\u0301")
    assert split_tone("đ") == ("đ", "")
    assert split_tone("ă") == ("ă", "")

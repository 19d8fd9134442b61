from hypothesis import given
from hypothesis import strategies as st

from search.query import parse
from search.snippets import LONGEST, snippet
from search.words import HIT_END, HIT_START, masked

FILLER = "căn cứ luật đất đai; " * 30


def shown(query: str, text: str, title: str = "") -> str:
    made = snippet(parse(query), title=masked(title), text=masked(text))
    return made.replace(HIT_START, "[").replace(HIT_END, "]")


def test_words_are_marked_in_the_original() -> None:
    assert shown("thuy hoa", "Bà Thuỷ ở Hoà An") == "Bà [Thuỷ] ở [Hoà] An"


def test_the_stretch_with_most_different_words_is_shown() -> None:
    text = f"ông An {FILLER} ông Nguyễn Văn An {FILLER}"
    assert "[Nguyễn] [Văn] [An]" in shown("nguyễn văn an", text)


def test_a_word_with_a_letter_wrong_is_marked_where_the_right_one_is_nowhere() -> None:
    assert shown("khánh", "ông Khanb") == "ông [Khanb]"
    assert shown("khánh", "ông Khanb, bà Khánh") == "ông Khanb, bà [Khánh]"


def test_a_number_is_marked_whole() -> None:
    assert shown("4017/ttr-bnnmt", "Tờ trình 4017/TTr-\nBNNMT") == "Tờ trình [4017/TTr- BNNMT]"


def test_the_title_stands_in() -> None:
    assert shown("khai sinh", "không có gì", title="Giấy khai sinh") == "Giấy [khai] [sinh]"
    assert shown("khai sinh", "không có gì") == "không có gì"


@given(st.text(alphabet="an ẩn•1/-\n\u0301\ue000đ", max_size=600), st.text(max_size=20))
def test_snippets_are_short_and_their_marks_pair(text: str, query: str) -> None:
    made = snippet(parse(query + " an"), title="", text=masked(text))
    plain = made.replace(HIT_START, "").replace(HIT_END, "")
    assert len(plain) <= LONGEST
    assert made.count(HIT_START) == made.count(HIT_END)
    assert HIT_START + HIT_START not in made


def test_a_word_alike_is_marked_beside_another_hit_only() -> None:
    marked = shown("trần ngân", "Nhân viên Trần Nhân của nhân dân xã")
    assert marked == "Nhân viên [Trần] [Nhân] của nhân dân xã"
    assert shown("ngân", "Ông Nhân") == "Ông [Nhân]"

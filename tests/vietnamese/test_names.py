import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.names import (
    MatchLevel,
    PersonName,
    begins_with_family_name,
    is_plausible_name,
    names_match,
    normalise_name,
    parse_person_name,
)
from vietnamese.text import fold

names = st.sampled_from(
    ["Bế Diệu Cúc", "Võ Bá Trọng Huỳnh", "Lê Ánh Hường", "Trần Thúy Hòa", "Đoàn Khắc Hiếu", "H'Hen Niê",
     "Vàng Thúy Ý", "Y Bhăm Niê"]
)  # fmt: skip


@given(names)
@settings(max_examples=30)
def test_one_person_has_one_spelling(name: str) -> None:
    assert normalise_name(name.upper()) == name
    assert normalise_name(f"  {name.replace(' ', '   ')}\n") == name
    assert normalise_name(unicodedata.normalize("NFD", name)) == name


@given(st.text(max_size=30))
@settings(max_examples=200)
def test_any_text_is_handled_without_failing(text: str) -> None:
    is_plausible_name(text)
    parsed = parse_person_name(text)
    assert parsed is None or parsed.full == normalise_name(text)
    assert names_match(text, text) is (MatchLevel.EXACT if text.split() else MatchLevel.NO)


@given(names, names)
@settings(max_examples=60)
def test_matching_does_not_depend_on_the_side(one: str, other: str) -> None:
    assert names_match(one, other) is names_match(other, one)
    assert (names_match(one, other) is MatchLevel.EXACT) == (one == other)
    assert names_match(one, fold(one)) is MatchLevel.SAME_WITHOUT_ACCENTS


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("TRẦN THUÝ HOÀ", "Trần Thúy Hòa", MatchLevel.EXACT),
        ("Trần Thuỷ Hòa", "Trần Thúy Hòa", MatchLevel.SAME_WITHOUT_ACCENTS),
        ("Doan Khac Hieu", "Đoàn Khắc Hiếu", MatchLevel.SAME_WITHOUT_ACCENTS),
        ("Trần Hòa", "Trần Thúy Hòa", MatchLevel.NO),
        ("H’Hen Niê", "H'HEN NIÊ", MatchLevel.EXACT),
        ("", "", MatchLevel.NO),
    ],
)
def test_levels_of_agreement(one: str, other: str, level: MatchLevel) -> None:
    assert names_match(one, other) is level


def test_a_name_comes_apart_in_its_order() -> None:
    assert parse_person_name("VÕ BÁ TRỌNG HUỲNH") == PersonName("Võ", "Bá Trọng", "Huỳnh")
    assert parse_person_name("Hồ Đạt") == PersonName("Hồ", "", "Đạt")
    assert parse_person_name("Đạt") is None
    assert parse_person_name("Hồ Đạt 2") is None


@pytest.mark.parametrize(
    "text", ["Lê Thế Bảo", "TẠ ANH CHIẾN", "H'Hen Niê", "Giàng Khắc Ước", "Y Bhăm"]
)
def test_plausible_names(text: str) -> None:
    assert is_plausible_name(text)


@pytest.mark.parametrize(
    "text",
    ["", "Bảo", "Lê Thế 8ảo", "ông Lê Thế Bảo", "Số: 123", "Brgk Tzwx", "Lê, Bảo", "Lê " * 8, "— —",
     "CMND CCCD"],
)  # fmt: skip
def test_implausible_names(text: str) -> None:
    assert not is_plausible_name(text)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("Đỗ Như Ngà", True),
        ("ĐỖ NHƯ NGÀ", True),
        ("Trương Hải Long", True),
        ("H’Hen Niê", True),
        ("Y-Bhăm Êban", True),
        ("Như Ngà", False),
        ("Thị Mai", False),
        ("", False),
    ],
)
def test_what_begins_with_a_family_name(name: str, begins: bool) -> None:
    assert begins_with_family_name(name) is begins

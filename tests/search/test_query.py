"""How a query is understood."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import Plan, parse


def words(plan: Plan) -> list[str]:
    return [word.folded for word in plan.words]


def test_words_have_an_exact_and_a_folded_form() -> None:
    (word,) = parse("HOÀ").words
    assert (word.exact, word.folded) == ("hòa", "hoa")


def test_decomposed_input_is_the_same_query() -> None:
    typed = "Giấy khai sinh “Đặng Thuỳ” 123/QĐ-UBND"
    assert parse(unicodedata.normalize("NFD", typed)) == parse(typed)


@pytest.mark.parametrize("typed", ["115/NQ-CP", "0115/nq-cp", "số 115 / NQ-CP", "115/NQ–CP"])
def test_numbers_have_one_form(typed: str) -> None:
    assert parse(typed).numbers == ("115/nq-cp",)


def test_numbers_are_cut_out_of_the_words() -> None:
    plan = parse("tờ trình 4017/TTr-BNNMT và 12/2026/TT-BTC về đất")
    assert plan.numbers == ("4017/ttr-bnnmt", "12/2026/tt-btc")
    assert words(plan) == ["to", "trinh", "va", "ve", "dat"]


@pytest.mark.parametrize(
    "typed", ["048219001234", "048 219 001 234", "O48.219.OO1.234", " 048-219-001-234 "]
)
def test_a_personal_id_is_for_the_records(typed: str) -> None:
    plan = parse(typed)
    assert plan.person_id == "048219001234"
    assert plan.empty


def test_a_personal_id_beside_a_name() -> None:
    plan = parse("nguyễn văn an 048219001234")
    assert (plan.person_id, words(plan)) == ("048219001234", ["nguyen", "van", "an"])


@pytest.mark.parametrize("typed", ["0912345678", "01234567890123", "ngày 21/07/2015"])
def test_other_figures_are_words(typed: str) -> None:
    plan = parse(typed)
    assert plan.person_id is None
    assert not plan.empty


def test_quoted_phrases() -> None:
    plan = parse('"nguyễn văn an" “hoà tiến” quê')
    assert [[word.exact for word in phrase] for phrase in plan.phrases] == [
        ["nguyễn", "văn", "an"],
        ["hòa", "tiến"],
    ]
    assert words(plan) == ["que"]


@pytest.mark.parametrize(
    ("typed", "code", "rest"),
    [
        ("giấy khai sinh nguyễn văn an", "giay_khai_sinh", ["nguyen", "van", "an"]),
        ("nguyen van an giay khai sinh", "giay_khai_sinh", ["nguyen", "van", "an"]),
        ("giấy chứng nhận đăng ký hộ kinh doanh cây cảnh", "ho_kinh_doanh", ["cay", "canh"]),
        ("sổ đỏ bà hòa", "gcn_qsdd", ["ba", "hoa"]),
        ("nguyễn văn an", None, ["nguyen", "van", "an"]),
    ],
)
def test_names_of_types(typed: str, code: str | None, rest: list[str]) -> None:
    plan = parse(typed)
    assert plan.paper_type == code
    assert [word.folded for word in plan.words if not word.names_type] == rest


def test_types_of_the_caller_are_understood() -> None:
    assert parse("Bằng lái xe", type_names={"gplx": ["bằng lái"]}).paper_type == "gplx"


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 1), (3, 2), (5, 3), (10, 6)])
def test_how_many_words_are_needed(count: int, needed: int) -> None:
    assert parse(" ".join(f"tu{place}x" for place in range(count))).words_needed == needed


def test_words_that_stand_together_and_one_left_out() -> None:
    assert set(parse("tô thu dung oanh").runs) == {
        (("to", "thu"), 0),
        (("thu", "dung"), 0),
        (("dung", "oanh"), 0),
        (("to", "dung"), 1),
        (("thu", "oanh"), 1),
        (("to", "thu", "dung"), 0),
        (("thu", "dung", "oanh"), 0),
        (("to", "dung", "oanh"), 1),
        (("to", "thu", "oanh"), 1),
    }


def test_a_type_and_a_single_word_are_no_run() -> None:
    assert parse("giấy khai sinh oanh").runs == ()


def test_a_sentence_asks_for_few_runs() -> None:
    runs = parse(" ".join(f"tu{place}x" for place in range(30))).runs
    assert len(runs) == 7 + 6 + 6


@given(st.text())
def test_anything_is_understood(typed: str) -> None:
    plan = parse(typed)
    assert plan.words_needed <= len(plan.words)
    plan.accented.__bool__()


@given(st.text(alphabet='0123456789OolI|/-. "“”nqcp', max_size=200))
def test_any_mix_of_figures_and_marks_is_understood(typed: str) -> None:
    parse(typed)

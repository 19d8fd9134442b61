"""What every index promises of a search: what is found, in which order, by whom, whatever is typed."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.ports import Filters, Index
from search.words import HIT_END, HIT_START
from tests.contracts.index_papers import EVERYTHING, PAPERS, entry, papers, snippet


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("đặng thùy dương", "birth-duong", id="as printed"),
        pytest.param("dang thuy duong", "birth-duong", id="no diacritics"),
        pytest.param("DANG THUY DUONG", "birth-duong", id="capitals"),
        pytest.param("đặng thủy dương", "birth-duong", id="wrong tone"),
        pytest.param("đặng thuỳ dương", "birth-duong", id="old tone placement asked"),
        pytest.param("lê thị thủy", "marriage-an", id="old tone placement printed"),
        pytest.param("trần thị hoà", "permit", id="hoà for hòa"),
        pytest.param("dặng thùy dương", "birth-duong", id="d for đ"),
        pytest.param("đăng thuy duơng", "birth-duong", id="several marks wrong"),
        pytest.param("phạm quốc khánh", "misread-name", id="read with a letter wrong"),
        pytest.param("dang thuy duomg", "birth-duong", id="typed with a letter wrong"),
        pytest.param("dang thuy dunog", "birth-duong", id="typed with letters swapped"),
        pytest.param("thùy dương", "birth-duong", id="part of a name"),
        pytest.param("khánh đặng quốc", "birth-duong", id="name in another order"),
        pytest.param(unicodedata.normalize("NFD", "đặng thùy dương"), "birth-duong", id="NFD"),
        pytest.param("giấy khai sinh nguyễn văn an", "birth-an", id="type and name"),
        pytest.param("nguyen van an khai sinh", "birth-an", id="name and type"),
        pytest.param("kết hôn nguyễn văn an", "marriage-an", id="other type, same name"),
        pytest.param("nhà ở hai tầng", "permit", id="two phrases"),
        pytest.param("cây xanh ven sông", "decision", id="free text"),
        pytest.param('"ven sông" kế hoạch', "decision", id="a quoted phrase"),
        pytest.param("115/NQ-CP", "resolution", id="number"),
        pytest.param("115/nq-cp", "resolution", id="number in small letters"),
        pytest.param("số 0115/NQ-CP", "resolution", id="number with a zero"),
        pytest.param("4017/TTr-BNNMT", "resolution", id="number broken over a line"),
        pytest.param("116/qd-ubnd", "decision", id="number with d for đ"),
        pytest.param("91C8009397", "business", id="number of a household business"),
        pytest.param("45/2019", "birth-an", id="number of a register"),
        pytest.param("nghị quyết 115/NQ-CP", "resolution", id="type and number"),
    ],
)
def test_what_is_found_first(shelf: Index, query: str, first: str) -> None:
    assert papers(shelf, query)[:1] == [first]


def test_a_number_in_the_text_is_found_too(shelf: Index) -> None:
    assert set(papers(shelf, "115/NQ-CP")) == {"resolution", "decision"}


def test_a_number_that_nobody_holds_finds_nothing(shelf: Index) -> None:
    assert papers(shelf, "999/NQ-CP") == []


def test_a_type_alone_finds_its_papers(shelf: Index) -> None:
    assert set(papers(shelf, "giấy khai sinh")[:2]) == {"birth-an", "birth-duong"}


def test_exact_accents_come_before_folded_ones(index: Index) -> None:
    index.apply(
        [entry("bà", text="bà Lan"), entry("ba", text="ba Lan"), entry("bá", text="bá Lan")]
    )
    for word in ("bà", "bá"):
        assert papers(index, f"{word} lan")[0] == word
    assert set(papers(index, "ba lan")) == {"bà", "ba", "bá"}


def test_a_quoted_phrase_must_be_held(shelf: Index) -> None:
    assert papers(shelf, '"thùy đặng"') == []
    assert papers(shelf, '"dang thuy"') == ["birth-duong"]


@pytest.mark.parametrize("query", ["", "   ", '""', "???", "\n\t", "-", '"', "…"])
def test_an_empty_query_finds_nothing(shelf: Index, query: str) -> None:
    assert papers(shelf, query) == []


@pytest.mark.parametrize(
    "query", ["048219001234", "048 219 001 234", "O48219OO1234", "048219001235", '"048219001234"']
)
def test_personal_ids_are_not_searched(shelf: Index, query: str) -> None:
    assert papers(shelf, query) == []


def test_personal_ids_are_masked(shelf: Index) -> None:
    shown = snippet(shelf, "nguyễn văn an định danh", "birth-an")
    assert "048219001234" not in shown
    assert "•" * 12 in shown


HOSTILE = [
    "((((",
    "a AND (b OR",
    'holder:"x',
    "paper_type:*",
    '"""',
    ".*+?[]{}|^$\\",
    "~2 ^5 +an -an !an",
    "an*",
    "\0\x01\x1b[31m",
    "\ud800 an",
    "\u202ean",
    HIT_START + HIT_END,
    "nguyễn " * 1_500,
    "x" * 10_000,
    "1/" * 5_000,
    "9" * 10_000,
    '"' * 10_000,
    "a-" * 5_000 + "/",
    "́" * 5_000,
    "'; DROP TABLE papers; --",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_raise_nothing(shelf: Index, query: str) -> None:
    shelf.search(query, filters=EVERYTHING)
    shelf.snippets(query, ["birth-an"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text())
def test_any_query_raises_nothing(shelf: Index, query: str) -> None:
    shelf.search(query, filters=EVERYTHING)
    shelf.snippets(query, ["birth-an"])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_can_be_held(index: Index, text: str) -> None:
    index.apply([entry("odd", text=text + " dấu hiệu", title=text, number=text, holder_name=text)])
    assert papers(index, "dau hieu") == ["odd"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(agencies=frozenset({"cong-an-quan-1"})), {"misread-name"}),
        (Filters(agencies=frozenset({"nobody"})), set()),
        (Filters(agencies=frozenset()), set()),
        (Filters(paper_type="nghi_quyet"), {"resolution"}),
        (Filters(issued_year=2021), {"marriage-an"}),
        (Filters(available_only=True, paper_type="giay_phep_xd"), set()),
        (Filters(valid_on=date(2026, 4, 30), paper_type="nghi_quyet"), set()),
        (Filters(valid_on=date(2026, 5, 1), paper_type="nghi_quyet"), {"resolution"}),
        (Filters(valid_on=date(2030, 1, 1), paper_type="ket_hon"), {"marriage-an"}),
        (Filters(valid_on=date(2030, 1, 2), paper_type="ket_hon"), set()),
    ],
)
def test_filters(index: Index, filters: Filters, expected: set[str]) -> None:
    index.apply(replace(paper, text=f"{paper.text} tài liệu") for paper in PAPERS)
    assert set(papers(index, "tài liệu", filters)) == expected
    assert papers(index, "115/NQ-CP", Filters(agencies=frozenset({"nobody"}))) == []


def test_limit(shelf: Index) -> None:
    assert len(papers(shelf, "nguyễn văn an", limit=1)) == 1
    assert papers(shelf, "nguyễn văn an", limit=0) == []


def test_scores_fall(shelf: Index) -> None:
    scores = [hit.score for hit in shelf.search("nguyễn văn an", filters=EVERYTHING)]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


def test_snippets_are_original_text_with_marks(shelf: Index) -> None:
    shown = snippet(shelf, "dang thuy duong", "birth-duong")
    assert "[Đặng] [Thùy] [Dương]" in shown.replace(HIT_START, "[").replace(HIT_END, "]")


def test_snippets_of_what_is_not_held(shelf: Index) -> None:
    assert shelf.snippets("dang thuy duong", ["nobody"]) == {}
    assert shelf.snippets("dang thuy duong", []) == {}


def test_snippets_are_short_and_hold_the_words(index: Index) -> None:
    filler = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\n" * 50
    index.apply(
        [entry("long", text=f"{filler}giao bà Đỗ Thị Mười{HIT_START} thực hiện;\n{filler}")]
    )
    shown = snippet(index, "do thi muoi", "long")
    plain = shown.replace(HIT_START, "").replace(HIT_END, "")
    assert "Đỗ Thị Mười" in plain
    assert len(plain) <= 200
    assert shown.count(HIT_START) == shown.count(HIT_END) == 3

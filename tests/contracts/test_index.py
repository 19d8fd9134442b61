"""What every index promises. A new adapter joins by one more fixture parameter."""

import unicodedata
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.adapters.elasticsearch_index import ElasticsearchIndex
from search.adapters.memory_index import MemoryIndex
from search.adapters.tantivy_index import TantivyIndex
from search.ports import Change, Entry, Filters, Index, Removal
from search.words import HIT_END, HIT_START
from tests.search.servers import own_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVERYTHING = Filters()


def entry(paper: str, **facts: object) -> Entry:
    plain = Entry(
        paper=paper,
        version=1,
        agency="ubnd-hoa-an",
        available=True,
        paper_type="unknown",
        title="",
        number="",
        issuer="",
        holder_name="",
        text="",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


PAPERS = [
    entry(
        "birth-an",
        paper_type="giay_khai_sinh",
        title="Giấy khai sinh",
        number="45/2019",
        issuer="UBND xã Hoà Tiến",
        holder_name="Nguyễn Văn An",
        text="GIẤY KHAI SINH\nHọ, chữ đệm, tên: NGUYỄN VĂN AN\nSố định danh cá nhân: 048219001234",
        issued_on=date(2019, 3, 4),
    ),
    entry(
        "marriage-an",
        paper_type="ket_hon",
        title="Giấy chứng nhận kết hôn",
        issuer="UBND xã Hoà Tiến",
        holder_name="Nguyễn Văn An",
        text="Họ tên chồng: Nguyễn Văn An\nHọ tên vợ: Lê Thị Thuỷ",
        issued_on=date(2021, 5, 6),
        valid_to=date(2030, 1, 1),
    ),
    entry(
        "birth-duong",
        paper_type="giay_khai_sinh",
        title="Giấy khai sinh",
        issuer="UBND phường Hải Châu",
        holder_name="Đặng Thùy Dương",
        text="Giấy khai sinh của Đặng Thùy Dương, con ông Đặng Quốc Khánh",
    ),
    entry(
        "misread-name",
        paper_type="xac_nhan_cu_tru",
        title="Xác nhận thông tin về cư trú",
        agency="cong-an-quan-1",
        text="Ông Phạm Quôc Khanb thường trú tại phường Bến Nghé",
    ),
    entry(
        "resolution",
        paper_type="nghi_quyet",
        title="Nghị quyết về chuyển đổi số",
        number="115/NQ-CP",
        issuer="Chính phủ",
        text="Căn cứ Tờ trình số 4017/TTr-\nBNNMT ngày 1 tháng 4 năm 2026",
        issued_on=date(2026, 4, 16),
        valid_from=date(2026, 5, 1),
    ),
    entry(
        "decision",
        paper_type="quyet_dinh",
        title="Quyết định phê duyệt kế hoạch",
        number="116/QĐ-UBND",
        issuer="UBND thành phố",
        text="Căn cứ Nghị quyết số 0115/NQ-CP, phê duyệt kế hoạch trồng cây xanh ven sông",
    ),
    entry(
        "permit",
        paper_type="giay_phep_xd",
        title="Giấy phép xây dựng",
        number="990/GPXD",
        available=False,
        text="Cấp phép xây dựng nhà ở riêng lẻ hai tầng tại thửa đất số 12 cho bà Trần Thị Hòa",
    ),
    entry(
        "business",
        paper_type="ho_kinh_doanh",
        title="Giấy chứng nhận đăng ký hộ kinh doanh",
        number="91C8009397",
        text="Ngành nghề: bán lẻ cây cảnh. Nhà ở của chủ hộ cách sông hai cây số, tầng hai",
    ),
]


KINDS = ["memory", "tantivy", pytest.param("elasticsearch", marks=pytest.mark.service)]


@contextmanager
def opening(request: pytest.FixtureRequest, folder: Path) -> "Iterator[Callable[[], Index]]":
    """A new, empty index, as each process opens it."""
    if request.param == "memory":
        index = MemoryIndex()
        yield lambda: index
    elif request.param == "tantivy":
        yield lambda: TantivyIndex(folder / "index")
    else:
        with own_index(request.getfixturevalue("elasticsearch")) as server:
            yield lambda: ElasticsearchIndex(server)


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Callable[[], Index]]":
    with opening(request, tmp_path) as made:
        yield made


@pytest.fixture
def index(opened: "Callable[[], Index]") -> Index:
    return opened()


@pytest.fixture
def another(opened: "Callable[[], Index]") -> Index:
    """The same index, as another process sees it."""
    return opened()


@pytest.fixture
def filled(index: Index) -> Index:
    index.apply(PAPERS)
    return index


@pytest.fixture(scope="module", params=KINDS)
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Index]":
    """Filled once for all tests that only search."""
    with opening(request, tmp_path_factory.mktemp("shelf")) as made:
        index = made()
        index.apply(PAPERS)
        yield index


def papers(index: Index, query: str, filters: Filters = EVERYTHING, limit: int = 20) -> list[str]:
    return [hit.paper for hit in index.search(query, filters=filters, limit=limit)]


def snippet(index: Index, query: str, paper: str) -> str:
    return index.snippets(query, [paper])[paper]


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


def test_a_stale_write_loses(index: Index) -> None:
    index.apply([entry("one", version=2, text="bản mới")])
    index.apply([entry("one", version=1, text="tờ cũ")])
    assert papers(index, "mới") == ["one"]
    assert papers(index, "cũ") == []


def test_the_newest_of_a_batch_wins(index: Index) -> None:
    versions = [(2, "bản giữa"), (3, "bản mới"), (1, "tờ cũ")]
    index.apply(entry("one", version=version, text=text) for version, text in versions)
    assert index.count() == 1
    assert papers(index, "mới") == ["one"]
    assert papers(index, "giữa") == []


def test_running_a_batch_twice_is_harmless(filled: Index) -> None:
    before = papers(filled, "nguyễn văn an")
    filled.apply(PAPERS)
    assert filled.count() == len(PAPERS)
    assert papers(filled, "nguyễn văn an") == before


def test_removals(filled: Index) -> None:
    filled.apply([Removal("birth-duong", 2), Removal("never-held", 1)])
    assert filled.count() == len(PAPERS) - 1
    assert "birth-duong" not in papers(filled, "đặng thùy dương")
    assert filled.snippets("đặng thùy dương", ["birth-duong", "never-held"]) == {}
    assert "birth-duong" not in dict(filled.versions())


def test_an_entry_older_than_the_removal_loses(index: Index) -> None:
    index.apply([entry("one", version=1, text="tờ cũ"), Removal("never-held", 4)])
    index.apply([Removal("one", 3)])
    index.apply([entry("one", version=2, text="tờ cũ"), entry("never-held", version=3)])
    assert index.count() == 0
    index.apply([entry("one", version=4, text="bản mới")])
    assert papers(index, "mới") == ["one"]


def test_a_removal_older_than_the_entry_loses(index: Index) -> None:
    index.apply([entry("one", version=3, text="bản mới")])
    index.apply([Removal("one", 2)])
    assert papers(index, "mới") == ["one"]


def broken_off(*whole: Change) -> "Iterator[Change]":
    yield from whole
    raise RuntimeError("the records went away")


def test_a_batch_that_breaks_off_writes_nothing(filled: Index) -> None:
    with pytest.raises(RuntimeError):
        filled.apply(broken_off(entry("late", text="hồ sơ dở dang"), Removal("birth-an", 9)))
    assert filled.count() == len(PAPERS)
    assert "late" not in papers(filled, "hồ sơ dở dang")
    filled.apply([entry("late", text="hồ sơ dở dang")])
    assert papers(filled, "hồ sơ dở dang")[0] == "late"


def test_a_rebuild_replaces_all(filled: Index, another: Index) -> None:
    assert another.count() == len(PAPERS)
    filled.rebuild([*PAPERS[:2], entry("new", text="hồ sơ mới lập")])
    for index in (filled, another):
        assert set(dict(index.versions())) == {"birth-an", "marriage-an", "new"}
        assert papers(index, "đặng thùy dương") == []
        assert papers(index, "hồ sơ mới lập")[0] == "new"
    another.apply(PAPERS)
    assert filled.count() == len(PAPERS) + 1


def test_a_rebuild_from_nothing(index: Index) -> None:
    index.rebuild([])
    assert index.count() == 0
    index.rebuild(PAPERS)
    assert index.count() == len(PAPERS)


def test_the_old_index_is_searched_until_the_new_one_is_whole(
    filled: Index, another: Index
) -> None:
    def changes() -> "Iterator[Change]":
        for index in (filled, another):
            assert index.count() == len(PAPERS)
            assert papers(index, "đặng thùy dương")[0] == "birth-duong"
        yield entry("new", text="hồ sơ mới lập")
        for index in (filled, another):
            assert "new" not in papers(index, "hồ sơ mới lập")

    filled.rebuild(changes())
    assert papers(another, "hồ sơ mới lập") == ["new"]


def test_a_rebuild_that_breaks_off_leaves_the_old_index(filled: Index, another: Index) -> None:
    for _ in range(2):
        with pytest.raises(RuntimeError):
            filled.rebuild(broken_off(entry("late", text="hồ sơ dở dang")))
    for index in (filled, another):
        assert index.count() == len(PAPERS)
        assert "late" not in papers(index, "hồ sơ dở dang")
    filled.rebuild([entry("late", text="hồ sơ dở dang")])
    assert dict(another.versions()) == {"late": 1}


def test_a_removal_outlives_a_rebuild(filled: Index) -> None:
    filled.rebuild([Removal("birth-an", 5)])
    filled.apply([entry("birth-an", version=4, text="tờ cũ")])
    assert filled.count() == 0


def test_versions(index: Index) -> None:
    assert list(index.versions()) == []
    index.apply(entry(f"paper-{number}", version=number + 1) for number in range(12))
    index.apply([Removal("paper-3", 40), entry("paper-4", version=50)])
    held = {f"paper-{number}": number + 1 for number in range(12) if number != 3}
    assert dict(index.versions()) == held | {"paper-4": 50}
    assert len(list(index.versions())) == 11


def test_more_than_a_hundred(index: Index) -> None:
    index.apply(entry(f"paper-{number}", text="hồ sơ lưu") for number in range(250))
    hits = index.search("hồ sơ lưu", filters=EVERYTHING, limit=200)
    assert len({hit.paper for hit in hits}) == 200
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len(papers(index, "hồ sơ lưu", limit=3_200)) == 250


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

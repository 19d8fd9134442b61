"""What every index promises of a write: the newest stays, twice is harmless, a rebuild is whole or nothing."""

from collections.abc import Iterator

import pytest

from search.ports import Change, Index, Removal
from tests.contracts.index_papers import EVERYTHING, PAPERS, entry, papers


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


def broken_off(*whole: Change) -> Iterator[Change]:
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
    def changes() -> Iterator[Change]:
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
    for limit in (3_200, 50_000):
        assert len(papers(index, "hồ sơ lưu", limit=limit)) == 250

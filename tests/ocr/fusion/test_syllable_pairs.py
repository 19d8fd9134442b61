"""The table of neighbouring syllables, and the odds made from it."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.fusion.syllable_pairs import (
    NUMBER,
    OTHER,
    PAUSE,
    TABLE,
    SyllablePairs,
    count_pairs,
    split_edges,
    tokens_of,
    written,
)


@pytest.fixture(scope="module")
def law() -> SyllablePairs:
    return SyllablePairs.load()


@pytest.mark.parametrize(
    ("word", "tokens"),
    [
        ("Nội", ("nội",)),
        ("(hoà),", ("hòa",)),
        ("Điều", ("điều",)),
        ("ngày.", ("ngày", PAUSE)),
        ("12/QĐ-UBND;", (NUMBER, PAUSE)),
        ("QĐ-TTg", (OTHER,)),
        ("-", ()),
        (":", (PAUSE,)),
        ("", ()),
    ],
)
def test_tokens(word: str, tokens: tuple[str, ...]) -> None:
    assert tokens_of(word) == tokens


@given(word=st.text(max_size=12))
def test_edges_lose_nothing(word: str) -> None:
    assert "".join(split_edges(word)) == word


def test_pairs_are_counted_between_pauses() -> None:
    pairs = count_pairs("Thủ đô. Hà Nội\n\nHà Nội 1000 năm")
    assert pairs["thủ", "đô"] == 1
    assert pairs["hà", "nội"] == 2
    assert pairs["nội", NUMBER] == 1
    assert pairs[PAUSE, "hà"] == 2
    assert ("đô", "hà") not in pairs
    assert (PAUSE, PAUSE) not in pairs


def test_a_table_comes_back_as_it_was_counted(tmp_path: Path) -> None:
    pairs = count_pairs("Căn cứ Luật Đất đai. Căn cứ Luật Nhà ở")
    table = tmp_path / "pairs.txt.xz"
    table.write_bytes(written(pairs))
    assert written(pairs) == table.read_bytes()
    odds = SyllablePairs.load(table)
    assert odds.knows("luật")
    assert not odds.knows("thuế")
    assert odds.log_odds("luật", after="cứ") > odds.log_odds("đai", after="cứ")


def test_the_table_is_small_and_holds_official_vietnamese(law: SyllablePairs) -> None:
    assert TABLE.stat().st_size < 1_000_000
    assert law.log_odds("định", after="quyết") > law.log_odds("đinh", after="quyết") + 5
    assert {"chuyến", "chuyển", "chuyên"} <= set(law.same_letters("CHUYÊN"))
    assert law.same_letters("xyz") == ()


@pytest.mark.parametrize("before", ["nghị", "ủy", PAUSE, "chưa-từng-thấy"])
def test_odds_are_odds(law: SyllablePairs, before: str) -> None:
    shares = [math.exp(law.log_odds(token, after=before)) for token in law.tokens]
    assert all(0 < share < 1 for share in shares)
    assert 0.8 < sum(shares) <= 1.001  # the rest belongs to syllables never seen

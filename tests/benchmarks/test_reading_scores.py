"""The measure by which readings are judged."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reading_scores import (
    Errors,
    comparable,
    error_interval,
    error_rate,
    errors_of,
    wilson,
    word_error_rate,
)

PAGE = (
    "ỦY BAN NHÂN DÂN",
    "XÃ TÂN LÂM",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 27/QĐ-UBND",
    "Họ và tên: Nguyễn Văn Mẫu",
    "Họ và tên: Trần Thị Mẫu",
    "Ông Nguyễn Văn Mẫu thường trú tại thôn Đồi Chè, xã Tân Lâm, tỉnh Nam Giang.",
)


def test_the_same_page_has_no_error() -> None:
    errors = errors_of(PAGE, "\n".join(PAGE))
    assert (errors.edits, errors.extra, errors.missing_words) == (0, 0, 0)
    assert errors.letters == sum(map(len, PAGE))


@given(st.integers())
def test_order_costs_nothing(seed: int) -> None:
    lines = list(PAGE)
    random.Random(seed).shuffle(lines)
    errors = errors_of(PAGE, "\n".join(lines))
    assert (errors.edits, errors.extra) == (0, 0)


def test_lines_joined_or_broken_elsewhere_cost_nothing() -> None:
    errors = errors_of(PAGE, " ".join(PAGE).replace("Đồi Chè, ", "Đồi Chè,\n"))
    assert (errors.edits, errors.extra) == (0, 0)


@pytest.mark.parametrize(
    ("printed", "read", "edits", "extra"),
    [
        ("27/QĐ-UBND", "27/QD-UBND", 1, 0),
        ("Nguyễn Văn Mẫu thường", "Nguyễn VănMẫu thường", 1, 0),
        ("Nam Giang.", "Nam Giang. §§", 0, 2),
        ("Số: 27/QĐ-UBND\n", "", 14, 0),
    ],
)
def test_an_error_costs_what_has_to_be_typed(
    printed: str, read: str, edits: int, extra: int
) -> None:
    text = "\n".join(PAGE) + "\n"
    assert printed in text
    errors = errors_of(PAGE, text.replace(printed, read))
    assert (errors.edits, errors.extra) == (edits, extra)


def test_a_line_read_in_two_places_costs_its_space_only() -> None:
    errors = errors_of(
        ["Quê quán: xã Tân Lâm, tỉnh Nam Giang"],
        "tỉnh Nam Giang ♦♦♦♦♦♦♦♦♦♦♦♦♦ Quê quán: xã Tân Lâm,",
    )
    assert errors.edits <= 2
    assert errors.extra == 13


def test_nothing_read_costs_everything() -> None:
    errors = errors_of(PAGE, "")
    assert error_rate([errors]) == pytest.approx(100.0)
    assert word_error_rate([errors]) == pytest.approx(100.0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(truth: str, read: str) -> None:
    errors = errors_of(truth.splitlines(), read)
    assert 0 <= errors.edits <= errors.letters
    assert 0 <= errors.extra <= len(comparable(read))


def test_leaders_quotes_and_dashes_do_not_count() -> None:
    assert comparable("“Số”: ........ /QĐ – UBND…") == '"Số": /QĐ - UBND'


def test_stamps_of_real_pages_can_be_left_out() -> None:
    errors = errors_of(["QUYẾT ĐỊNH"], "ĐẾN 24/4 QUYẾT ĐỊNH")
    assert error_rate([errors], extra_counts=False) == 0.0
    assert error_rate([errors]) > 0


def test_intervals_hold_what_was_measured() -> None:
    pages = [Errors(at % 3, 0, 100, 0, 20) for at in range(60)]
    low, high = error_interval(pages)
    assert low < error_rate(pages) < high
    assert error_interval(pages) == (low, high)
    assert wilson(98, 100)[0] < 98 < wilson(98, 100)[1]
    assert wilson(0, 0) == (0.0, 100.0)
    assert wilson(20, 20)[1] == pytest.approx(100.0)

"""Geometry of segments, rows and flows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout import Flow, alike, distance, may_be_near, set_upright, upright_box
from ocr.ports import Line
from tests.ocr import builders


def test_wide_gaps_part_a_line_into_cells() -> None:
    sheet = set_upright(builders.page([builders.place("Giới tính: Nam  Dân tộc: Kinh", 200, 700)]))
    assert [segment.text for segment in sheet.segments] == ["Giới tính: Nam", "Dân tộc: Kinh"]


def test_national_heading_is_parted_from_the_agency_even_without_a_wide_gap() -> None:
    line = builders.place("THỦ TƯỚNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 150, 160)
    sheet = set_upright(builders.page([line]))
    assert [segment.text for segment in sheet.segments] == [
        "THỦ TƯỚNG CHÍNH PHỦ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_a_turned_page_has_the_same_rows_and_keeps_its_boxes(turn_deg: int) -> None:
    lines = builders.body(["một hai ba", "bốn năm sáu", "bảy tám"])
    page = builders.page(lines[::-1], turn_deg=turn_deg)
    sheet = set_upright(page)
    assert [segment.text for segment in sheet.segments] == ["một hai ba", "bốn năm sáu", "bảy tám"]
    assert (sheet.width, sheet.height) == (builders.WIDTH, builders.HEIGHT)
    assert sheet.segments[0].words == page.lines[2].words


@given(
    turn_deg=st.sampled_from([0, 90, 180, 270]),
    x=st.integers(0, builders.WIDTH - 200),
    y=st.integers(0, builders.HEIGHT - 200),
)
def test_upright_box_undoes_the_turn(turn_deg: int, x: int, y: int) -> None:
    line = builders.place("chữ", x, y)
    page = builders.page([line], turn_deg=turn_deg)
    box = line.words[0].box
    upright = upright_box(page, page.lines[0].words[0].box)
    assert upright == pytest.approx((box.x0, box.y0, box.x1, box.y1))


def test_cells_of_one_row_are_read_from_left_to_right() -> None:
    lines = [builders.place("phải", 900, 702), builders.place("trái", 200, 700)]
    assert [s.text for s in set_upright(builders.page(lines)).segments] == ["trái", "phải"]


def test_a_line_that_the_engine_broke_in_two_is_one_again() -> None:
    first = builders.place("thường trú tại số", 200, 700)
    broken = builders.place("133, xã Tân", first.words[-1].box.x1 + 12, 704)
    cell = builders.place("Nam", 1200, 702)
    texts = [s.text for s in set_upright(builders.page([first, broken, cell])).segments]
    assert texts == ["thường trú tại số 133, xã Tân", "Nam"]


def test_a_broken_line_is_not_joined_with_the_national_heading() -> None:
    agency = builders.place("SỞ XÂY DỰNG", 200, 160)
    heading = builders.place(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", agency.words[-1].box.x1 + 12, 160
    )
    assert len(set_upright(builders.page([agency, heading])).segments) == 2


def test_flow_runs_on_where_the_last_word_calls_for_more() -> None:
    lines = ["xã Tân Lâm, tỉnh", "Nam Giang", "1. Một là,", "2. hai là", "- ba", "6 . Sáu", "HẾT"]
    sheet = set_upright(builders.page(builders.body(lines)))
    text = Flow([sheet], sheet.segments).text
    assert text == "xã Tân Lâm, tỉnh Nam Giang\n1. Một là,\n2. hai là\n- ba\n6 . Sáu\nHẾT\n"


def test_flow_runs_on_after_a_full_line_only() -> None:
    full = "cư trú tại số 183 đường Võ Văn Kiệt, xã Xuân Lập, huyện Hoằng Hóa, tỉnh này"
    sheet = set_upright(builders.page(builders.body([full, "Thanh Hóa.", "Điều 2. Hết."])))
    flow = Flow([sheet], sheet.segments)
    assert flow.text == f"{full} Thanh Hóa.\nĐiều 2. Hết.\n"
    found = flow.proposal(0, 6)
    assert found.value == "cư trú"
    assert found.box is not None
    assert found.box.x1 == sheet.segments[0].words[1].box.x1


def test_one_doubtful_word_makes_the_value_doubtful() -> None:
    words = builders.place("a b", 10, 10).words + builders.place("c", 90, 10, confidence=15).words
    sheet = set_upright(builders.page([Line(words)]))
    assert Flow([sheet], sheet.segments).proposal(0, 6).confidence < 50


@given(st.text("abcd ", max_size=12), st.text("abcd ", max_size=12))
def test_distance_is_a_metric(left: str, right: str) -> None:
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) <= max(len(left), len(right))


@given(st.text("abcd ", max_size=12), st.text("abcd ", max_size=12), st.integers(0, 12))
def test_the_quick_look_never_turns_away_what_is_near(left: str, right: str, limit: int) -> None:
    assert may_be_near(left, right, limit) or distance(left, right) > limit


def test_alike_allows_a_share_of_wrong_letters() -> None:
    assert alike("quyel dinh", "quyet dinh")
    assert not alike("nghi quyet", "quyet dinh")


def test_marks_alone_are_no_segments() -> None:
    assert set_upright(builders.page([builders.place("— | _", 10, 10)])).segments == ()

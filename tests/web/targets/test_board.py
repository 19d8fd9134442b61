"""The board: every indicator with target and gap, who is furthest behind, who may look, what a wrong address shows."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from targets.closing import Closing, Kind, close
from targets.indicators import INDICATORS
from targets.rollup import follow
from tests.records import make_agency, make_user
from tests.targets.world import World
from tests.web.targets.conftest import section, type_of_page, words
from web.targets.board import GROUPS

pytestmark = pytest.mark.django_db


def test_every_indicator_stands_on_the_board_once() -> None:
    shown = [each for _, indicators in GROUPS for each in indicators]
    assert sorted(shown) == sorted(INDICATORS)


def test_rates_with_target_gap_and_what_they_are_made_of(page: type_of_page) -> None:
    html = page(nam="2024", cap="commune")
    assert reverse("targets") == "/chi-tieu/"
    text = words(html)
    assert "42,86 %" in text
    assert "Chỉ tiêu 50,00 %" in text
    assert "Còn thiếu 7,14 điểm, 1 hồ sơ" in text
    assert "Tử số: 3 hồ sơ nộp trực tuyến" in text
    assert "Mẫu số: 7 hồ sơ tiếp nhận trong kỳ" in text
    assert 'width="42.86"' in html
    assert 'x1="50.00"' in html


def test_nothing_due_is_neither_0_nor_100(page: type_of_page) -> None:
    html = page(nam="2024", cap="commune")
    line = html.split("Giấy tờ số hóa đã ký số và lưu trữ</a>")[1].split("</li>")[0]
    assert "n/a" in line
    assert "Không phát sinh; chỉ tiêu 55,00 %" in words(line)
    assert "<svg" not in line


def test_the_one_furthest_behind_is_told_in_points_and_in_dossiers(page: type_of_page) -> None:
    behind = section(page(nam="2024", chi_so="M7"), "behind")
    assert "Xã Suối 42,86 % / chỉ tiêu 50,00 % Còn thiếu 7,14 điểm, 1 hồ sơ" in behind
    assert "Sở Nắng" not in behind


def test_the_list_of_those_behind_says_what_it_is_where_nobody_is(
    world: World, page: type_of_page
) -> None:
    assert "Cấp xã xa chỉ tiêu nhất: Hồ sơ nộp trực tuyến" in section(
        page(nam="2024", chi_so="M7"), "behind"
    )
    assert "Cấp xã thấp nhất: " in section(page(nam="2024", chi_so="M9"), "behind")
    for code in ("M8", "M10r"):
        none = page(nam="2024", chi_so=code)
        assert "Không cơ quan nào có phát sinh" in section(none, "behind")
        assert f'<option value="{code}" selected>' in none
    for _ in range(2):
        world.dossier(world.commune, date(2024, 6, 3), channel=2)
    follow()
    assert "Cấp xã đều đạt chỉ tiêu: " in section(page(nam="2024", chi_so="M7"), "behind")


def test_a_quarter_in_which_nothing_came_says_so(page: type_of_page) -> None:
    assert "42,86 %" in words(page(nam="2024", ky="q2", cap="commune"))
    assert "Chưa có số liệu cho kỳ này" in page(nam="2024", ky="q1")
    assert "Chưa có số liệu cho kỳ này" in page(nam="2021")


def test_pages_carry_no_style_and_no_script(page: type_of_page) -> None:
    for html in (page(nam="2024"), page("targets_indicator", "M7", nam="2024")):
        assert "style=" not in html
        assert not re.search(r"<script(?! src=)", html)
        assert not re.search(r"\son[a-z]+=", html)


def test_what_was_taken_over_and_the_way_up_are_told(page: type_of_page) -> None:
    html = page(nam="2025", co_quan="H80.3")
    crumbs = html.split('class="crumbs"')[1].split("</nav>")[0]
    assert "co_quan=H80&amp;nam=2025" in crumbs
    assert "Gồm cả số liệu của cơ quan đã kết thúc" in html
    assert "30/06/2025" in html


@pytest.mark.parametrize(
    "query",
    [
        {"nam": "9999"}, {"nam": "2024' --"}, {"nam": "２０２４"}, {"cap": "<b>"}, {"chi_so": "M99"},
        {"cap": "ministry"}, {"nam": ""}, {"ky": "q7"}, {"ky": "\0"},
    ],
)  # fmt: skip
def test_a_wrong_address_shows_the_default(page: type_of_page, query: dict[str, str]) -> None:
    html = page(**query)
    assert "Chỉ tiêu ·" in html
    assert "<b>&" not in html


def test_others_are_shown_the_door(world: World, client: Client) -> None:
    assert client.get(reverse("targets")).status_code == 302
    for kind in ("clerk", "officer"):
        client.force_login(make_user(kind, world.province))
        assert client.get(reverse("targets")).status_code == 403


@pytest.mark.parametrize("kind", ["manager", "auditor", "administrator"])
@pytest.mark.parametrize(
    "address",
    [
        reverse("targets"),
        reverse("targets_indicator", args=["M7"]),
        reverse("targets_heat", args=["M7"]),
        reverse("targets_rows", args=["M7"]),
    ],
)
def test_a_person_sees_their_own_subtree_only(
    world: World, client: Client, kind: str, address: str
) -> None:
    stranger = make_agency("H81", level="province", name="Tỉnh Lạ")
    client.force_login(make_user(kind, world.commune))
    answer = client.get(address, {"nam": "2024"})
    assert world.commune.name in answer.content.decode()
    assert world.department.name not in answer.content.decode()
    for agency in (stranger, world.province, world.department):
        hidden = client.get(address, {"co_quan": agency.code})
        assert hidden.status_code == 404
        assert agency.name not in hidden.content.decode()


def test_a_year_or_a_level_that_is_not_there_is_told(page: type_of_page) -> None:
    assert "Năm được hỏi không có số liệu" in page(nam="1900")
    assert "Kỳ được hỏi không có" in page(nam="2024", ky="t13")
    assert "Cấp được hỏi không có ở đây" in page(nam="2024", cap="ministry")
    assert "note-warning" not in page(nam="2024", cap="commune")


def test_a_closed_period_is_marked_and_opens_for_whose_it_is(
    world: World, page: type_of_page, client: Client
) -> None:
    manager = make_user("manager", world.province)
    wanted = Closing(agency=world.province.pk, kind=Kind.YEAR, begin=date(2024, 1, 1))
    made = close(by=manager, wanted=wanted)
    opened = reverse("closing", args=[made.pk])
    for query in ({"nam": "2024"}, {"nam": "2024", "ky": "q2"}, {"nam": "2024", "cap": "commune"}):
        html = page(**query)
        assert "closed-mark" in html
        assert "năm 2024 của Tỉnh Mây, lần 1" in words(html)
        assert opened in html
    assert "closed-mark" not in page(nam="2025")
    for name in ("targets_indicator", "targets_heat", "targets_rows"):
        assert "closed-mark" in page(name, "M7", nam="2024")
    # The closing of an agency above covers the commune too, and is not for its manager to open.
    client.force_login(make_user("manager", world.commune))
    html = client.get(reverse("targets"), {"nam": "2024"}).content.decode()
    assert "closed-mark" in html
    assert opened not in html


@pytest.mark.parametrize("name", ["targets", "targets_compare", "reports", "campaign_proposals"])
def test_a_page_begins_with_the_agency_that_stands_not_with_one_it_took_over(
    world: World, client: Client, name: str
) -> None:
    # The district stands before the commune in the tree, and has ended.
    assert world.district.path < world.commune.path
    client.force_login(make_user("manager", world.commune))
    text = words(client.get(reverse(name)).content.decode())
    assert world.commune.name in text
    assert f"· {world.district.name}" not in text

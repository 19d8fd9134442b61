"""The page Chỉ tiêu: who sees it, what it shows, and that its bars need neither style nor script."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from targets.rollup import follow
from tests.records import make_agency, make_user
from tests.targets.world import World

pytestmark = pytest.mark.django_db
type_of_page = Callable[..., str]
JUNE = date(2024, 6, 3)


@pytest.fixture
def world() -> World:
    made = World()
    for number in range(7):
        made.dossier(made.commune, JUNE, channel=2 if number < 3 else 1)
    made.dossier(made.department, JUNE, channel=2)
    follow()
    return made


@pytest.fixture
def page(world: World, client: Client) -> type_of_page:
    client.force_login(make_user("manager", world.province))

    def get(**query: str) -> str:
        answer = client.get(reverse("targets"), query)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_rates_with_target_gap_and_what_they_are_made_of(page: type_of_page) -> None:
    html = page(nam="2024", cap="commune")
    assert reverse("targets") == "/chi-tieu/"
    text = words(html)
    assert "42,86 %" in text
    assert "Chỉ tiêu 50,00 %" in text
    assert "Còn thiếu 7,14 điểm, 1 hồ sơ" in text
    assert "Tử số: 3 hồ sơ nộp trực tuyến" in text
    assert "Mẫu số: 7 hồ sơ tiếp nhận trong năm" in text
    assert 'width="42.86"' in html
    assert 'x1="50.00"' in html


def test_nothing_due_is_neither_0_nor_100(page: type_of_page) -> None:
    html = page(nam="2024", cap="commune")
    line = html.split("Giấy tờ số hóa đã ký số và lưu trữ")[1].split("</li>")[0]
    assert "n/a" in line
    assert "Không có gì đến hạn; chỉ tiêu 55,00 %" in words(line)
    assert "<svg" not in line


def test_bars_carry_no_style_and_no_script(page: type_of_page) -> None:
    html = page(nam="2024")
    assert "style=" not in html
    assert not re.search(r"<script(?! src=)", html)
    assert not re.search(r"\son[a-z]+=", html)


def test_ranking_best_first_with_links_that_keep_the_choice(page: type_of_page) -> None:
    html = page(nam="2024", chi_so="M7").split('id="ranking"')[1]
    assert html.index("H80.1") < html.index("H80.3")
    assert "co_quan=H80.3" in html
    assert "nam=2024" in html
    assert "chi_so=M7" in html


def test_drill_down_shows_the_way_back_and_what_was_taken_over(page: type_of_page) -> None:
    html = page(nam="2025", co_quan="H80.3")
    crumbs = html.split('class="crumbs"')[1].split("</nav>")[0]
    assert "co_quan=H80" in crumbs
    assert "Gồm cả số liệu của cơ quan đã kết thúc" in html
    assert "30/06/2025" in html


def test_an_empty_year_says_so(page: type_of_page) -> None:
    assert "Chưa có số liệu cho năm này" in page(nam="2021")


@pytest.mark.parametrize(
    "query",
    [
        {"nam": "9999"}, {"nam": "2024' --"}, {"nam": "２０２４"}, {"cap": "<b>"}, {"chi_so": "M3"},
        {"cap": "ministry"}, {"nam": ""},
    ],
)  # fmt: skip
def test_a_wrong_address_shows_the_default(page: type_of_page, query: dict[str, str]) -> None:
    html = page(**query)
    assert "Chỉ tiêu ·" in html
    assert "undefined" not in html
    assert "<b>&" not in html


def test_others_are_shown_the_door(world: World, client: Client) -> None:
    assert client.get(reverse("targets")).status_code == 302
    for kind in ("clerk", "officer"):
        client.force_login(make_user(kind, world.province))
        assert client.get(reverse("targets")).status_code == 403


@pytest.mark.parametrize("kind", ["manager", "auditor", "administrator"])
def test_a_person_sees_their_own_subtree_only(world: World, client: Client, kind: str) -> None:
    stranger = make_agency("H81", level="province", name="Tỉnh Lạ")
    client.force_login(make_user(kind, world.commune))
    answer = client.get(reverse("targets"), {"nam": "2024"})
    assert world.commune.name in answer.content.decode()
    assert world.department.name not in answer.content.decode()
    for agency in (stranger, world.province, world.department):
        hidden = client.get(reverse("targets"), {"co_quan": agency.code})
        assert hidden.status_code == 404
        assert agency.name not in hidden.content.decode()

"""One indicator: its year by months, the forecast with its method, rankings, procedures, the heat table."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from targets.rollup import follow
from tests.records import make_agency, make_user
from tests.targets.world import World
from tests.web.targets.conftest import section, type_of_page, words
from web.targets import standing

pytestmark = pytest.mark.django_db


def test_the_months_stand_in_a_table_beside_the_chart(page: type_of_page) -> None:
    html = page("targets_indicator", "M7", nam="2024")
    trend = section(html, "trend")
    assert "6 4 / 8 50,00 % 50,00 %" in trend
    assert "7 0 / 0 n/a 50,00 %" in trend
    assert html.count('class="chart-cumulative-mark"') >= 7


def test_a_month_to_come_is_empty_and_not_n_a(page: type_of_page) -> None:
    html = page("targets_indicator", "M7")
    if timezone.localdate().month < 12:
        assert re.search(
            r'class="to-come">\s*<th scope="row">12</th>\s*<td class="num">chưa đến', html
        )


def test_a_year_that_is_over_is_not_foretold(page: type_of_page) -> None:
    assert "Năm đã kết thúc" in section(page("targets_indicator", "M7", nam="2024"), "trend")


def test_a_forecast_names_its_method_and_what_the_target_asks_for(
    world: World, page: type_of_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month, online in ((1, 1), (2, 2), (3, 2), (4, 3)):
        for number in range(8):
            world.dossier(world.commune, date(2025, month, 4), channel=2 if number < online else 1)
    follow()
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 5, 15))
    trend = section(page("targets_indicator", "M7", nam="2025", cap="commune"), "trend")
    assert "Kịp chỉ tiêu nếu giữ nhịp này" in trend
    assert "từ mức hiện nay, đi tiếp mức tăng bình quân" in trend
    assert "mỗi tháng còn lại thêm" in trend


def test_the_ranking_goes_down_and_keeps_the_choice(page: type_of_page) -> None:
    html = page("targets_indicator", "M7", nam="2024").split('aria-labelledby="ranking"')[1]
    assert html.index("Sở Nắng") < html.index("Xã Suối")
    assert f"{reverse('targets_indicator', args=['M7'])}?co_quan=H80.3&amp;nam=2024" in html
    behind = page("targets_indicator", "M7", nam="2024", xep="xa")
    behind = behind.split('aria-labelledby="ranking"')[1]
    assert behind.index("Xã Suối") < behind.index("Sở Nắng")


def test_a_long_ranking_has_pages(
    world: World, page: type_of_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PAGE_ROWS", 2)
    for number in range(3):
        make_agency(f"H80.9{number}", parent=world.province, name=f"Xã Thứ {number}")
    ranking = section(page("targets_indicator", "M7", nam="2024", trang="2"), "ranking")
    assert "3–4 trong 6 cơ quan" in ranking
    assert "Sở Nắng" not in ranking
    last = page("targets_indicator", "M7", nam="2024", trang="999")
    assert "5–6 trong 6" in section(last, "ranking")


def test_each_procedure_leads_to_its_rows(world: World, page: type_of_page) -> None:
    html = page("targets_indicator", "M7", nam="2024").split('aria-labelledby="procedures"')[1]
    assert "4 / 8" in words(html)
    assert f"thu_tuc={world.with_result.code}" in html


def test_the_heat_table_has_a_figure_in_every_cell(page: type_of_page) -> None:
    html = page("targets_heat", "M7", nam="2024")
    rows = html.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    commune = next(row for row in rows if "Xã Suối" in row)
    assert commune.count("<td") == 12
    assert commune.count("heat-undue") == 11
    assert '<td class="num heat-2" title="Tháng 6: 42,86 % (3 / 7)">42,86' in commune


def test_an_unknown_indicator_is_not_there(world: World, client: Client) -> None:
    client.force_login(make_user("manager", world.province))
    for name in ("targets_indicator", "targets_heat", "targets_rows"):
        assert client.get(reverse(name, args=["M99"])).status_code == 404


@pytest.fixture
def reformed(world: World) -> World:
    """The commune's own dossiers of 2025 beside those of the district whose place it took in July."""
    for _ in range(2):
        world.dossier(world.district, date(2025, 3, 4), channel=1)
    world.dossier(world.commune, date(2025, 3, 4), channel=2)
    world.dossier(world.commune, date(2025, 10, 7), channel=2)
    follow()
    return world


@pytest.mark.parametrize("part", ["", "q1", "t3", "t10"])
def test_a_month_is_the_same_whatever_part_of_the_year_is_asked_for(
    reformed: World, page: type_of_page, part: str
) -> None:
    html = page("targets_indicator", "M7", co_quan="H80.3", nam="2025", ky=part)
    assert "3 1 / 3 33,33 % 33,33 %" in section(html, "trend")
    assert "10 1 / 1 100,00 % 50,00 %" in section(html, "trend")


def test_a_month_before_the_reform_says_that_the_trend_holds_more(
    reformed: World, page: type_of_page
) -> None:
    march = page("targets_indicator", "M7", co_quan="H80.3", nam="2025", ky="t3")
    assert "100,00 %" in section(march, "rate")
    assert "gồm cả số liệu của Huyện Đồi (đến 30/06/2025)" in section(march, "trend")
    october = page("targets_indicator", "M7", co_quan="H80.3", nam="2025", ky="t10")
    assert "gồm cả số liệu của" not in section(october, "trend")


@pytest.mark.parametrize("depth", ["", "xa", "moi"])
def test_who_opens_an_agency_from_a_ranking_sees_the_figure_of_the_ranking(
    reformed: World, page: type_of_page, client: Client, depth: str
) -> None:
    html = page("targets_indicator", "M7", nam="2025", do_sau=depth)
    ranking = html.split('id="ranking"')[1].split("</section>")[0]
    row = next(each for each in ranking.split("<tr>") if "Xã Suối</a>" in each)
    parts = {"": "2 / 4", "xa": "2 / 2", "moi": "2 / 4"}[depth]
    assert parts in words(row)
    found = re.search(r'href="([^"]+)"', row)
    assert found
    opened = client.get(found[1].replace("&amp;", "&")).content.decode()
    assert parts in section(opened, "rate")
    assert ("chính cấp xã" in words(ranking)) is (depth == "xa")

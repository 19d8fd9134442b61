"""The rows behind a number: as many as the rate says, of nobody by name, opened only by who may open them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from dossiers.models import Dossier
from targets.rollup import follow
from tests.records import make_user
from tests.targets.world import World
from tests.web.targets.conftest import section, type_of_page
from web.targets import row_list

pytestmark = pytest.mark.django_db


def rows(html: str) -> int:
    """How many rows the last table of the page has."""
    body = html.rpartition("<tbody>")[2].partition("</tbody>")[0]
    return body.count("<tr>") if "<tbody>" in html else 0


def test_both_sides_of_a_rate_are_listed(page: type_of_page) -> None:
    assert rows(page("targets_rows", "M7", nam="2024", tinh="duoc")) == 4
    missing = page("targets_rows", "M7", nam="2024", tinh="thieu")
    assert rows(missing) == 4
    assert "4 trong 8 hồ sơ." in missing
    assert "Trực tiếp" in section(missing, "rows")


def test_a_level_a_procedure_and_a_part_of_the_year_narrow_the_list(
    world: World, page: type_of_page
) -> None:
    of_communes = page("targets_rows", "M7", nam="2024", tinh="duoc", cap="commune")
    assert rows(of_communes) == 3
    assert " trong " in section(of_communes, "rows")
    empty = page("targets_rows", "M7", nam="2024", tinh="duoc", ky="q1")
    assert rows(empty) == 0
    assert " trong 0 " not in empty
    for procedure, count in ((world.with_result, 4), (world.without_result, 0)):
        code = procedure.code
        assert rows(page("targets_rows", "M7", nam="2024", tinh="duoc", thu_tuc=code)) == count


def test_no_row_names_anybody(world: World, page: type_of_page) -> None:
    html = page("targets_rows", "M7", nam="2024")
    for dossier in Dossier.objects.select_related("holder"):
        assert dossier.holder.name not in html
        if dossier.holder.personal_id:
            assert dossier.holder.personal_id not in html


def test_a_manager_reads_numbers_and_opens_nothing(world: World, page: type_of_page) -> None:
    html = page("targets_rows", "M7", nam="2024").split("<main")[1]
    assert Dossier.objects.filter(channel=1)[0].number in html
    assert "/ho-so/" not in html


def test_who_is_also_an_officer_opens_what_is_theirs(world: World, client: Client) -> None:
    user = make_user("manager", world.province)
    Role.objects.create(user=user, kind=Role.Kind.OFFICER, agency=world.commune)
    client.force_login(user)
    query = {"nam": "2024", "tinh": "duoc"}
    html = client.get(reverse("targets_rows", args=["M7"]), query).content.decode()
    mine = Dossier.objects.filter(deciding_agency=world.commune, channel=2)
    other = Dossier.objects.get(deciding_agency=world.department)
    assert all(reverse("dossier", args=[each.pk]) in html for each in mine)
    assert reverse("dossier", args=[other.pk]) not in html


def test_paper_that_was_only_counted_is_told_apart(world: World, page: type_of_page) -> None:
    world.count(world.commune, date(2024, 1, 2), 40)
    follow()
    told = section(page("targets_rows", "M1", nam="2024"), "rows")
    assert "Bản giấy mới kiểm đếm, chưa số hóa" in told
    assert " 40" in told


def test_counts_that_are_not_listed_are_told(
    world: World, page: type_of_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for agency, count in ((world.commune, 40), (world.department, 30)):
        world.count(agency, date(2024, 1, 2), count)
    follow()
    more = "Còn những lần kiểm đếm ít bản hơn"
    assert more not in page("targets_rows", "M1", nam="2024")
    monkeypatch.setattr(row_list, "MOST_STOCK", 1)
    told = section(page("targets_rows", "M1", nam="2024"), "rows")
    assert more in told
    assert " 40" in told
    assert " 30" not in told


@pytest.mark.parametrize(
    "query", [{"tinh": "x"}, {"thu_tuc": "\0"}, {"sau": "!!"}, {"sau": "WzFd"}]
)
def test_a_wrong_address_shows_the_first_page(page: type_of_page, query: dict[str, str]) -> None:
    assert rows(page("targets_rows", "M7", nam="2024", **query)) == 4


def test_of_what_there_should_be_few_the_rows_are_those_that_count(page: type_of_page) -> None:
    html = page("targets_rows", "M10r", nam="2024")
    assert "Hồ sơ bị tính vào tử số" in html
    assert "Chưa được tính" not in section(html, "rows")
    detail = page("targets_indicator", "M10r", nam="2024")
    assert "chưa được tính" not in detail.split("Những hồ sơ làm nên con số")[-1].split("</p>")[0]


@pytest.mark.parametrize(("code", "why"), [("M6", "mỗi người một lần"), ("M10s", "khác tử số")])
def test_a_number_that_rows_cannot_tell_exactly_says_so(
    page: type_of_page, code: str, why: str
) -> None:
    assert why in section(page("targets_rows", code, nam="2024"), "rows")
    assert "khớp" not in section(page("targets_rows", "M7", nam="2024"), "rows")


def test_what_belongs_to_no_procedure_has_rows_of_its_own(world: World, page: type_of_page) -> None:
    world.count(world.commune, date(2024, 1, 2), 40)
    world.count(world.commune, date(2024, 1, 2), 7, procedure=world.with_result)
    follow()
    assert "thu_tuc=khong" in page("targets_indicator", "M1", nam="2024")
    told = section(page("targets_rows", "M1", nam="2024", thu_tuc="khong"), "rows")
    assert "Không theo thủ tục" in told
    assert "Xã Suối – 40" in told
    assert " 7" not in told

"""Two sides compared: the same days of both, a difference with its direction, agencies by code or by part of a name."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from targets.periods import Period
from tests.records import make_agency, make_user
from tests.targets.world import World
from tests.web.targets.conftest import section, type_of_page, words
from web.targets.comparing import same_days
from web.targets.forms import Choice

pytestmark = pytest.mark.django_db


def test_a_year_under_way_is_compared_with_the_same_days(world: World) -> None:
    choice = Choice.of(QueryDict("nam=2025"), today=date(2025, 5, 20))
    assert same_days(choice, 2024) == Period(date(2024, 1, 1), date(2024, 5, 20))
    over = Choice.of(QueryDict("nam=2024&ky=t2"), today=date(2025, 5, 20))
    assert same_days(over, 2024) == Period.month(2024, 2)
    assert same_days(over, 2023) == Period.month(2023, 2)
    february = Choice.of(QueryDict("nam=2025&ky=t2"), today=date(2025, 5, 20))
    assert same_days(february, 2024) == Period.month(2024, 2)


def test_two_agencies(page: type_of_page) -> None:
    html = page("targets_compare", a="H80.3", b="Nắng", nam_a="2024", nam_b="2024")
    both = section(html, "both")
    assert "Xã Suối và Sở Nắng" in both
    assert "42,86 % 3 / 7 100,00 % 1 / 1 tăng 57,14 điểm tốt hơn" in both


def test_one_agency_in_two_years(page: type_of_page) -> None:
    both = section(page("targets_compare", nam_a="2023", nam_b="2024"), "both")
    assert "Tỉnh Mây: năm 2023 và năm 2024" in both
    assert "n/a 0 / 0 50,00 % 4 / 8 không so được" in both


def test_a_name_that_fits_several_asks_which(world: World, page: type_of_page) -> None:
    make_agency("H80.44", parent=world.province, name="Xã Suối Ngọc")
    told = words(page("targets_compare", a="suoi"))
    assert "Có nhiều cơ quan khớp" in told
    assert "Xã Suối Ngọc (H80.44)" in told


@pytest.mark.parametrize("typed", ["H81", "không có", "\0", "%", "<b>"])
def test_what_is_not_theirs_is_as_unknown(world: World, client: Client, typed: str) -> None:
    make_agency("H81", level="province", name="Tỉnh Lạ")
    client.force_login(make_user("manager", world.province))
    answer = client.get(reverse("targets_compare"), {"a": typed})
    assert answer.status_code == 200
    assert "Tỉnh Lạ" not in answer.content.decode()


def test_years_that_are_cut_at_the_same_day_say_so(page: type_of_page) -> None:
    today = timezone.localdate()
    this, last = str(today.year), str(today.year - 1)
    if (today.month, today.day) != (12, 31):
        assert "Vì vậy số của năm đã qua khác" in page("targets_compare", nam_a=last, nam_b=this)
        assert "của mỗi năm" not in page("targets_compare", b="H80.3", nam_a=this, nam_b=this)
    assert "Vì vậy số" not in page("targets_compare", nam_a="2023", nam_b="2024")

"""Nhập liệu: how far imports are, told to the administrators of the agency whose chain tells of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency
from dossiers.models import ImportPart, ImportRun
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Agency:
    return make_agency("H90", level="province")


@pytest.fixture
def client_of_admin(client: Client, province: Agency) -> Client:
    client.force_login(make_user("administrator", province, username="quantri"))
    return client


def make_run(agency: Agency, *, parts: int = 0, ago_s: float = 10, **facts: Any) -> ImportRun:
    """A run whose last part was written so long ago, ten seconds after the one before."""
    now = timezone.now()
    run = ImportRun.objects.create(
        **{
            "agency": agency,
            "by": "user:quantri",
            "file_name": "ho_so.csv",
            "file_sha256": "ab" * 32,
            "size_bytes": 1,
            "started_at": now - timedelta(seconds=ago_s + 10 * parts),
            **facts,
        }
    )
    for number in range(1, parts + 1):
        ImportPart.objects.create(
            run=run,
            number=number,
            first_row=2,
            last_row=3,
            rows=20_000,
            created=19_000,
            updated=0,
            unchanged=997,
            bad=3,
            sha256="",
            errors_bytes=0,
            done=number / 10,
            at=now - timedelta(seconds=ago_s + 10 * (parts - number)),
        )
    return run


def page(client: Client) -> str:
    answer = client.get(reverse("import_runs"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&nbsp;", " ").split())


def test_a_run_that_goes_on(client_of_admin: Client, province: Agency) -> None:
    make_run(province, parts=4)
    text = page(client_of_admin)
    assert "Đang nhập" in text
    assert "40 %" in text
    assert "2.000 dòng/giây, còn khoảng 1 phút" in text
    assert "80.000" in text
    assert '<strong class="matter-bad">12</strong>' in text


def test_a_run_without_a_part_has_no_pace(client_of_admin: Client, province: Agency) -> None:
    make_run(province)
    text = page(client_of_admin)
    assert "Đang nhập" in text
    assert "dòng/giây" not in text


def test_a_run_that_was_stopped(client_of_admin: Client, province: Agency) -> None:
    make_run(province, parts=4, ago_s=600)
    text = page(client_of_admin)
    assert "Bị dừng" in text
    assert "dòng/giây" not in text


def test_a_run_whose_file_began_anew(client_of_admin: Client, province: Agency) -> None:
    make_run(province, parts=4, ago_s=600)
    make_run(province, parts=1, ended_at=timezone.now())
    text = page(client_of_admin)
    assert "Đã nhập lại từ đầu" in text
    assert "Xong" in text
    assert "Bị dừng" not in text


def test_a_run_of_another_agency_is_not_there(client_of_admin: Client) -> None:
    make_run(make_agency("H91", level="province"), file_name="cua_tinh_khac.csv")
    assert "cua_tinh_khac" not in page(client_of_admin)


def test_the_administrator_of_a_part_does_not_see_the_whole(
    client: Client, province: Agency
) -> None:
    make_run(province)
    commune = make_agency("H90.41", parent=province)
    client.force_login(make_user("administrator", commune, username="quantrixa"))
    assert "Chưa có lần nhập nào" in page(client)


def test_many_runs_cost_what_one_costs(
    client_of_admin: Client,
    province: Agency,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(15):
        make_run(province, parts=3)
    with django_assert_max_num_queries(12):
        page(client_of_admin)

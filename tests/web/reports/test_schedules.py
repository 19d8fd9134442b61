"""Lịch gửi: who has which report sent to whom, and what the page says of mails that could not be sent."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, User
from targets.models import ReportSchedule, SentReport
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db
PAGE = "report_schedules"


@pytest.fixture
def province() -> Agency:
    return make_agency("H80", name="Tỉnh Mây", level="province")


@pytest.fixture
def manager(province: Agency) -> User:
    return make_user("manager", province, email="lanh-dao@may.example", full_name="Lê Lãnh Đạo")


def asked(agency: Agency, to: User, **more: str) -> dict[str, str]:
    return {"co_quan": str(agency.pk), "ky": "month", "ngay": "5", "nguoi_nhan": str(to.pk), **more}


def test_a_manager_has_it_sent_to_themselves(
    client: Client, province: Agency, manager: User
) -> None:
    client.force_login(manager)
    assert "Chưa có lịch gửi nào" in client.get(reverse(PAGE)).content.decode()
    answer = client.post(reverse(PAGE), asked(province, manager), follow=True)
    text = answer.content.decode()
    assert "Đã đặt lịch gửi" in text
    assert "Hằng tháng, ngày 5" in text
    again = client.post(reverse(PAGE), asked(province, manager))
    assert again.status_code == 400
    assert "đã có lịch nhận" in again.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"ngay": "0"}, {"ngay": "29"}, {"ky": "week"}, {"co_quan": "9999"}, {"nguoi_nhan": ""}],
)
def test_a_wrong_wish_is_told(
    client: Client, province: Agency, manager: User, wrong: dict[str, str]
) -> None:
    client.force_login(manager)
    answer = client.post(reverse(PAGE), asked(province, manager, **wrong))
    assert answer.status_code == 400
    assert not ReportSchedule.objects.exists()


def test_only_an_administrator_chooses_others(
    client: Client, province: Agency, manager: User
) -> None:
    other = make_user("auditor", province, email="kiem-tra@may.example")
    client.force_login(manager)
    assert client.post(reverse(PAGE), asked(province, other)).status_code == 400
    administrator = make_user("administrator", province)
    client.force_login(administrator)
    assert client.post(reverse(PAGE), asked(province, other)).status_code == 302
    stranger = make_user("manager", make_agency("H81"), email="xa@xa.example")
    assert client.post(reverse(PAGE), asked(province, stranger)).status_code == 400


def test_who_sees_and_ends_a_schedule(client: Client, province: Agency, manager: User) -> None:
    made = ReportSchedule.objects.create(
        user=manager, agency=province, kind="month", day_of_month=5, created_by="user:thu"
    )
    SentReport.objects.create(
        schedule=made,
        user=manager,
        agency=province,
        kind="month",
        begin=date(2025, 7, 1),
        tries=1,
        code="report.no_address",
    )
    end = reverse("report_schedule_end", args=[made.pk])
    client.force_login(make_user("manager", province))
    assert "Lê Lãnh Đạo" not in client.get(reverse(PAGE)).content.decode()
    assert client.post(end).status_code == 404
    client.force_login(make_user("administrator", province))
    text = client.get(reverse(PAGE)).content.decode()
    assert "Chưa gửi được" in text
    assert "tháng 7 năm 2025" in text
    assert "chưa có địa chỉ thư điện tử" in text
    assert client.get(end).status_code == 405
    assert "Đã dừng lịch gửi này" in client.post(end, follow=True).content.decode()
    assert "đã dừng" in client.post(end, follow=True).content.decode()
    made.refresh_from_db()
    assert made.ended_at is not None

"""Chốt kỳ: closed by who answers for the figures, read by who audits them, corrections shown beside."""

import hashlib
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from targets.models import PeriodClosing
from targets.rollup import follow
from tests.records import make_user
from tests.targets.world import World

pytestmark = pytest.mark.django_db
LIST = "/chi-tieu/chot-ky/"


@pytest.fixture
def last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


@pytest.fixture
def world(last_month: date) -> World:
    made = World()
    for day in (4, 5, 6):
        made.dossier(made.commune, last_month.replace(day=day), channel=2)
    return made


@pytest.fixture
def head(world: World) -> Client:
    return at_screen(make_user("manager", world.province, full_name="Lê Văn Chốt"))


def at_screen(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def closed(client: Client, world: World, day: date, **fields: str) -> Any:
    asked = {"agency": str(world.province.pk), "period": f"month:{day}", **fields}
    return client.post(LIST, asked)


def test_a_month_is_closed_and_read(head: Client, world: World, last_month: date) -> None:
    assert "Chưa chốt kỳ nào" in text(head.get(LIST))
    answer = closed(head, world, last_month)
    made = PeriodClosing.objects.get()
    assert answer["Location"] == reverse("closing", args=[made.pk])
    page = text(head.get(answer["Location"]))
    assert "Không khác số liệu hiện nay" in page
    assert made.sha256 in page
    assert "Nguyên vẹn" in page
    assert "100,00 % (3 / 3)" in page
    assert "n/a" in page
    assert "Lê Văn Chốt" in text(head.get(LIST))
    file = head.get(reverse("closing_file", args=[made.pk]))
    assert hashlib.sha256(file.content).hexdigest() == made.sha256
    assert "chot-ky-H80-" in file["Content-Disposition"]


def test_the_report_of_the_period_is_looked_at_first(
    head: Client, world: World, last_month: date
) -> None:
    answer = closed(head, world, last_month, xem="1")
    assert not PeriodClosing.objects.exists()
    page = text(head.get(answer["Location"]))
    assert f"Báo cáo · {world.province}" in page
    assert f"Tháng {last_month.month} năm {last_month.year}" in page
    year, quarter = date(last_month.year - 1, 1, 1), date(last_month.year - 1, 10, 1)
    for kind, begin, part in (("year", year, ""), ("quarter", quarter, "q4")):
        answer = closed(head, world, last_month, period=f"{kind}:{begin}", xem="1")
        asked = parse_qs(urlsplit(answer["Location"]).query)
        assert asked["nam"] == [str(begin.year)]
        assert asked.get("ky", [""]) == [part]
    assert closed(head, world, last_month, agency="0", xem="1").status_code == 400


def test_a_correction_is_shown_and_closed_again(
    head: Client, world: World, last_month: date
) -> None:
    first = closed(head, world, last_month)["Location"]
    world.dossier(world.commune, last_month.replace(day=20))
    follow()
    page = text(head.get(first))
    assert "Đã có thay đổi sau khi chốt" in page
    assert "mẫu số 3 → 4" in page
    assert "Xã Suối" in page
    assert head.post(first, {"reason": ""}).status_code == 400
    second = head.post(first, {"reason": "Xã nộp bổ sung"})["Location"]
    assert second != first
    page = text(head.get(second))
    assert "Không khác số liệu hiện nay" in page
    assert "Xã nộp bổ sung" in page
    page = text(head.get(first))
    assert "Đây là lần chốt trước" in page
    assert "Chốt bổ sung</button>" not in page
    assert "100,00 % (3 / 3)" in page


def test_what_is_refused_is_told(head: Client, world: World, last_month: date) -> None:
    first = closed(head, world, last_month)["Location"]
    answer = closed(head, world, last_month)
    assert answer.status_code == 400
    assert "Chốt bổ sung cần có lý do." in text(answer)
    answer = head.post(first, {"reason": "Cho chắc"})
    assert answer.status_code == 400
    assert "Số liệu không khác lần chốt gần nhất." in text(answer)
    today = timezone.localdate()
    assert closed(head, world, today.replace(day=1)).status_code == 400
    assert closed(head, world, last_month, agency="0").status_code == 400


def test_an_old_change_behind_the_back_is_told(
    head: Client, world: World, last_month: date
) -> None:
    page = closed(head, world, last_month)["Location"]
    made = PeriodClosing.objects.get()
    PeriodClosing.objects.update(content=made.content.replace('"received":3', '"received":9'))
    assert "không còn nguyên vẹn" in text(head.get(page))


def test_who_reads_and_who_closes(head: Client, world: World, last_month: date) -> None:
    page = closed(head, world, last_month)["Location"]
    pages = (LIST, page, f"{page}tep/")
    auditor = at_screen(make_user("auditor", world.province))
    assert "Chốt kỳ</button>" not in text(auditor.get(LIST))
    assert [auditor.get(each).status_code for each in pages] == [200, 200, 200]
    answer = closed(auditor, world, last_month, reason="x")
    assert answer.status_code == 400
    assert auditor.post(page, {"reason": "x"}).status_code == 400
    below = at_screen(make_user("manager", world.commune))
    assert [below.get(each).status_code for each in pages] == [200, 404, 404]
    assert "Tỉnh Mây" not in text(below.get(LIST)).replace("trong Tỉnh Mây", "")
    for kind in ("clerk", "officer", None):
        client = at_screen(make_user(kind, world.province))
        assert [client.get(each).status_code for each in pages] == [403, 403, 403]
    assert Client().get(LIST).status_code == 302

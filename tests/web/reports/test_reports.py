"""Báo cáo: who sees it, of which agencies, the files, and that taking one is recorded."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config import wiring
from counter.ports import Press
from dossiers.models import Event
from printing.errors import PrintingTookTooLong
from storage.adapters.memory import MemoryStore
from targets.models import ReportedFigures
from targets.rollup import follow
from tests.records import make_agency, make_user
from tests.targets.world import World

pytestmark = pytest.mark.django_db
type_of_ask = Callable[..., HttpResponse]
JUNE = {"nam": "2024", "ky": "t6"}


@pytest.fixture
def world() -> World:
    made = World()
    for number in range(7):
        made.dossier(made.commune, date(2024, 6, 3), channel=2 if number < 3 else 1)
    made.dossier(made.department, date(2024, 6, 3), channel=2)
    made.dossier(made.commune, date(2024, 5, 31))
    follow()
    return made


@pytest.fixture
def manager(world: World) -> User:
    return make_user("manager", world.province)


@pytest.fixture
def ask(client: Client, manager: User) -> type_of_ask:
    client.force_login(manager)

    def get(name: str = "reports", *args: str, **query: str) -> HttpResponse:
        return client.get(reverse(name, args=args), query)

    return get


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_month_of_a_province(ask: type_of_ask) -> None:
    answer = ask(**JUNE)
    assert answer.status_code == 200
    text = words(answer)
    assert "Tháng 6 năm 2024, tính đến 30/06/2024" in text
    assert "Tiếp nhận trong kỳ 8 9 0" in text
    assert "Kỳ trước chuyển sang 1" in text
    assert "Xã Suối" in text
    assert "Ước tính" in text
    assert "no-store" in answer["Cache-Control"]


def test_the_last_full_month_without_an_address(ask: type_of_ask) -> None:
    text = words(ask())
    assert "Tháng" in text
    assert "Kỳ báo cáo chưa kết thúc" not in text


@pytest.mark.parametrize("kind", ["clerk", "officer", None])
def test_it_is_not_for_others(world: World, kind: str | None, client: Client) -> None:
    assert client.get(reverse("reports")).status_code == 302
    client.force_login(make_user(kind, world.province))
    for name, args in (("reports", ()), ("report_download", ("csv",)), ("report_schedules", ())):
        assert client.get(reverse(name, args=args)).status_code == 403


def test_an_agency_of_others_is_not_there(ask: type_of_ask) -> None:
    make_agency("H99", name="Tỉnh Xa")
    for name, args in (("reports", ()), ("report_download", ("xlsx",))):
        assert ask(name, *args, co_quan="H99", **JUNE).status_code == 404
    assert ask("report_download", "exe", **JUNE).status_code == 404
    assert not Event.objects.filter(verb="report.exported").exists()


def test_what_others_reported_is_checked_on_the_page(ask: type_of_ask, world: World) -> None:
    ReportedFigures.objects.create(
        agency=world.province,
        begin=date(2023, 12, 16),
        end=date(2024, 6, 15),
        source="Sơ kết",
        resolved=12_063_009,
        on_time=12_013_483,
        late=49_518,
    )
    text = words(ask(**JUNE))
    assert "Chênh lệch: Tỉnh Mây, Sơ kết: Đúng hạn và quá hạn cộng lại là 12.063.001" in text
    assert "8 hồ sơ" in text


def test_the_table_for_programs(ask: type_of_ask, manager: User) -> None:
    answer = ask("report_download", "csv", **JUNE)
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-H80-2024-06.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    [received] = [
        row
        for row in rows
        if (row["bang"], row["ten_dong"], row["cot"])
        == ("activity", "Tiếp nhận trong kỳ", "Kỳ này")
    ]
    assert received["gia_tri"] == "8"
    undue = [row for row in rows if row["ten_dong"].startswith("M1 ") and row["cot"] == "Tỷ lệ"]
    assert {row["gia_tri"] for row in undue} == {""}
    event = Event.objects.get(verb="report.exported")
    assert event.actor == f"user:{manager.username}"
    assert event.facts == {"period": "2024-06", "format": "csv"}


def test_the_workbook(ask: type_of_ask) -> None:
    answer = ask("report_download", "xlsx", co_quan="H80.3", nam="2024")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "năm 2024" in book.worksheets[0]["A1"].value
    assert len(book.worksheets) > 3


def test_the_printed_report_or_why_there_is_none(
    ask: type_of_ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        wiring, "press", lambda: Press(lambda html, *, title: b"%PDF", MemoryStore())
    )
    assert ask("report_download", "pdf", **JUNE).content == b"%PDF"

    def late(html: str, *, title: str) -> bytes:
        raise PrintingTookTooLong

    monkeypatch.setattr(wiring, "press", lambda: Press(late, MemoryStore()))
    answer = ask("report_download", "pdf", **JUNE)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("reports") + "?co_quan=H80")
    assert Event.objects.filter(verb="report.exported").count() == 1

"""The way of a dossier on its pages: handed on, rated, complained of; by the office and by the person."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from counter.closings import finish
from dossiers.models import Complaint, Dossier, Rating, Transfer
from tests.counter.conftest import clock, desk
from tests.counter.desk import Desk
from tests.records import make_agency, make_dossier, make_holder
from tests.web.citizen.doors import citizen

__all__ = ["clock", "desk"]
Clock = Callable[[str], None]


@pytest.fixture
def clerk(desk: Desk, clock: Clock) -> Client:
    client = Client()
    client.force_login(desk.clerk)
    return client


@pytest.fixture
def done(desk: Desk, clock: Clock) -> Dossier:
    found = finish(dossier_id=desk.open(officer=desk.officer).pk, by=desk.officer)
    assert isinstance(found, Dossier)
    return found


def page(client: Client, name: str, dossier: Dossier, status: int = 200) -> str:
    answer = client.get(reverse(name, args=[dossier.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, name: str, *args: int, **form: str) -> str:
    answer = client.post(reverse(name, args=args), form, follow=True)
    return f"{answer.status_code} {answer.content.decode()}"


def test_a_dossier_is_sent_received_and_struck_out(desk: Desk, clerk: Client) -> None:
    dossier = desk.open()
    assert "chưa chuyển đi đâu" in page(clerk, "dossier", dossier)
    assert page(clerk, "dossier_transfers", dossier).count("<option") == 2  # the province, or none
    wrong = post(clerk, "dossier_transfers", dossier.pk, medium="fax")
    assert wrong.startswith("422")
    assert "Chọn cơ quan nhận." in wrong
    sent = {"receiver": str(desk.province.pk), "medium": "paper"}
    told = post(clerk, "dossier_transfers", dossier.pk, **sent)
    assert "Đã ghi chuyển hồ sơ đến Ủy ban nhân dân tỉnh Thử." in told
    assert "Bản giấy" in told
    assert "Chưa ghi nhận" in page(clerk, "dossier", dossier)
    assert "Đã ghi nhận hồ sơ chuyển đến." in post(clerk, "dossier_arrived", dossier.pk)
    shown = page(clerk, "dossier", dossier)
    assert "Ghi luân chuyển (1)" in shown
    assert "Chuyển hồ sơ" in shown
    transfer = Transfer.objects.get()
    strike = (dossier.pk, transfer.pk)
    assert post(clerk, "dossier_transfer_strike", *strike, why=" ").startswith("422")
    assert "Đã bỏ lần chuyển" in post(clerk, "dossier_transfer_strike", *strike, why="Nhầm")
    assert not Transfer.objects.exists()


def test_a_refusal_is_told_with_its_remedy(desk: Desk, clerk: Client) -> None:
    dossier = desk.open()
    told = post(clerk, "dossier_arrived", dossier.pk)
    assert "Hồ sơ chưa được chuyển đi đâu. Ghi lần chuyển trước" in told


def test_the_counter_writes_down_what_people_say(clerk: Client, done: Dossier) -> None:
    assert "Người nộp chưa đánh giá." in page(clerk, "dossier", done)
    wrong = post(clerk, "dossier_rate", done.pk, score="9", channel="counter")
    assert wrong.startswith("422")
    said = post(clerk, "dossier_rate", done.pk, score="4", channel="phone")
    assert "Đã ghi mức hài lòng." in said
    assert "Điện thoại" in said
    assert "Chọn nội dung phản ánh." in post(clerk, "dossier_complain", done.pk, about="")
    told = post(clerk, "dossier_complain", done.pk, about="late")
    assert "Phản ánh: Chậm giải quyết" in told
    complaint = Complaint.objects.get()
    settled = post(clerk, "dossier_complaint_settle", done.pk, complaint.pk)
    assert "Đã ghi giải quyết xong phản ánh." in settled
    assert "Đã giải quyết xong<" not in settled


def test_an_open_dossier_is_not_rated(desk: Desk, clerk: Client) -> None:
    dossier = desk.open()
    assert "Ghi mức hài lòng" not in page(clerk, "dossier", dossier)
    told = post(clerk, "dossier_rate", dossier.pk, score="4", channel="counter")
    assert "Hồ sơ chưa kết thúc" in told


def test_a_person_rates_on_their_own_page_and_may_say_otherwise(
    desk: Desk, clerk: Client, done: Dossier
) -> None:
    person = citizen(done.holder, desk.agency)
    assert "Bạn hài lòng thế nào" in page(person, "citizen_dossier", done)
    wrong = post(person, "citizen_rate", done.pk)
    assert wrong.startswith("422")
    assert "Chọn một mức." in wrong
    for score, words in (("2", "Không hài lòng"), ("5", "Rất hài lòng")):
        told = post(person, "citizen_rate", done.pk, score=score)
        assert f"Bạn đã chọn <b>{words}</b>" in told
    assert Rating.objects.get().score == 5
    # At the counter it is seen, and nothing offered to write over it.
    shown = page(clerk, "dossier", done)
    assert "Rất hài lòng" in shown
    assert reverse("dossier_rate", args=[done.pk]) not in shown


@pytest.mark.django_db
def test_nobody_rates_what_is_another_persons_or_still_open() -> None:
    agency, holder = make_agency(), make_holder()
    own = make_dossier(agency, holder=holder)
    strange = make_dossier(agency, status=9, finished_at=own.received_at)
    person = citizen(holder, agency)
    assert post(person, "citizen_rate", strange.pk, score="1").startswith("404")
    assert "Bạn hài lòng thế nào" not in page(person, "citizen_dossier", own)
    assert "Hồ sơ chưa kết thúc" in post(person, "citizen_rate", own.pk, score="1")
    assert not Rating.objects.exists()

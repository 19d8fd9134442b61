"""Hồ sơ: what people at the counter see and do, with plain forms; what strangers get."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config import wiring
from counter.ports import Press
from counter.receipts import issue_receipt
from dossiers.models import (
    Dossier,
    DossierStatus,
    Holder,
    IssuedForm,
    Notification,
    PaperRequest,
)
from printing.errors import PrintingTookTooLong
from storage.adapters.memory import MemoryStore
from tests.counter.conftest import clock, desk
from tests.counter.desk import APPLICANT, Desk
from tests.records import make_agency, make_dossier, make_procedure, make_user
from tests.web.test_paper_downloads import body

__all__ = ["clock", "desk"]
Clock = Callable[[str], None]
PDF = b"%PDF-1.7 phieu"


class FakePrinter:
    """Prints the same for every page; fails while told to."""

    def __init__(self) -> None:
        self.fails = False

    def __call__(self, html: str, *, title: str) -> bytes:
        if self.fails:
            raise PrintingTookTooLong
        return PDF


@pytest.fixture(autouse=True)
def printer(monkeypatch: pytest.MonkeyPatch) -> FakePrinter:
    store, printer = MemoryStore(), FakePrinter()
    monkeypatch.setattr(wiring, "store", lambda: store)
    monkeypatch.setattr(wiring, "press", lambda: Press(to_pdf=printer, store=store))
    return printer


@pytest.fixture
def clerk(desk: Desk, clock: Clock) -> Client:
    return signed_in(desk.clerk)


@pytest.fixture
def officer(desk: Desk, clock: Clock) -> Client:
    return signed_in(desk.officer)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def text_of(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    text = answer.content.decode()
    assert "«undefined" not in text
    assert "style=" not in text
    return text


def told(client: Client, address: str) -> str:
    return text_of(client.get(address))


def opening(desk: Desk, **facts: str) -> dict[str, str]:
    return {
        "key": "k1",
        "number": APPLICANT.number,
        "name": APPLICANT.name,
        "channel": "1",
        "intake": str(desk.agency.pk),
        "deciding": str(desk.agency.pk),
        **facts,
    }


def send_opening(client: Client, desk: Desk, **facts: str) -> HttpResponse:
    address = f"{reverse('intake')}?thu_tuc={desk.procedure.code}"
    return client.post(address, opening(desk, **facts))  # type: ignore[return-value]


def test_procedures_are_found_without_accents(desk: Desk, clerk: Client) -> None:
    make_procedure("2.000111", name="Cấp phép xây dựng nhà ở", processing_days=0)
    drafted = make_procedure("2.000222", name="Xây dựng chưa ban hành")
    drafted.versions.update(published_at=None)
    text = told(clerk, reverse("intake_procedures") + "?tim=xay dung")
    assert "Cấp phép xây dựng nhà ở" in text
    assert "Trả ngay trong ngày" in text
    assert "chưa ban hành" not in text
    assert "5 ngày làm việc" in told(clerk, reverse("intake"))
    assert "Không có thủ tục nào khớp" in told(clerk, reverse("intake") + "?tim=khong-co")


def test_a_dossier_is_opened_and_leads_to_its_checklist(desk: Desk, clerk: Client) -> None:
    page = told(clerk, f"{reverse('intake')}?thu_tuc={desk.procedure.code}")
    assert "5 ngày làm việc" in page
    for _ in range(2):  # a double click
        answer = send_opening(clerk, desk)
        assert answer["Location"] == f"{reverse('checklist')}?ho_so=H99.41-261005-0001"
    assert Dossier.objects.count() == 1
    assert APPLICANT.number not in answer["Location"]


def test_a_number_that_an_import_takes_is_told_and_what_was_typed_stays(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = make_dossier(desk.agency, "H99.41-261005-0009").number
    monkeypatch.setattr("counter.intake.next_number", lambda *_: taken)
    text = text_of(send_opening(clerk, desk), 422)
    assert "Mã hồ sơ vừa được cấp cho hồ sơ khác" in text
    assert APPLICANT.name in text
    monkeypatch.undo()
    assert send_opening(clerk, desk).status_code == 302


def test_a_doubt_is_asked_about_and_may_be_confirmed(desk: Desk, clerk: Client) -> None:
    text = text_of(send_opening(clerk, desk, sex="male"), 422)
    assert "xác nhận" in text
    assert 'name="confirmed"' in text
    assert 'name="confirmed"' not in told(
        clerk, f"{reverse('intake')}?thu_tuc={desk.procedure.code}"
    )
    answer = send_opening(clerk, desk, sex="male", confirmed="on")
    assert answer.status_code == 302
    assert Holder.objects.get().name == APPLICANT.name


@pytest.mark.parametrize(
    "facts",
    [
        {"number": "12"},
        {"name": ""},
        {"number": ""},
        {"intake": "999999"},
        {"deciding": "x"},
        {"channel": "9"},
        {"birth_date": "2026-02-31"},
        {"name": "A\u202eB"},
        {"key": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_opened(
    desk: Desk, clerk: Client, facts: dict[str, str]
) -> None:
    text_of(send_opening(clerk, desk, **facts), 422)
    assert not Dossier.objects.exists()


def test_an_unknown_procedure_is_not_found(clerk: Client) -> None:
    assert clerk.get(reverse("intake") + "?thu_tuc=khong-co").status_code == 404


def test_the_page_offers_what_may_be_done_and_the_receipt_prints(desk: Desk, clerk: Client) -> None:
    dossier = desk.open()
    page = told(clerk, reverse("dossier", args=[dossier.pk]))
    assert "Lập giấy tiếp nhận<" in page
    assert "Giải quyết xong" not in page  # the clerk does not decide
    assert APPLICANT.number not in page
    answer = clerk.post(
        reverse("dossier_receipt", args=[dossier.pk]),
        {"components": [str(desk.components[0].pk)]},
    )
    assert answer["Location"] == reverse("dossier", args=[dossier.pk])
    form = IssuedForm.objects.get()
    assert form.key
    page = told(clerk, answer["Location"])
    assert "Lập giấy tiếp nhận<" not in page
    file = clerk.get(reverse("dossier_form", args=[form.pk]))
    assert body(file) == PDF
    assert "H99.41-261005-0001-receipt-1.pdf" in file["Content-Disposition"]


def test_a_form_that_could_not_be_printed_is_printed_when_it_is_asked_for(
    desk: Desk, clerk: Client, printer: FakePrinter
) -> None:
    dossier = desk.open()
    printer.fails = True
    answer = clerk.post(reverse("dossier_receipt", args=[dossier.pk]))
    page = told(clerk, answer["Location"])
    assert "nội dung phiếu đã được ghi lại" in page
    assert "chưa in" in page
    file_address = reverse("dossier_form", args=[IssuedForm.objects.get().pk])
    assert clerk.get(file_address)["Location"] == reverse("dossier", args=[dossier.pk])
    printer.fails = False
    assert clerk.get(file_address).status_code == 200


def test_the_request_is_prefilled_with_what_is_missing(desk: Desk, officer: Client) -> None:
    dossier = desk.open(officer=desk.officer)
    address = reverse("dossier_supplement", args=[dossier.pk])
    page = told(officer, address)
    assert page.count("checked") == 2
    assert "Nội dung khác" in page
    sent = {
        "form-TOTAL_FORMS": "4",
        "form-INITIAL_FORMS": "2",
        "form-0-component": str(desk.components[0].pk),
        "form-0-ask": "on",
        "form-0-text": "Nộp tờ khai có chữ ký",
        "form-0-cause": "applicant",
        "form-1-component": str(desk.components[1].pk),
        "form-1-text": "Nộp giấy chứng nhận",
        "form-1-cause": "applicant",
        "form-2-text": "Giải trình",
        "form-2-cause": "specialist",
        "form-3-text": "",
        "form-3-cause": "applicant",
    }
    for wrong in ({"form-0-text": " "}, {"form-0-cause": "own_wish"}, {"form-TOTAL_FORMS": "x"}):
        text_of(officer.post(address, {**sent, **wrong}), 422)  # type: ignore[arg-type]
    assert officer.post(address, sent).status_code == 302
    assert [(each.component_id, each.cause) for each in IssuedForm.objects.get().items.all()] == [
        (desk.components[0].pk, "applicant"),
        (None, "specialist"),
    ]
    page = told(officer, reverse("dossier", args=[dossier.pk]))
    assert "Đang chờ người nộp bổ sung" in page
    clerk = signed_in(desk.clerk)
    assert clerk.post(reverse("dossier_received", args=[dossier.pk])).status_code == 302
    assert Notification.objects.get().kind == "dossier.supplement_received"
    # A second request asks for the lawful reason.
    text = text_of(officer.post(address, sent), 422)  # type: ignore[arg-type]
    assert "Chọn lý do pháp luật cho phép" in text
    assert officer.post(address, {**sent, "reason": "other_agency"}).status_code == 302
    assert IssuedForm.objects.count() == 2


def test_what_the_receipt_says_is_there_is_not_asked_for_again(desk: Desk, officer: Client) -> None:
    dossier = desk.open(officer=desk.officer)
    done = issue_receipt(dossier_id=dossier.pk, by=desk.clerk, components=[desk.components[0].pk])
    assert isinstance(done, IssuedForm)
    page = told(officer, reverse("dossier_supplement", args=[dossier.pk]))
    assert desk.components[0].name in page
    assert page.count("checked") == 1


def test_a_held_paper_that_is_asked_for_is_not_the_applicants_doing(
    desk: Desk, officer: Client
) -> None:
    dossier = desk.open(officer=desk.officer)
    PaperRequest.objects.create(
        dossier=dossier, component=desk.components[1], reason="doubt", officer="user:x"
    )
    page = told(officer, reverse("dossier_supplement", args=[dossier.pk]))
    assert page.count('value="specialist" selected') == 1


def test_finishing_says_that_it_is_final_and_that_the_receipt_is_missing(
    desk: Desk, officer: Client
) -> None:
    dossier = desk.open(officer=desk.officer)
    page = told(officer, reverse("dossier", args=[dossier.pk]))
    assert "Hồ sơ chưa có giấy tiếp nhận" in page
    assert "không sửa lại được" in page


def test_a_late_dossier_shows_its_alarm_and_the_prefilled_apology(desk: Desk, clock: Clock) -> None:
    dossier = desk.open(officer=desk.officer)
    clock("2026-10-15T09:00")
    officer = signed_in(desk.officer)
    address = reverse("dossier", args=[dossier.pk])
    page = told(officer, address)
    assert "Quá ngày hẹn 3 ngày làm việc mà chưa xin lỗi" in page
    assert 'value="2026-10-20"' in page
    post_to = reverse("dossier_apologise", args=[dossier.pk])
    page = text_of(officer.post(post_to, {"new_due_on": "x", "text": "Chờ"}), 422)  # type: ignore[arg-type]
    assert "Không phải một ngày có thật" in page
    assert "Chờ</textarea>" in page
    officer.post(post_to, {"new_due_on": "2026-10-20", "text": "Chờ xác minh"})
    page = told(officer, address)
    assert "mà chưa xin lỗi" not in page
    assert "20/10/2026" in page


def test_ends_need_a_cause_and_are_shown(desk: Desk, officer: Client) -> None:
    for name, cause, status in (
        ("dossier_refuse", "wrong_agency", DossierStatus.NOT_RECEIVED),
        ("dossier_stop", "not_eligible", DossierStatus.STOPPED),
        ("dossier_withdraw", "own_wish", DossierStatus.WITHDRAWN),
    ):
        dossier = desk.open()
        address = reverse(name, args=[dossier.pk])
        assert "Chọn nguyên nhân." in text_of(officer.post(address, {"text": "x"}), 422)  # type: ignore[arg-type]
        assert officer.post(address, {"cause": cause, "text": "Lý do"}).status_code == 302
        dossier.refresh_from_db()
        assert dossier.status == status
        assert dossier.get_status_display() in told(officer, reverse("dossier", args=[dossier.pk]))


def test_finish_return_and_control_slip(desk: Desk, officer: Client) -> None:
    dossier = desk.open()
    page = reverse("dossier", args=[dossier.pk])
    assign = reverse("dossier_assign", args=[dossier.pk])
    assert "Chọn cán bộ thụ lý." in text_of(officer.post(assign, {}), 422)  # type: ignore[arg-type]
    officer.post(assign, {"officer": str(desk.officer.pk)})
    officer.post(reverse("dossier_control", args=[dossier.pk]))
    assert "Phiếu kiểm soát" in told(officer, page)
    officer.post(reverse("dossier_finish", args=[dossier.pk]))
    assert "Đã trả kết quả</button>" in told(officer, page)
    officer.post(reverse("dossier_return", args=[dossier.pk]))
    assert "không còn việc gì" in told(officer, page)
    # Again: said, and nothing changes.
    answer = officer.post(
        reverse("dossier_stop", args=[dossier.pk]), {"cause": "clerk", "text": "x"}
    )
    assert "không cho phép việc này" in told(officer, answer["Location"])


NAMES = [
    ("dossier", "get"),
    ("dossier_supplement", "get"),
    ("dossier_supplement", "post"),
    *(
        (f"dossier_{name}", "post")
        for name in (
            [
                "receipt",
                "assign",
                "received",
                "apologise",
                "refuse",
                "stop",
                "withdraw",
                "finish",
                "return",
                "control",
            ]
        )
    ),
]


@pytest.mark.parametrize(("name", "method"), NAMES)
def test_another_communes_people_find_nothing(
    desk: Desk, clock: Clock, name: str, method: str
) -> None:
    dossier = desk.open()
    stranger = signed_in(make_user("officer", make_agency("H99.77", parent=desk.province)))
    for pk in (dossier.pk, 10**15):
        answer = getattr(stranger, method)(reverse(name, args=[pk]))
        assert answer.status_code == 404
    assert not IssuedForm.objects.exists()


def test_anothers_form_is_not_found(desk: Desk, clock: Clock) -> None:
    form = issue_receipt(dossier_id=desk.open().pk, by=desk.clerk, due_on=date(2026, 10, 9))
    assert isinstance(form, IssuedForm)
    stranger = signed_in(make_user("clerk", make_agency("H99.77", parent=desk.province)))
    assert stranger.get(reverse("dossier_form", args=[form.pk])).status_code == 404


def test_the_page_asks_the_same_number_of_queries_whatever_it_shows(
    desk: Desk, officer: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    dossier = desk.open(officer=desk.officer)
    for _ in range(8):
        officer.post(reverse("dossier_control", args=[dossier.pk]))
    with django_assert_max_num_queries(45):  # type: ignore[attr-defined]
        told(officer, reverse("dossier", args=[dossier.pk]))


def test_hostile_words_are_text(desk: Desk, officer: Client) -> None:
    dossier = desk.open()
    text = '<script>alert(1)</script>"><img src=x>'
    officer.post(
        reverse("dossier_stop", args=[dossier.pk]), {"cause": "clerk", "text": text + "z" * 100_000}
    )
    officer.post(reverse("dossier_stop", args=[dossier.pk]), {"cause": "clerk", "text": text})
    page = told(officer, reverse("dossier", args=[dossier.pk]))
    assert not re.search(r"<script>alert", page)
    assert IssuedForm.objects.get().facts["text"] == text

"""Lỗi: what is told to whom, retrying and returning."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import Event
from dossiers.states import State
from tests.records import make_agency, make_paper, make_refused_file, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def seen_by(client: Client, kind: str, agency: Agency, tab: str = "dung") -> str:
    client.force_login(make_user(kind, agency))
    return client.get(reverse("failures"), {"muc": tab}).content.decode()


def test_a_clerk_reads_what_happened_and_what_to_do(client: Client, agency: Agency) -> None:
    paper = make_paper(
        agency, State.FAILED, name="hong.pdf", failure_detail="DocumentDamaged: xref"
    )
    page = seen_by(client, "clerk", agency)
    for shown in ("hong.pdf", "Tệp bị hỏng", "Quét lại giấy tờ", "document.damaged", "Thử lại"):
        assert shown in page
    assert reverse("paper_original", args=[paper.pk]) in page
    assert "xref" not in page


def test_an_administrator_sees_the_failure_without_the_paper(
    client: Client, agency: Agency
) -> None:
    below = make_agency(parent=agency)
    paper = make_paper(
        below, State.FAILED, name="Nguyen Van A.pdf", failure_detail="xref", title="Mật"
    )
    make_refused_file(below, name="Tran Thi B.pdf")
    page = seen_by(client, "administrator", agency)
    assert "Tệp bị hỏng" in page
    assert "xref" in page
    assert "Nguyen Van A" not in page
    assert "Mật" not in page
    assert reverse("paper_original", args=[paper.pk]) not in page
    assert client.get(reverse("paper_original", args=[paper.pk])).status_code == 403
    refused = client.get(reverse("failures"), {"muc": "khong-nhan"}).content.decode()
    assert "Tệp rỗng" in refused
    assert "Tran Thi B" not in refused


def test_papers_that_wait_to_be_tried_again_stand_apart(client: Client, agency: Agency) -> None:
    soon = timezone.now() + timedelta(minutes=2)
    make_paper(
        agency,
        State.KEPT,
        name="doi.pdf",
        failure_code="storage.unreachable",
        not_before=soon,
        attempts=2,
    )
    assert "doi.pdf" not in seen_by(client, "clerk", agency)
    page = client.get(reverse("failures"), {"muc": "doi"}).content.decode()
    assert "doi.pdf" in page
    assert "đã thử 2 lần" in page


def test_refused_files_have_no_original(client: Client, agency: Agency) -> None:
    make_refused_file(agency, name="rong.pdf")
    page = seen_by(client, "clerk", agency, "khong-nhan")
    assert "rong.pdf" in page
    assert "ban-goc" not in page


@pytest.mark.parametrize("tab", ["dung", "doi", "khong-nhan", "khac"])
def test_an_empty_list_says_so(client: Client, agency: Agency, tab: str) -> None:
    assert "empty-title" in seen_by(client, "clerk", agency, tab)


@pytest.mark.parametrize("kind", ["clerk", "administrator"])
def test_a_retry_goes_on_from_where_it_stopped(client: Client, agency: Agency, kind: str) -> None:
    paper = make_paper(agency, State.FAILED, failed_from=State.PREPARED)
    client.force_login(make_user(kind, agency, username="lan"))
    there = reverse("failure_retry", args=[paper.pk])
    assert "đang được thử lại" in client.post(there, follow=True).content.decode()
    paper.refresh_from_db()
    assert paper.state == State.PREPARED
    assert Event.objects.get().actor == "user:lan"
    assert "vừa được người khác xử lý" in client.post(there, follow=True).content.decode()


def test_returning_a_failed_paper_needs_a_reason(client: Client, agency: Agency) -> None:
    paper = make_paper(agency, State.FAILED)
    client.force_login(make_user("clerk", agency))
    there = reverse("failure_return", args=[paper.pk])
    assert (
        "chưa được trả lại"
        in client.post(there, {"why": "Lý do khác"}, follow=True).content.decode()
    )
    client.post(there, {"why": "Thiếu trang hoặc sai thứ tự trang", "note": "thiếu trang 2"})
    paper.refresh_from_db()
    assert (paper.state, paper.withdrawn_reason) == (
        State.RETURNED,
        "Thiếu trang hoặc sai thứ tự trang. thiếu trang 2",
    )


def test_only_clerks_return_papers(client: Client, agency: Agency) -> None:
    paper = make_paper(agency, State.FAILED)
    client.force_login(make_user("administrator", agency))
    assert client.post(reverse("failure_return", args=[paper.pk])).status_code == 403

"""Việc của tôi: whose dossiers, in what order, with what alarms; pages by key set, few queries."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from counter.supplements import Item, request_supplement, supplement_received
from dossiers.models import Dossier, DossierStatus, Reuse, ReuseMode
from dossiers.states import State
from tests.counter.conftest import clock, desk
from tests.counter.desk import Desk, at
from tests.records import make_agency, make_dossier, make_paper, make_user
from web.work.listing import SCOPES

__all__ = ["clock", "desk"]
Clock = Callable[[str], None]


def listed(user: object, query: str = "") -> list[str]:
    return re.findall(r'class="mono" href="/ho-so/\d+/">([^<]+)<', page(user, query))


def page(user: object, query: str = "") -> str:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    answer = client.get(f"{reverse('work')}?{query}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "«undefined" not in text
    return text


def test_late_first_with_days_left_and_over(desk: Desk, clock: Clock) -> None:
    late = desk.open(officer=desk.officer)  # due on Monday 12th
    clock("2026-10-08T09:00")
    today = desk.open(officer=desk.officer)  # due on Thursday 15th
    clock("2026-10-12T09:00")
    later = desk.open(officer=desk.officer)  # due on Monday 19th
    clock("2026-10-15T09:00")
    text = page(desk.officer)
    assert listed(desk.officer) == [late.number, today.number, later.number]
    assert "quá 3 ngày làm việc" in text
    assert "hôm nay" in text
    assert "còn 2 ngày làm việc" in text
    assert text.count("Quá hẹn, chưa xin lỗi") == 1


def test_scopes_filters_and_alarms(desk: Desk, clock: Clock) -> None:
    mine = desk.open(officer=desk.officer)
    open_one = desk.open()
    assert listed(desk.officer) == [mine.number]
    assert listed(desk.officer, "pham_vi=giai-quyet") == [mine.number, open_one.number]
    assert listed(desk.clerk) == [mine.number, open_one.number]  # what the agency took in
    assert listed(desk.clerk, "pham_vi=cua-toi") == []
    assert listed(desk.clerk, "thu_tuc=1.004194") == [mine.number, open_one.number]
    assert listed(desk.clerk, "thu_tuc=9.999999") == []
    assert listed(desk.clerk, "trang_thai=5") == []
    assert listed(desk.clerk, "canh_bao=1") == []
    paper = make_paper(desk.agency, State.AVAILABLE, holder=mine.holder)
    Reuse.objects.create(
        dossier=open_one,
        component=desk.components[1],
        paper=paper,
        mode=ReuseMode.PRIOR_FILE,
        purpose="p",
        legal_basis="l",
        officer="user:can-bo",
        alarm="reuse.paper_withdrawn",
    )
    assert listed(desk.clerk, "canh_bao=1") == [open_one.number]
    assert "Giấy tờ đã dùng lại bị nghi ngờ" in page(desk.clerk)
    # Most papers are revoked long after the dossier has ended.
    ended = "trang_thai=xong-nghi-ngo"
    assert listed(desk.clerk, ended) == []
    Dossier.objects.filter(pk=open_one.pk).update(status=DossierStatus.RETURNED)
    assert listed(desk.clerk, "canh_bao=1") == []
    assert listed(desk.clerk, ended) == [open_one.number]
    assert listed(desk.officer, f"{ended}&pham_vi=giai-quyet") == [open_one.number]
    assert listed(desk.officer, ended) == []  # handled by nobody
    Reuse.objects.update(settled_at=timezone.now())
    assert listed(desk.clerk, ended) == []
    Dossier.objects.filter(pk=open_one.pk).update(status=DossierStatus.RECEIVED)
    assert listed(desk.clerk, "canh_bao=1") == []


def test_the_clock_of_a_waiting_dossier_stands(desk: Desk, clock: Clock) -> None:
    dossier = desk.open(officer=desk.officer)
    items = [Item(cause="applicant", text="Bổ sung")]
    request_supplement(dossier_id=dossier.pk, items=items, by=desk.officer)
    clock("2026-11-20T09:00")
    text = page(desk.officer)
    assert "tạm dừng, chờ bổ sung" in text
    assert 'class="late"' not in text
    supplement_received(dossier_id=dossier.pk, by=desk.clerk)
    text = page(desk.officer)
    assert "đã bổ sung 20/11/2026" in text
    assert "còn 5 ngày làm việc" in text


def test_dossiers_without_a_due_date_have_their_own_list(desk: Desk, clock: Clock) -> None:
    with_date = desk.open()
    without = make_dossier(desk.agency, "H99.41-260101-0009", procedure=desk.procedure)
    assert without.due_at is None
    assert listed(desk.clerk) == [with_date.number]
    assert listed(desk.clerk, "han=khong") == [without.number]


def test_nobody_sees_another_communes_work(desk: Desk, clock: Clock) -> None:
    desk.open(officer=desk.officer)
    elsewhere = make_agency("H99.77", parent=desk.province)
    for kind in ("clerk", "officer"):
        stranger = make_user(kind, elsewhere)
        for scope, _ in SCOPES:
            assert listed(stranger, f"pham_vi={scope}") == []
    # Who was moved away keeps nothing of what they handled.
    Role.objects.filter(user=desk.officer).update(agency=elsewhere)
    assert listed(desk.officer) == []
    above = make_user("officer", desk.province)
    assert len(listed(above, "pham_vi=giai-quyet")) == 1


@pytest.mark.parametrize("query", ["sau=x", "trang_thai=99", "pham_vi=x", "thu_tuc=%00", "han=1"])
def test_a_wrong_address_is_the_default(desk: Desk, clock: Clock, query: str) -> None:
    dossier = desk.open()
    assert listed(desk.clerk, query) in ([dossier.number], [])


def test_pages_follow_each_other_with_few_queries(
    desk: Desk, clock: Clock, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(65):
        make_dossier(
            desk.agency,
            f"H99.41-261001-{number:04d}",
            procedure=desk.procedure,
            due_at=at("2026-10-09T17:00"),
            officer=desk.officer,
        )
    client = Client()
    client.force_login(desk.officer)
    seen: list[str] = []
    address = reverse("work")
    for _ in range(3):
        with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
            text = client.get(address).content.decode()
        seen += re.findall(r'class="mono" href="/ho-so/\d+/">([^<]+)<', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = reverse("work") + following[1].replace("&amp;", "&") if following else ""
    assert not address.startswith("/viec-cua-toi/?sau")
    assert len(seen) == len(set(seen)) == 65 == Dossier.objects.count()


def test_strangers_are_sent_to_sign_in() -> None:
    assert AnonymousUser().is_anonymous
    assert "/dang-nhap/" in Client().get(reverse("work"))["Location"]

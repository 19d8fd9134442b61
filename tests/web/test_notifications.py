"""Thông báo: a person's own list, what may still be seen of it, marking as read, and the bell."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from dossiers.models import Notification
from dossiers.notices import SENTENCES, tell
from dossiers.states import State
from tests.records import make_agency, make_dossier, make_paper, make_user

pytestmark = pytest.mark.django_db
KIND = "reuse.paper_withdrawn"


def page(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("notifications") + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def post(user: User, name: str, *args: int, **data: object) -> int:
    client = Client()
    client.force_login(user)
    return int(client.post(reverse(name, args=args), data).status_code)


def test_says_what_happened_and_leads_to_dossier_and_paper() -> None:
    agency = make_agency()
    officer = make_user("officer", agency)
    dossier = make_dossier(agency)
    paper = make_paper(agency, State.WITHDRAWN, title="Quyết định giao đất")
    tell([officer], kind=KIND, key="a", dossier=dossier, paper=paper)
    tell([officer], kind=KIND, key="a", dossier=dossier, paper=paper)  # told once
    shown = page(officer)
    assert shown.count(SENTENCES[KIND]) == 1
    assert f"?ho_so={dossier.number}" in shown
    assert reverse("paper", args=[paper.pk]) in shown
    assert "Quyết định giao đất" in shown
    assert 'aria-label="Thông báo: 1 chưa đọc"' in shown


def test_nobody_sees_or_marks_what_another_was_told() -> None:
    agency = make_agency()
    officer, other = make_user("officer", agency), make_user("officer", agency)
    tell([officer], kind=KIND, key="a", dossier=make_dossier(agency))
    told = Notification.objects.get()
    for query in ("", "?muc=tat-ca"):
        assert SENTENCES[KIND] not in page(other, query)
    assert "chưa đọc" not in page(other).split("<main")[0]
    assert post(other, "notification_read", told.pk) == 404
    assert post(other, "notifications_read", den=told.pk) == 302
    told.refresh_from_db()
    assert told.read_at is None


def test_what_may_not_be_seen_any_more_is_not_named() -> None:
    agency, elsewhere = make_agency(), make_agency()
    officer = make_user("officer", agency)
    dossier = make_dossier(elsewhere)
    paper = make_paper(elsewhere, State.AVAILABLE, title="Giấy của xã khác", number="77/QĐ")
    tell([officer], kind=KIND, key="a", dossier=dossier, paper=paper)
    shown = page(officer)
    assert SENTENCES[KIND] in shown
    assert "không còn trong phạm vi được xem" in shown
    for secret in (dossier.number, dossier.procedure.name, paper.title, "77/QĐ"):
        assert secret not in shown


def test_a_personal_id_in_a_title_is_masked() -> None:
    agency = make_agency()
    officer = make_user("officer", agency)
    paper = make_paper(agency, State.AVAILABLE, title="Quyết định 038090123456")
    tell([officer], kind=KIND, key="a", paper=paper)
    assert "038090123456" not in page(officer)


def test_read_once_and_for_all() -> None:
    agency = make_agency()
    officer = make_user("officer", agency)
    for number in range(3):
        tell([officer], kind=KIND, key=str(number), dossier=make_dossier(agency))
    first, second, third = Notification.objects.order_by("id")
    assert post(officer, "notification_read", first.pk) == 302
    first.refresh_from_db()
    read_at = first.read_at
    assert read_at is not None
    assert post(officer, "notification_read", first.pk) == 302  # a second time changes nothing
    # All that was seen; the third came meanwhile.
    assert post(officer, "notifications_read", den=second.pk) == 302
    unread = Notification.objects.filter(read_at__isnull=True)
    assert [each.pk for each in unread] == [third.pk]
    first.refresh_from_db()
    assert first.read_at == read_at
    assert page(officer).count("notice card") == 1
    assert page(officer, "?muc=tat-ca").count("notice card") == 3
    for nonsense in ("", "x", "9" * 30, "-1"):
        assert post(officer, "notifications_read", den=nonsense) == 302
    assert unread.count() == 1


def test_the_list_goes_by_pages_at_the_same_price_and_the_bell_stops_counting() -> None:
    agency = make_agency()
    officer = make_user("officer", agency)
    tell([officer], kind=KIND, key="one", dossier=make_dossier(agency))
    with CaptureQueriesContext(connection) as few:
        page(officer)
    for number in range(120):
        paper = make_paper(agency, State.AVAILABLE) if number < 3 else None
        tell([officer], kind=KIND, key=str(number), dossier=make_dossier(agency), paper=paper)
    with CaptureQueriesContext(connection) as many:
        shown = page(officer)
    assert len(many) <= len(few) + 1  # papers, where there are some
    assert shown.count("notice card") == 30
    assert 'rel="next"' in shown
    assert "Thông báo: 99+ chưa đọc" in shown


def test_empty_lists_say_what_will_stand_there() -> None:
    officer = make_user("officer")
    assert "Không có thông báo chưa đọc" in page(officer)
    assert "Chưa có thông báo nào" in page(officer, "?muc=tat-ca")
    assert "Không có thông báo chưa đọc" in page(officer, "?muc=nonsense&sau=%00%01")

"""The staff's side: a slip that is given, entries that are concealed and shown again."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.models import AccessSlip, Concealment, ConcealmentRule, Event
from dossiers.states import State
from tests.records import make_agency, make_dossier, make_holder, make_paper, make_user
from tests.web.citizen.doors import citizen, enter
from tests.web.citizen.test_uses import paper_of, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def test_a_slip_is_shown_once_and_says_who_compared_the_card(
    agency: Agency, client: Client
) -> None:
    holder, clerk = make_holder(), make_user("clerk", agency)
    make_dossier(agency, holder=holder)
    client.force_login(clerk)
    address = reverse("citizen_slip", args=[holder.pk])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 422
    page = client.post(address, {"compared": "1"})
    code = re.search(r'slip-code">([A-Z0-9-]+)<', page.content.decode())
    assert code is not None
    assert page["Cache-Control"] == "private, no-store"
    assert holder.personal_id not in page.content.decode()
    assert "<svg" in page.content.decode()
    event = Event.objects.get(verb="citizen.slip_given")
    assert (event.actor, event.object_id) == (f"user:{clerk.username}", holder.pk)
    assert enter(Client(), holder.personal_id, code[1]) == 302


def test_who_gives_slips_to_whom(agency: Agency, client: Client) -> None:
    mine, foreign, unread = make_holder(), make_holder(), make_holder()
    make_paper(agency, State.AVAILABLE, holder=mine)
    make_dossier(make_agency(), holder=foreign)
    make_paper(agency, State.TO_REVIEW, holder=unread)
    expected = {mine: 200, foreign: 404, unread: 404}
    client.force_login(make_user("officer", agency))
    for holder, status in expected.items():
        address = reverse("citizen_slip", args=[holder.pk])
        assert client.post(address, {"compared": "1"}).status_code == status
    for kind in ("manager", "auditor", "administrator"):
        client.force_login(make_user(kind, agency))
        address = reverse("citizen_slip", args=[mine.pk])
        assert client.post(address, {"compared": "1"}).status_code == 403
    assert AccessSlip.objects.count() == 1


def test_a_person_without_a_number_gets_none(agency: Agency, client: Client) -> None:
    holder = make_holder(personal_id=None)
    make_dossier(agency, holder=holder)
    client.force_login(make_user("clerk", agency))
    answer = client.post(reverse("citizen_slip", args=[holder.pk]), {"compared": "1"})
    assert answer.status_code == 422
    assert "chưa có số định danh" in answer.content.decode()


def test_a_head_conceals_and_an_auditor_sees_it_with_the_rule(
    agency: Agency, client: Client
) -> None:
    holder, head = make_holder(), make_user("manager", agency)
    reuse = use(paper_of(holder, agency), by="user:x")
    rule = ConcealmentRule.objects.create(
        code="dieu-tra", name="Bảo vệ điều tra", legal_basis="Luật thử", delay_days=30
    )
    event = Event.objects.get(verb="reuse.recorded")
    client.force_login(head)
    address = reverse("conceal") + f"?ho-so={reuse.dossier.number}"
    assert "Dùng lại giấy tờ cho hồ sơ" in client.get(address).content.decode()
    assert client.post(address, {"events": [event.pk]}).status_code == 422
    data = {"events": [event.pk], "rule": rule.pk, "reason": "Công văn 12/CV-CA"}
    assert client.post(address, data).status_code == 302
    mine = citizen(holder, agency)
    assert "Dùng lại giấy tờ" not in mine.get(reverse("citizen_uses")).content.decode()

    auditor = Client()
    auditor.force_login(make_user("auditor", agency))
    page = auditor.get(reverse("concealments")).content.decode()
    for told in ("Bảo vệ điều tra", "Công văn 12/CV-CA", "Dùng lại giấy tờ cho hồ sơ", str(head)):
        assert told in page
    lifting = reverse("concealment_lift", args=[Concealment.objects.get().pk])
    assert auditor.post(lifting).status_code == 403
    assert client.post(lifting).status_code == 302
    assert "Dùng lại giấy tờ" in mine.get(reverse("citizen_uses")).content.decode()


def test_another_agency_conceals_nothing_here(agency: Agency, client: Client) -> None:
    reuse = use(paper_of(make_holder(), agency), by="user:x")
    rule = ConcealmentRule.objects.create(code="r", name="R", legal_basis="Luật", delay_days=30)
    event = Event.objects.get(verb="reuse.recorded")
    client.force_login(make_user("manager", make_agency()))
    address = reverse("conceal") + f"?ho-so={reuse.dossier.number}"
    assert "Không thấy hồ sơ này" in client.get(address).content.decode()
    data = {"events": [event.pk], "rule": rule.pk, "reason": "Lý do"}
    assert client.post(address, data).status_code == 422
    assert client.post(reverse("concealment_lift", args=[1])).status_code == 404
    assert not Concealment.objects.exists()

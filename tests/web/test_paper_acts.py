"""Giấy tờ: replaced by a newer one, verified again, and what of its uses is told to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, User
from config import wiring
from dossiers import events
from dossiers.models import Event, Notification, Paper, Reuse, Verification
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_holder, make_paper_type, make_user
from tests.reuse.cases import Case, held_paper, make_case


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


@pytest.fixture
def reuse(case: Case) -> Reuse:
    return Reuse.objects.create(
        dossier=case.dossier,
        component=case.component,
        paper=case.paper,
        paper_version=case.paper.version,
        mode="prior_file",
        purpose="Giải quyết việc của bà Mây",
        legal_basis="Nghị định 45/2020/NĐ-CP",
        request="counter",
        officer="user:can-bo",
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, paper: Paper) -> str:
    answer = client.get(reverse("paper", args=[paper.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def replaced(client: Client, paper: Paper, by: object) -> str:
    where = reverse("paper_replace", args=[paper.pk])
    return client.post(where, {"by_paper": by}, follow=True).content.decode()


def test_a_newer_paper_takes_its_place_and_officers_are_told(case: Case, reuse: Reuse) -> None:
    newer = case.another_paper(number="15/2026", issued_on="2026-02-03")
    clerk = signed_in(make_user("clerk", case.agency))
    assert "15/2026, cấp 03/02/2026" in page(clerk, case.paper)
    assert "Đã ghi giấy tờ thay thế" in replaced(clerk, case.paper, newer.pk)
    case.paper.refresh_from_db()
    reuse.refresh_from_db()
    assert (case.paper.state, case.paper.replaced_by) == (State.WITHDRAWN, newer)
    assert reuse.alarm == "reuse.paper_replaced"
    told = Notification.objects.get()
    assert (told.user, told.dossier) == (case.officer, case.dossier)
    shown = page(signed_in(case.officer), case.paper)
    assert reverse("paper", args=[newer.pk]) in shown
    assert "hồ sơ đã dùng giấy tờ này cần xem lại" in shown
    # A second post finds nothing left to do.
    assert replaced(clerk, case.paper, newer.pk)
    assert Notification.objects.count() == 1


def test_only_a_paper_of_the_same_person_and_type_that_one_may_see_takes_its_place(
    case: Case,
) -> None:
    elsewhere = make_agency("H97.1", parent=make_agency("H97", level="province"))
    wrong = [
        case.another_paper(holder=make_holder("Lê Thị Khác")),
        case.another_paper(paper_type=make_paper_type("khac", name="Giấy khác")),
        case.another_paper(state=State.WITHDRAWN),
        held_paper(elsewhere, holder=case.holder, paper_type=case.kind),
    ]
    client = signed_in(case.officer)
    for by in (*(each.pk for each in wrong), case.paper.pk, "", "một", 10**30):
        assert "Chọn" in replaced(client, case.paper, by)
    case.paper.refresh_from_db()
    assert case.paper.state == State.AVAILABLE


def test_a_paper_of_nobody_says_what_is_to_be_done(case: Case) -> None:
    stray = case.another_paper(holder=None)
    shown = page(signed_in(case.officer), stray)
    assert "chưa gắn với chủ" in shown
    assert "Chọn một giấy tờ trong danh sách." in replaced(
        signed_in(case.officer), stray, case.paper.pk
    )


@pytest.mark.parametrize("address", ["paper_replace", "paper_verify"])
def test_who_may_replace_and_verify(case: Case, address: str) -> None:
    where = reverse(address, args=[case.paper.pk])
    far = make_agency("H97")
    assert signed_in(make_user("auditor", case.agency)).post(where).status_code == 403
    assert signed_in(make_user("manager", case.agency)).post(where).status_code == 403
    assert signed_in(make_user("officer", far)).post(where).status_code == 404
    assert signed_in(case.officer).get(where).status_code == 405
    assert Client().post(where).status_code == 302
    assert not Event.objects.exclude(verb="paper.viewed").exists()


def test_what_cannot_be_verified_now_keeps_its_verdict(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    Paper.objects.update(arrived_signed=True)
    monkeypatch.setattr(wiring, "store", MemoryStore)
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    client = signed_in(case.officer)
    assert "Kiểm tra lại" in page(client, case.paper)
    answer = client.post(reverse("paper_verify", args=[case.paper.pk]), follow=True)
    assert "note-error" in answer.content.decode()
    assert Verification.objects.get().outcome == "valid"
    Paper.objects.update(state=State.WITHDRAWN)
    answer = client.post(reverse("paper_verify", args=[case.paper.pk]), follow=True)
    assert "vừa được người khác xử lý" in answer.content.decode()
    assert "Kiểm tra lại</button>" not in page(client, case.paper)


def test_others_learn_which_agency_used_it_and_not_for_whom(case: Case, reuse: Reuse) -> None:
    case.kind.access = "shared"
    case.kind.save()
    keeper: Agency = make_agency("H98.7", parent=case.province, name="Ủy ban nhân dân xã Sông")
    Paper.objects.update(agency=keeper, accepted_by="worker")
    case.paper.refresh_from_db()
    events.record(
        agency=keeper,
        actor="user:can-bo",
        verb="paper.opened",
        about=case.paper,
        purpose="Xem cho bà Mây",
    )
    User.objects.filter(pk=case.officer.pk).update(full_name="Phạm Quang Minh")
    neighbour = make_user("officer", make_agency("H98.8", parent=case.province))
    shown = page(signed_in(neighbour), case.paper)
    assert f"Hồ sơ của {case.agency.name}" in shown
    for hidden in (case.dossier.number, reuse.purpose, "Xem cho bà Mây", "Phạm Quang Minh"):
        assert hidden not in shown
    for reader in (make_user("clerk", keeper), make_user("auditor", keeper)):
        told = page(signed_in(reader), case.paper)
        assert case.dossier.number in told
        assert "Xem cho bà Mây" in told
    own = page(signed_in(case.officer), case.paper)
    assert f"{reverse('checklist')}?ho_so={case.dossier.number}" in own
    assert reuse.purpose in own

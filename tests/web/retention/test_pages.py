"""Lưu trữ: two persons at two screens, what each is shown, and what a store that does not answer changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, User
from config import wiring
from dossiers.models import Disposal, LegalHold, Paper
from dossiers.states import State
from ingest.disposing import dispose
from storage.adapters.memory import MemoryStore
from storage.errors import StoreUnreachable
from storage.ports import Held
from tests.records import make_agency, make_holder, make_paper, make_paper_type, make_user

pytestmark = pytest.mark.django_db
WHY = {"reason": "Hết thời hạn lưu", "legal_basis": "Quyết định 45/QĐ-UBND"}


class Away(MemoryStore):
    """Answers to everything but holds."""

    away = False

    def hold(self, key: str) -> Held:
        if self.away:
            raise StoreUnreachable
        return super().hold(key)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Away:
    made = Away()
    monkeypatch.setattr(wiring, "store", lambda: made)
    return made


@pytest.fixture
def agency() -> Agency:
    return make_agency(name="Xã Mây")


@pytest.fixture
def paper(agency: Agency, store: Away) -> Paper:
    return make_paper(
        agency,
        State.AVAILABLE,
        store=store,
        retain_until=timezone.now() - timedelta(days=1),
        paper_type=make_paper_type("gks", name="Giấy khai sinh"),
        number="12/2016",
        title="Giấy khai sinh của Nguyễn Thị Hoa",
        holder=make_holder("Nguyễn Thị Hoa"),
    )


def at_screen(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper(agency: Agency) -> Client:
    return at_screen(make_user("administrator", agency, full_name="Trần Thị Giữ"))


@pytest.fixture
def chief(agency: Agency) -> Client:
    return at_screen(make_user("manager", agency, full_name="Lê Văn Duyệt"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_list_to_the_record(
    keeper: Client, chief: Client, agency: Agency, paper: Paper, store: Away
) -> None:
    start = text(keeper.get(reverse("retention")))
    assert "Xã Mây" in start
    assert "1 giấy tờ" in start
    listed = text(keeper.get(reverse("retention_due", args=[agency.pk])))
    assert "12/2016" in listed
    assert "Giấy khai sinh" in listed
    assert "Hoa" not in listed
    due = reverse("retention_due", args=[agency.pk])
    answer = keeper.post(due, {"papers": [paper.pk], **WHY})
    made = Disposal.objects.get()
    page = reverse("disposal", args=[made.pk])
    assert answer["Location"] == page
    own = text(keeper.get(page))
    assert "Người đề xuất không tự duyệt" in own
    assert "Ghi quyết định" not in own
    assert keeper.post(page, {"decision": "approve", "reason": "Được"}).status_code == 400
    assert "Số" in text(chief.get(reverse("retention")))
    assert "Trần Thị Giữ" in text(chief.get(page))
    second = at_screen(make_user("administrator", agency, full_name="Vũ Thị Hai"))
    assert "chờ người thứ hai duyệt" in text(second.get(reverse("administration")))
    assert "chờ người thứ hai duyệt" not in text(keeper.get(reverse("administration")))
    assert chief.post(page, {"decision": "", "reason": "Được"}).status_code == 400
    assert chief.post(page, {"decision": "approve", "reason": "Được"})["Location"] == page
    dispose(store)
    done = text(chief.get(page))
    assert "Đã tiêu hủy" in done
    assert paper.renditions.get().sha256 in done
    assert "Hoa" not in done
    assert "1 giấy tờ" not in text(keeper.get(reverse("retention")))
    assert f"Số {made.pk}" in text(chief.get(reverse("disposals")))


def test_what_is_posted_is_of_the_page_only(
    keeper: Client, agency: Agency, paper: Paper, store: Away
) -> None:
    due = reverse("retention_due", args=[agency.pk])
    kept = make_paper(agency, State.AVAILABLE, store=store)
    for papers in ([], [kept.pk], ["x"], [paper.pk, kept.pk]):
        assert keeper.post(due, {"papers": papers, **WHY}).status_code == 400
    assert keeper.post(due, {"papers": [paper.pk], "reason": " "}).status_code == 400
    assert not Disposal.objects.exists()


def test_a_manager_looks_and_does_not_propose(chief: Client, agency: Agency, paper: Paper) -> None:
    due = reverse("retention_due", args=[agency.pk])
    assert "Đề xuất tiêu hủy" not in text(chief.get(due))
    assert chief.post(due, {"papers": [paper.pk], **WHY}).status_code == 400
    assert not Disposal.objects.exists()


def test_a_hold_is_placed_and_lifted(chief: Client, paper: Paper, store: Away) -> None:
    holds = reverse("holds")
    assert chief.post(holds, {"paper": paper.pk, "reason": "Vụ án 12"})["Location"] == holds
    shown = text(chief.get(holds))
    assert "Vụ án 12" in shown
    assert "Kho chưa làm theo" not in shown
    key = paper.renditions.get().key
    held = store.stat(key)
    assert held is not None
    assert held.on_hold
    page = reverse("hold", args=[LegalHold.objects.get().pk])
    assert chief.post(page, {"reason": ""}).status_code == 400
    assert chief.post(page, {"reason": "Xử xong"})["Location"] == holds
    assert chief.post(page, {"reason": "Nữa"}).status_code == 400
    held = store.stat(key)
    assert held is not None
    assert not held.on_hold
    assert "Vụ án 12" not in text(chief.get(holds))
    assert "Xử xong" in text(chief.get(f"{holds}?tat-ca"))


def test_a_store_that_does_not_answer_changes_nothing_in_the_records(
    chief: Client, paper: Paper, store: Away
) -> None:
    store.away = True
    posted = {"paper": paper.pk, "reason": "Vụ án 12"}
    assert chief.post(reverse("holds"), posted).status_code == 302
    assert "Kho chưa làm theo" in text(chief.get(reverse("holds")))


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "²"])
def test_a_paper_that_is_not_there(chief: Client, number: str, agency: Agency) -> None:
    posted = {"paper": number, "reason": "Vụ án"}
    assert chief.post(reverse("holds"), posted).status_code == 400
    elsewhere = make_paper(make_agency(), State.AVAILABLE)
    answer = chief.post(reverse("holds"), {"paper": elsewhere.pk, "reason": "Vụ án"})
    assert answer.status_code == 400
    assert "Không có giấy tờ với mã này" in text(answer)


def test_an_auditor_looks_and_does_nothing(agency: Agency, paper: Paper, chief: Client) -> None:
    chief.post(reverse("holds"), {"paper": paper.pk, "reason": "Vụ án"})
    auditor = at_screen(make_user("auditor", agency, full_name="Phạm Kiểm"))
    shown = text(auditor.get(reverse("holds")))
    assert "Vụ án" in shown
    assert "Giữ một giấy tờ" not in shown
    assert auditor.get(reverse("hold", args=[LegalHold.objects.get().pk])).status_code == 403
    assert auditor.post(reverse("holds"), {"paper": paper.pk, "reason": "x"}).status_code == 400


def test_pages_cost_the_same_however_many_rows(
    keeper: Client, agency: Agency, store: Away, django_assert_max_num_queries: Any
) -> None:
    over = timezone.now() - timedelta(days=1)
    kind = make_paper_type("gks")
    papers = [
        make_paper(agency, State.AVAILABLE, retain_until=over, paper_type=kind) for _ in range(6)
    ]
    due = reverse("retention_due", args=[agency.pk])
    keeper.post(due, {"papers": [each.pk for each in papers[:4]], **WHY})
    for page in (reverse("retention"), due, reverse("disposal", args=[Disposal.objects.get().pk])):
        with django_assert_max_num_queries(16):
            keeper.get(page)

"""Giấy tờ: who may open it, what it tells, ids opened with a purpose, downloads and withdrawal recorded."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from config import wiring
from dossiers import events
from dossiers.chain import breaks
from dossiers.models import Event, Paper, Reuse, ReuseMode, Verification
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_holder,
    make_page_text,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)
from web.papers import opening
from web.papers.signatures import WARNINGS

pytestmark = pytest.mark.django_db
ID = "038090000123"
TODAY = date(2026, 3, 2)
SIGNATURE = {
    "field": "Signature1",
    "signer": "Ủy ban nhân dân xã Mây",
    "organisation": "Ủy ban nhân dân xã Mây",
    "signed_at": "2026-03-02T01:00:00+00:00",
    "time_source": "claimed",
    "digest": "sha1",
    "level": None,
    "indication": "INDETERMINATE",
    "sub_indication": "NO_CERTIFICATE_CHAIN_FOUND",
    "covers_whole_file": False,
    "changes_after": "allowed",
    "warnings": ["signature.weak_digest", "signature.new_kind"],
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    made = MemoryStore()
    monkeypatch.setattr(wiring, "store", lambda: made)
    return made


@pytest.fixture
def province() -> Agency:
    return make_agency("H26", name="Thành phố Mây", level="province")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency("H26.01", name="Xã Mây", parent=province)


@pytest.fixture
def paper(commune: Agency, store: MemoryStore) -> Paper:
    return make_paper(
        commune,
        State.AVAILABLE,
        store=store,
        content=b"%PDF-1.7 noi dung",
        name=f"quet {ID}.pdf",
        holder=make_holder("Nguyễn Văn Thử", personal_id=ID),
        title="Quyết định",
        number="12/QĐ-UBND",
        fields={"personal_id": ID, "tax_code": ID, "address": "Thôn Một"},
    )


def page(client: Client, paper: Paper, **query: object) -> str:
    answer = client.get(reverse("paper", args=[paper.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def addresses(paper: Paper) -> list[tuple[str, str]]:
    return [
        ("get", reverse("paper", args=[paper.pk])),
        ("post", reverse("paper_open", args=[paper.pk])),
        ("post", reverse("paper_download", args=[paper.pk])),
        ("post", reverse("paper_withdraw", args=[paper.pk])),
    ]


@pytest.mark.parametrize("place", range(4))
def test_who_may_use_each_address(
    client: Client, paper: Paper, commune: Agency, place: int
) -> None:
    method, address = addresses(paper)[place]

    def status(kind: str | None = None, agency: Agency | None = None) -> int:
        client.logout()
        if agency:
            client.force_login(make_user(kind, agency))
        return getattr(client, method)(address).status_code

    assert status() == 302
    elsewhere = make_agency("H99")
    assert status("officer", elsewhere) == 404
    assert status("clerk", elsewhere) == 404
    for kind in ("manager", "administrator", None):
        assert status(kind, commune) == 403
    # An empty form is told what is missing, and nothing happens.
    told = 200 if method == "get" else 422
    assert status("officer", commune) == told
    assert status("clerk", commune) == told
    assert not Event.objects.exclude(verb="paper.viewed").exists()


@pytest.mark.parametrize("address", ["paper_open", "paper_download", "paper_withdraw"])
def test_acts_are_posts(client: Client, paper: Paper, commune: Agency, address: str) -> None:
    client.force_login(make_user("officer", commune))
    assert client.get(reverse(address, args=[paper.pk])).status_code == 405


def test_access_follows_the_type(client: Client, province: Agency, commune: Agency) -> None:
    neighbour = make_agency("H26.02", parent=province)

    def seen(access: str, agency: Agency, state: State = State.AVAILABLE) -> bool:
        kind = make_paper_type(f"loai_{access}", name=access, access=access)
        found = make_paper(commune, state, paper_type=kind)
        client.force_login(make_user("officer", agency))
        return client.get(reverse("paper", args=[found.pk])).status_code == 200

    assert seen("shared", neighbour)
    assert not seen("agency", neighbour)
    assert not seen("restricted", neighbour)
    assert seen("agency", province)
    assert not seen("restricted", province)
    assert seen("restricted", commune)
    assert not seen("shared", commune, State.TO_REVIEW)


def test_the_page_tells_what_is_known(client: Client, paper: Paper, commune: Agency) -> None:
    Verification.objects.create(
        paper=paper,
        sha256="0" * 64,
        outcome="indeterminate",
        message="Chưa xác định: chứng thư không nối được tới gốc.",
        signatures=[SIGNATURE],
    )
    client.force_login(make_user("officer", commune))
    shown = page(client, paper)
    for told in (
        "12/QĐ-UBND",
        "Nguyễn Văn Thử",
        "Còn hiệu lực, không thời hạn.",
        "Chưa kết luận được",
        "Chưa xác định: chứng thư không nối được tới gốc.",
        "theo máy của người ký",
        "SHA1",
        "Phần tệp có khi ký",
        "trong phạm vi người ký cho phép",
        WARNINGS["signature.weak_digest"],
        "signature.new_kind",
        "02/03/2026 08:00",
        paper.renditions.get().sha256,
        reverse("paper_page", args=[paper.pk, 1]),
    ):
        assert told in shown, told


def test_the_id_is_masked_everywhere_until_opened_with_a_purpose(
    client: Client, paper: Paper, commune: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_user("officer", commune, username="minh"))
    before = page(client, paper)
    assert ID not in before
    assert "038*****0123" in before
    refused = client.post(reverse("paper_open", args=[paper.pk]), {"purpose": "  "})
    assert refused.status_code == 422
    assert "Ghi mục đích." in refused.content.decode()
    assert ID not in refused.content.decode()

    answer = client.post(reverse("paper_open", args=[paper.pk]), {"purpose": "Hồ sơ cấp phép 7"})
    assert answer["Location"] == reverse("paper", args=[paper.pk])
    event = Event.objects.exclude(verb="paper.viewed").get()
    assert (event.verb, event.object_type, event.object_id) == ("paper.opened", "paper", paper.pk)
    assert (event.agency, event.actor, event.purpose) == (commune, "user:minh", "Hồ sơ cấp phép 7")
    assert ID in page(client, paper)
    assert not list(breaks(commune))

    other = make_paper(commune, State.AVAILABLE, holder=make_holder(personal_id="038090009999"))
    assert "038090009999" not in page(client, other)
    stranger = Client()
    stranger.force_login(make_user("officer", commune))
    assert ID not in page(stranger, paper)
    later = timezone.now() + timedelta(seconds=opening.OPEN_FOR_S + 1)
    monkeypatch.setattr(opening.timezone, "now", lambda: later)
    assert ID not in page(client, paper)


@pytest.mark.parametrize(("kind", "revoked"), [("revoked", True), ("wrong", False)])
def test_a_paper_is_withdrawn_with_a_reason(
    client: Client, paper: Paper, commune: Agency, kind: str, revoked: bool
) -> None:
    reuse = _reuse(paper)
    client.force_login(make_user("officer", commune))
    address = reverse("paper_withdraw", args=[paper.pk])
    assert client.post(address, {"kind": kind}).status_code == 422
    client.post(address, {"kind": kind, "reason": "Quyết định 15/QĐ-UBND"})
    paper.refresh_from_db()
    reuse.refresh_from_db()
    assert paper.state == State.WITHDRAWN
    assert bool(paper.revoked_at) is revoked
    assert reuse.alarm
    assert Event.objects.exclude(verb="paper.viewed").get().verb == "paper.withdrawn"
    shown = page(client, paper)
    assert ("Bị thu hồi từ ngày" if revoked else "Đã ngừng dùng") in shown
    assert "Cần xem lại" in shown
    again = client.post(address, {"kind": kind, "reason": "Quyết định 15/QĐ-UBND"}, follow=True)
    assert "vừa được người khác xử lý" in again.content.decode()


def test_only_the_keeping_agency_withdraws(
    client: Client, province: Agency, commune: Agency
) -> None:
    kind = make_paper_type("chung", name="Loại chung", access="shared")
    found = make_paper(commune, State.AVAILABLE, paper_type=kind)
    asked = {"kind": "wrong", "reason": "Sai họ tên"}
    others = [
        make_user("officer", make_agency("H26.02", parent=province)),
        make_user("auditor", commune),
    ]
    for user in others:
        client.force_login(user)
        assert "Ngừng dùng giấy tờ này" not in page(client, found)
        assert client.post(reverse("paper_withdraw", args=[found.pk]), asked).status_code == 403
    found.refresh_from_db()
    assert found.state == State.AVAILABLE


def test_who_used_it_and_what_happened_are_told_by_name(
    client: Client, paper: Paper, commune: Agency
) -> None:
    user = make_user("officer", commune, username="minh", full_name="Phạm Quang Minh")
    reuse = _reuse(paper, officer="user:minh", purpose=f"Cấp phép cho số {ID}")
    events.record(agency=commune, actor="worker", verb="paper.available", about=paper)
    events.record(
        agency=commune,
        actor="cli:root",
        verb="paper.failed",
        about=paper,
        facts={"code": "storage.full"},
    )
    events.record(agency=commune, actor="user:minh", verb="paper.new_verb", about=paper)
    client.force_login(user)
    shown = page(client, paper)
    for told in (
        reuse.dossier.number,
        reuse.legal_basis,
        "Phạm Quang Minh",
        "Kiểm tra chữ ký và đưa vào dùng",
        "Hệ thống",
        "root (dòng lệnh)",
        "Kho lưu trữ đã đầy.",
        "Việc khác (paper.new_verb)",
    ):
        assert told in shown, told
    assert ID not in shown


def test_a_clerk_sees_what_is_not_reviewed_yet_and_that_it_is_not(
    client: Client, commune: Agency
) -> None:
    waiting = make_paper(commune, State.TO_REVIEW, fields={"holder_name": "Lê Thị Lan"})
    client.force_login(make_user("clerk", commune))
    shown = page(client, waiting)
    assert "Chưa đối soát" in shown
    assert "Chưa dùng được" in shown
    assert "Chưa gắn với chủ giấy tờ nào trong sổ." in shown
    failed = make_paper(commune, State.FAILED)
    assert "Tệp bị hỏng, không đọc được." in page(client, failed)


def test_pages_that_were_not_read_are_named(client: Client, paper: Paper, commune: Agency) -> None:
    client.force_login(make_user("officer", commune))
    make_page_text(paper, 2, quality={"warnings": ["quality.unread", "sandbox.died"]}, text="")
    shown = client.get(reverse("paper", args=[paper.pk]))
    assert shown.context["page"].unread_pages == [2]
    assert "Trang 2: máy không đọc được chữ" in shown.content.decode()


def test_that_somebody_looks_is_recorded_once_a_session(
    client: Client, paper: Paper, commune: Agency
) -> None:
    client.force_login(make_user("officer", commune, username="minh"))
    for _ in range(2):
        page(client, paper)
    event = Event.objects.get()
    assert (event.verb, event.object_type, event.object_id) == ("paper.viewed", "paper", paper.pk)
    assert (event.agency, event.actor) == (commune, "user:minh")
    Paper.objects.update(version=paper.version + 1)
    page(client, paper)
    other = Client()
    other.force_login(make_user("officer", commune))
    assert "Xem giấy tờ" in page(other, paper)
    assert Event.objects.filter(verb="paper.viewed").count() == 3
    client.force_login(make_user("officer", make_agency("H99")))
    assert client.get(reverse("paper", args=[paper.pk])).status_code == 404
    assert Event.objects.count() == 3


def test_a_trial_says_so(client: Client, paper: Paper, commune: Agency, settings: object) -> None:
    client.force_login(make_user("officer", commune))
    assert "THỬ NGHIỆM" not in page(client, paper)
    settings.MOTLAN_TRIAL = True
    assert 'badge-attention">THỬ NGHIỆM' in page(client, paper)


def test_the_number_of_queries_does_not_grow(
    client: Client,
    paper: Paper,
    commune: Agency,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client.force_login(make_user("officer", commune))
    _reuse(paper, officer="user:ai-do-1")
    page(client, paper)  # the first look is recorded
    with django_assert_max_num_queries(20) as few:
        page(client, paper)
    for number in range(2, 8):
        make_page_text(paper, number)
        _reuse(paper, officer=f"user:ai-do-{number}")
        events.record(
            agency=commune, actor=f"user:ai-do-{number}", verb="paper.opened", about=paper
        )
    Paper.objects.filter(pk=paper.pk).update(last_page=7)
    with django_assert_max_num_queries(len(few)):
        page(client, paper)


def test_a_replaced_paper_leads_to_the_new_one(
    client: Client, paper: Paper, commune: Agency
) -> None:
    new = make_paper(commune, State.AVAILABLE)
    Paper.objects.filter(pk=paper.pk).update(replaced_by=new)
    client.force_login(make_user("officer", commune))
    shown = page(client, paper)
    assert "Đã bị thay thế" in shown
    assert reverse("paper", args=[new.pk]) in shown


def _reuse(paper: Paper, **facts: str) -> Reuse:
    component = make_component(make_procedure(), paper.paper_type)
    facts = {"purpose": "Giải quyết hồ sơ", "officer": "user:ai-do", **facts}
    return Reuse.objects.create(
        dossier=make_dossier(paper.agency),
        component=component,
        paper=paper,
        paper_version=paper.version,
        mode=ReuseMode.PRIOR_FILE,
        legal_basis="Nghị định 118/2025/NĐ-CP",
        **facts,
    )

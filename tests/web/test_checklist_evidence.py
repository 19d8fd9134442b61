"""Thành phần hồ sơ: refusals, look-ups, alarms, and the signed copy handed over."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import (
    AcceptedData,
    DataSource,
    Event,
    HandOver,
    Paper,
    PaperRefusal,
    Rendition,
    Reuse,
    Verification,
)
from ingest.review import withdraw
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_component, make_paper_type, make_user, vouch_for
from tests.reuse.cases import Case, held_paper, make_case
from tests.web.test_checklist import (
    HTMX,
    address,
    clean,
    form_of,
    opened,
    page,
    signed_in,
    use,
)
from web.checklist import acts


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def used(case: Case) -> Reuse:
    client = signed_in(case.officer)
    use(client, case)
    return Reuse.objects.get()


def test_a_paper_that_was_looked_at_is_left_unused_with_a_reason_and_offered_again(
    case: Case,
) -> None:
    client = signed_in(case.officer)
    where = address("checklist_refuse", case, case.paper.pk)
    assert "Chưa chọn lý do." in clean(client.post(where, {"reason": ""}, headers=HTMX))
    for _ in range(2):
        text = clean(
            client.post(where, {"reason": "wrong_content", "note": "Sai ngày"}, headers=HTMX)
        )
        assert "Nội dung không khớp hồ sơ" in text
        assert "Sai ngày" in text
    assert "Dùng lại</button>" not in opened(client, case)
    refusal = PaperRefusal.objects.get()
    client.post(address("checklist_offer", case, refusal.pk))
    assert "Đang giữ, dùng được" in page(client, case)
    hidden = held_paper(make_agency("H97"), holder=case.holder, paper_type=case.kind)
    where = address("checklist_refuse", case, hidden.pk)
    assert client.post(where, {"reason": "doubt"}).status_code == 404
    assert PaperRefusal.objects.count() == 1


def test_a_database_answers_instead_of_a_paper(case: Case) -> None:
    source = DataSource.objects.create(code="thu", name="Cơ sở dữ liệu thử")
    component = make_component(case.procedure, name="Nơi cư trú")
    AcceptedData.objects.create(component=component, source=source)
    client = signed_in(case.officer)
    text = page(client, case)
    assert "Tra cứu được, không phải nộp" in text
    assert "Cơ sở dữ liệu thử" in text
    prefix = f"tp{component.pk}"
    posted = {**form_of(text), f"{prefix}-source": "thu", f"{prefix}-reference": "TC-2026-17"}
    where = reverse("checklist_refer", args=[case.dossier.pk, component.pk])
    for wrong in ({f"{prefix}-reference": ""}, {f"{prefix}-source": "khac"}, {"request": ""}):
        assert "alert-bad" in clean(client.post(where, {**posted, **wrong}, headers=HTMX))
    assert not Reuse.objects.exists()
    for _ in range(2):
        assert "TC-2026-17" in clean(client.post(where, posted, headers=HTMX))
    reuse = Reuse.objects.get()
    assert (reuse.mode, reuse.source, reuse.paper) == ("data_lookup", source, None)
    sheet = client.get(reverse("checklist_print"), {"ho_so": case.dossier.number})
    assert "Nơi cư trú" in clean(sheet).partition("Không phải nộp")[2]


def test_the_citizens_own_store_is_referred_to(case: Case) -> None:
    component = make_component(case.procedure, make_paper_type("khac"), name="Bằng cấp")
    prefix = f"tp{component.pk}"
    client = signed_in(case.officer)
    posted = {
        **form_of(page(client, case)),
        f"{prefix}-source": "citizen_store",
        f"{prefix}-reference": "KHO-9",
    }
    client.post(reverse("checklist_refer", args=[case.dossier.pk, component.pk]), posted)
    assert Reuse.objects.get().mode == "citizen_store"
    assert "KHO-9" in page(client, case)


def test_an_alarm_says_what_to_do_and_is_settled_with_a_reason(case: Case) -> None:
    reuse = used(case)
    withdraw(case.paper.pk, reason="Cấp nhầm", by="user:ai-do", revoked=True)
    client = signed_in(case.officer)
    text = page(client, case)
    assert "bị thu hồi hoặc ngừng dùng" in text
    assert "thôi dùng lại nếu giấy tờ không còn giá trị" in text
    assert "Giao bản đã ký" not in text
    where = address("checklist_settle", case, reuse.pk)
    assert "alert-bad" in clean(client.post(where, {"reason": " "}, headers=HTMX))
    for _ in range(2):
        clean(client.post(where, {"reason": "Kết quả không dựa vào giấy này"}, headers=HTMX))
    text = page(client, case)
    assert "Đã xem xét lúc" in text
    assert "Kết quả không dựa vào giấy này" in text
    assert Event.objects.filter(verb="reuse.alarm_settled").count() == 1


def test_what_has_ended_since_it_was_used_is_told(case: Case) -> None:
    used(case)
    Paper.objects.update(valid_to="2025-06-30")
    text = page(signed_in(case.officer), case)
    assert "Hôm nay giấy tờ này không dùng lại được nữa." in text
    assert "Đã hết hiệu lực, ngày cuối là 30/06/2025." in text


def give_signed_bytes(case: Case, store: MemoryStore) -> None:
    held = store.put(io.BytesIO(b"%PDF-1.7 da ky"), media_type="application/pdf")
    vouch_for(
        Rendition.objects.create(
            paper=case.paper,
            kind=Rendition.Kind.SIGNED,
            key=held.key,
            sha256=held.sha256,
            size_bytes=14,
            media_type="application/pdf",
        )
    )


def test_a_link_is_shown_once_and_gives_the_signed_copy(case: Case, store: MemoryStore) -> None:
    reuse = used(case)
    give_signed_bytes(case, store)
    client = signed_in(case.officer)
    where = address("checklist_hand_over", case, reuse.pk)
    answer = client.post(where, {"kind": "link"}, headers=HTMX)
    link = re.search(r'value="(http[^"]+)"', clean(answer))[1]
    assert answer["Cache-Control"] == "private, no-store"
    assert link not in page(client, case)
    fetched = Client().get(link)
    assert fetched.status_code == 200
    # Without scripts the page itself shows it; the first link has ended then.
    plain = clean(client.post(where, {"kind": "link"}))
    assert "<html" in plain
    assert re.search(r'value="(http[^"]+)"', plain)[1] != link
    assert Client().get(link).status_code == 404


def test_the_signed_copy_is_saved_at_once_and_recorded(case: Case, store: MemoryStore) -> None:
    reuse = used(case)
    client = signed_in(case.officer)
    where = address("checklist_hand_over", case, reuse.pk)
    assert "alert-bad" in clean(client.post(where, {"kind": "copy"}, headers=HTMX))
    give_signed_bytes(case, store)
    answer = client.post(where, {"kind": "copy"})
    assert answer["Content-Type"] == "application/pdf"
    assert Event.objects.filter(verb="reuse.fetched").count() == 1
    for wrong in ({"kind": "khac"}, {}):
        assert "alert-bad" in clean(client.post(where, wrong, headers=HTMX))
    nobodys = address("checklist_hand_over", case, 10**18)
    assert "alert-bad" in clean(client.post(nobodys, {"kind": "copy"}, headers=HTMX))


@pytest.mark.parametrize(
    "name", ["checklist_hand_over", "checklist_settle", "checklist_offer", "checklist_refuse"]
)
def test_acts_are_the_officers_of_the_dossier_alone(case: Case, name: str) -> None:
    reuse = used(case)
    where = address(name, case, reuse.pk)
    beside = make_user("officer", make_agency("H98.2", parent=case.province))
    assert signed_in(beside).post(where, {"kind": "copy", "reason": "law"}).status_code == 404
    clerk = signed_in(make_user("clerk", case.agency))
    assert clerk.post(where, {"kind": "copy", "reason": "law"}).status_code == 403
    assert signed_in(case.officer).get(where).status_code == 405
    assert not HandOver.objects.exists()


def test_a_verdict_that_grew_old_is_made_anew_before_the_use(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    Verification.objects.update(verified_at=timezone.now() - timedelta(days=400))
    asked: list[list[int]] = []
    client = signed_in(case.officer)
    prefilled = form_of(opened(client, case))

    def verified_now(papers: list[Paper], *, by: str) -> None:
        assert by == "user:can-bo"
        asked.append([paper.pk for paper in papers])
        Verification.objects.update(verified_at=timezone.now())

    monkeypatch.setattr(acts, "verify_stale", lambda papers, by: None)
    text = clean(client.post(address("checklist_reuse", case), prefilled, headers=HTMX))
    assert "alert-bad" in text
    assert not Reuse.objects.exists()
    monkeypatch.setattr(acts, "verify_stale", verified_now)
    client.post(address("checklist_reuse", case), prefilled)
    assert asked == [[case.paper.pk]]
    assert Reuse.objects.get().paper == case.paper

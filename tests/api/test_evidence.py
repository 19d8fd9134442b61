"""Request, preview, accept or refuse, fetch: what a system may do, in which order, once."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from config import wiring
from dossiers.models import (
    Event,
    EvidenceRequest,
    HandOver,
    Paper,
    PaperRefusal,
    Rendition,
    Reuse,
    Verification,
)
from dossiers.states import State
from ocr.sandbox import InlineSandbox
from storage.adapters.memory import MemoryStore
from tests.api.systems import System, code_of, make_system, told
from tests.records import make_agency, make_dossier, make_holder, vouch_for
from tests.reuse.cases import Case
from tests.web.no_engine import NoEngine

PATH = "/evidence-requests"
PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> MemoryStore:
    held = MemoryStore()
    monkeypatch.setattr(wiring, "store", lambda: held)
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    monkeypatch.setattr(wiring, "preview_sandbox", lambda: InlineSandbox(NoEngine()))
    return held


def wanted(case: Case, **facts: Any) -> dict[str, Any]:
    return {
        "dossier": case.dossier.number,
        "component": case.component.code,
        "purpose": "Giải quyết hồ sơ",
        "legal_basis": "Nghị định 45/2020/NĐ-CP",
        "request": "online",
        **facts,
    }


def ask(system: System, case: Case, **facts: Any) -> dict[str, Any]:
    answer = system.post(PATH, wanted(case, **facts), key=uuid4().hex)
    assert answer.status_code == 201, answer.content
    return dict(told(answer))


def decide(system: System, request: dict[str, Any], how: str, sent: Any = None) -> Any:
    return system.post(f"{PATH}/{request['id']}/{how}", sent, key=uuid4().hex)


def accepted(system: System, case: Case) -> dict[str, Any]:
    request = ask(system, case)
    assert system.get(f"{PATH}/{request['id']}/preview").status_code == 200
    answer = decide(system, request, "accept")
    assert answer.status_code == 200, answer.content
    return dict(told(answer))


def sign(paper: Paper, store: MemoryStore, content: bytes = PDF) -> Rendition:
    held = store.put(io.BytesIO(content), media_type="application/pdf")
    return vouch_for(
        Rendition.objects.create(
            paper=paper,
            kind=Rendition.Kind.SIGNED,
            key=held.key,
            sha256=held.sha256,
            size_bytes=len(content),
            media_type="application/pdf",
        )
    )


def test_the_whole_walk(system: System, case: Case, store: MemoryStore) -> None:
    rendition = sign(case.paper, store)
    request = ask(system, case)
    assert (request["state"], request["previewed"]) == ("open", False)
    assert request["papers"] == [{"id": case.paper.pk, "version": case.paper.version}]
    assert not Reuse.objects.exists()

    (paper,) = told(system.get(f"{PATH}/{request['id']}/preview"))["papers"]
    assert paper["id"] == case.paper.pk
    assert len(paper["pages"]) == 1

    done = told(decide(system, request, "accept"))
    (reuse,) = Reuse.objects.all()
    assert (done["state"], done["reuses"]) == ("accepted", [reuse.pk])
    assert reuse.request == Reuse.Request.ONLINE
    assert reuse.officer == f"user:{system.user.username}"

    file = system.get(f"{PATH}/{request['id']}/papers/{case.paper.pk}/file")
    assert file.content == PDF
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["X-Content-SHA256"] == rendition.sha256
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "evidence.requested",
        "paper.previewed",
        "reuse.recorded",
        "evidence.accepted",
        "reuse.handed_over",
        "reuse.fetched",
    ]


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_paper_of_another_person_is_neither_shown_nor_given(
    system: System, case: Case, store: MemoryStore, is_accepted: bool
) -> None:
    sign(case.paper, store)
    request = accepted(system, case) if is_accepted else ask(system, case)
    Paper.objects.filter(pk=case.paper.pk).update(holder=make_holder("Phạm Văn Khác"))
    path = f"{PATH}/{request['id']}"
    assert told(system.get(f"{path}/preview"))["papers"] == []
    for more in ("pages/1", "file", "link"):
        assert system.get(f"{path}/papers/{case.paper.pk}/{more}").status_code == 404
    assert not HandOver.objects.exists()


def test_a_link_is_told_once_and_ends_the_one_before(
    system: System, case: Case, store: MemoryStore
) -> None:
    sign(case.paper, store)
    request = accepted(system, case)
    path = f"{PATH}/{request['id']}/papers/{case.paper.pk}/link"
    first, second = told(system.get(path)), told(system.get(path))
    assert first["address"] != second["address"]
    assert HandOver.objects.filter(until__gt=timezone.now()).count() == 1
    token = second["address"].rstrip("/").rsplit("/", 1)[-1]
    assert len(token) > 30
    assert token not in str(list(HandOver.objects.values()))


def test_a_page_is_shown_before_it_is_decided(
    system: System, case: Case, store: MemoryStore
) -> None:
    made = io.BytesIO()
    Image.new("RGB", (50, 70), "white").save(made, "PNG")
    held = store.put(io.BytesIO(made.getvalue()), media_type="image/png")
    file = case.paper.received_file
    file.key, file.sha256 = held.key, held.sha256
    file.save()
    request = ask(system, case)
    base = f"{PATH}/{request['id']}/papers/{case.paper.pk}/pages"
    answer = system.get(f"{base}/1")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert system.get(f"{base}/2").status_code == 404
    assert told(system.get(f"{PATH}/{request['id']}"))["previewed"] is True


def test_a_page_that_the_store_does_not_hold(system: System, case: Case) -> None:
    request = ask(system, case)
    answer = system.get(f"{PATH}/{request['id']}/papers/{case.paper.pk}/pages/1")
    assert answer.status_code in {409, 503}
    assert code_of(answer).startswith("storage.")


def test_nothing_is_accepted_unseen(system: System, case: Case) -> None:
    request = ask(system, case)
    answer = decide(system, request, "accept")
    assert answer.status_code == 409
    assert code_of(answer) == "evidence.not_previewed"
    assert not Reuse.objects.exists()


def test_nothing_is_fetched_before_it_is_accepted(
    system: System, case: Case, store: MemoryStore
) -> None:
    sign(case.paper, store)
    request = ask(system, case)
    system.get(f"{PATH}/{request['id']}/preview")
    for what in ("file", "link"):
        answer = system.get(f"{PATH}/{request['id']}/papers/{case.paper.pk}/{what}")
        assert answer.status_code == 404
    assert not HandOver.objects.exists()


def test_a_refusal_is_kept_and_the_paper_is_not_offered_again(system: System, case: Case) -> None:
    request = ask(system, case)
    system.get(f"{PATH}/{request['id']}/preview")
    answer = decide(system, request, "refuse", {"reason": "outdated", "note": "Đã đổi chủ"})
    assert told(answer)["state"] == "refused"
    assert PaperRefusal.objects.get().reason == "outdated"
    again = system.post(PATH, wanted(case), key=uuid4().hex)
    assert code_of(again) == "reuse.not_usable"
    assert [each["code"] for each in told(again)["reasons"]] == ["reuse.refused_here"]
    assert code_of(decide(system, request, "accept")) == "evidence.decided"
    assert code_of(system.get(f"{PATH}/{request['id']}/preview")) == "evidence.decided"


def test_what_was_accepted_cannot_be_refused(system: System, case: Case) -> None:
    request = accepted(system, case)
    answer = decide(system, request, "refuse", {"reason": "doubt"})
    assert code_of(answer) == "evidence.decided"


def test_a_request_ends_by_itself(system: System, case: Case) -> None:
    request = ask(system, case)
    EvidenceRequest.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert told(system.get(f"{PATH}/{request['id']}"))["state"] == "over"
    assert code_of(system.get(f"{PATH}/{request['id']}/preview")) == "evidence.over"
    assert code_of(decide(system, request, "accept")) == "evidence.over"


def test_the_rules_are_asked_again_when_it_is_accepted(system: System, case: Case) -> None:
    request = ask(system, case)
    system.get(f"{PATH}/{request['id']}/preview")
    Paper.objects.filter(pk=case.paper.pk).update(
        state=State.WITHDRAWN, revoked_at=timezone.localdate()
    )
    answer = decide(system, request, "accept")
    assert answer.status_code == 409
    assert code_of(answer) == "reuse.not_usable"
    assert [each["code"] for each in told(answer)["reasons"]] == ["reuse.revoked"]
    assert told(system.get(f"{PATH}/{request['id']}"))["state"] == "open"


def test_a_paper_that_was_corrected_since_is_looked_at_anew(system: System, case: Case) -> None:
    request = ask(system, case)
    system.get(f"{PATH}/{request['id']}/preview")
    Paper.objects.filter(pk=case.paper.pk).update(version=case.paper.version + 1)
    assert code_of(decide(system, request, "accept")) == "reuse.changed"


def test_a_signature_that_cannot_be_verified_again_is_not_relied_on(
    system: System, case: Case, store: MemoryStore
) -> None:
    sign(case.paper, store)
    request = ask(system, case)
    system.get(f"{PATH}/{request['id']}/preview")
    store.objects.clear()
    Verification.objects.update(verified_at=timezone.now() - timedelta(days=90))
    assert code_of(decide(system, request, "accept")) == "reuse.signature_stale"


def test_a_revoked_reuse_is_not_fetched_any_more(
    system: System, case: Case, store: MemoryStore
) -> None:
    sign(case.paper, store)
    request = accepted(system, case)
    reuse = request["reuses"][0]
    answer = system.post(f"/reuses/{reuse}/revoke", {"reason": "Nhầm hồ sơ"}, key=uuid4().hex)
    assert told(answer)["revoked_at"]
    path = f"{PATH}/{request['id']}/papers/{case.paper.pk}/file"
    assert system.get(path).status_code == 404


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"request": "exception"}, "reuse.exception_needed"),
        ({"request": "exception", "exception": "none_such"}, "reuse.exception_needed"),
        ({"request": "online", "exception": "x"}, "reuse.request_needed"),
        ({"purpose": " "}, "reuse.grounds_needed"),
        ({"component": "khong-co"}, "api.not_there"),
        ({"dossier": "H98.1-260302-9999"}, "api.not_there"),
        ({"dossier": "khong-phai-ma"}, "api.not_there"),
        ({"request": "unrecorded"}, "api.invalid"),
    ],
)
def test_grounds_must_be_whole(
    system: System, case: Case, facts: dict[str, str], code: str
) -> None:
    answer = system.post(PATH, wanted(case, **facts), key=uuid4().hex)
    assert code_of(answer) == code
    assert not EvidenceRequest.objects.exists()


def test_a_key_is_needed(system: System, case: Case) -> None:
    answer = system.post(PATH, wanted(case))
    assert answer.status_code == 422
    assert told(answer)["errors"][0]["at"] == "header.Idempotency-Key"


def test_another_systems_request_is_not_there(system: System, case: Case) -> None:
    request = accepted(system, case)
    for stranger in (
        make_system(case.agency),
        make_system(make_agency("H98.2", parent=case.province)),
        make_system(case.agency, "clerk"),
    ):
        base = f"{PATH}/{request['id']}"
        paper = f"{base}/papers/{case.paper.pk}"
        for path in (base, f"{base}/preview", f"{paper}/pages/1", f"{paper}/file", f"{paper}/link"):
            assert stranger.get(path).status_code == 404, path
        assert decide(stranger, request, "accept").status_code == 404
        assert decide(stranger, request, "refuse", {"reason": "doubt"}).status_code == 404
        assert told(stranger.get(PATH))["items"] == []


def test_a_guessed_id_is_not_there(system: System, case: Case) -> None:
    for guess in (uuid4(), "0", "1", f"{case.dossier.pk}", "..", "%00"):
        assert system.get(f"{PATH}/{guess}").status_code == 404


def test_another_paper_is_not_fetched_by_the_request(
    system: System, case: Case, store: MemoryStore
) -> None:
    other = case.another_paper()
    sign(other, store)
    request = accepted(system, case)
    offered = request["papers"][0]["id"]
    not_offered = {case.paper.pk, other.pk} - {offered}
    for paper in (*not_offered, 999_999, 2**53 - 1):
        for what in ("file", "link", "pages/1"):
            answer = system.get(f"{PATH}/{request['id']}/papers/{paper}/{what}")
            assert answer.status_code == 404


def test_a_dossier_of_another_commune_is_not_there(system: System, case: Case) -> None:
    beside = make_agency("H98.2", parent=case.province)
    dossier = make_dossier(beside, procedure=case.procedure, holder=case.holder)
    answer = system.post(PATH, wanted(case, dossier=dossier.number), key=uuid4().hex)
    assert code_of(answer) == "api.not_there"


def test_the_scope_must_be_there(case: Case) -> None:
    system = make_system(case.agency, scopes="read")
    assert system.post(PATH, wanted(case), key=uuid4().hex).status_code == 403
    assert system.get(PATH).status_code == 200

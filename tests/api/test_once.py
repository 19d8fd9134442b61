"""A request that writes is done once, however often and however many at a time it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from api import once
from dossiers.models import EvidenceRequest, IdempotentAnswer
from tests.api.systems import System, code_of, make_system, told
from tests.api.test_evidence import PATH, wanted
from tests.reuse.cases import Case


def test_the_same_key_gives_the_same_answer(system: System, case: Case) -> None:
    first = system.post(PATH, wanted(case), key="yeu-cau-0001")
    again = system.post(PATH, wanted(case), key="yeu-cau-0001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert told(first) == told(again)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert EvidenceRequest.objects.count() == 1


def test_the_same_key_with_something_else_is_refused(system: System, case: Case) -> None:
    system.post(PATH, wanted(case), key="yeu-cau-0001")
    other = system.post(PATH, wanted(case, purpose="Việc khác"), key="yeu-cau-0001")
    assert other.status_code == 422
    assert code_of(other) == "api.key_used_otherwise"
    elsewhere = system.post("/reuses/1/revoke", {"reason": "Nhầm"}, key="yeu-cau-0001")
    assert code_of(elsewhere) == "api.key_used_otherwise"


def test_each_system_has_its_own_keys(system: System, case: Case) -> None:
    system.post(PATH, wanted(case), key="yeu-cau-0001")
    other = make_system(case.agency).post(PATH, wanted(case), key="yeu-cau-0001")
    assert other.status_code == 201
    assert EvidenceRequest.objects.count() == 2


def test_a_refusal_is_not_kept(system: System, case: Case) -> None:
    number = case.dossier.number
    case.paper.verifications.update(outcome="invalid")
    refused = system.post(PATH, wanted(case), key="yeu-cau-0001")
    assert code_of(refused) == "reuse.not_usable"
    case.paper.verifications.update(outcome="valid")
    done = system.post(PATH, wanted(case, dossier=number), key="yeu-cau-0001")
    assert done.status_code == 201


def test_what_is_kept_ends(system: System, case: Case) -> None:
    system.post(PATH, wanted(case), key="yeu-cau-0001")
    kept = IdempotentAnswer.objects.get()
    assert kept.until > timezone.now() + timedelta(hours=24)
    IdempotentAnswer.objects.update(until=timezone.now() - timedelta(seconds=1))
    system.post(PATH, wanted(case), key="yeu-cau-0001")
    assert EvidenceRequest.objects.count() == 2
    assert IdempotentAnswer.objects.count() == 1


def test_nothing_that_was_sent_can_be_read_from_what_is_kept(system: System, case: Case) -> None:
    system.post(PATH, wanted(case, purpose="Riêng tư"), key="yeu-cau-0001")
    kept = IdempotentAnswer.objects.get()
    assert "Riêng tư" not in str(kept.body)
    assert len(kept.request_hash) == 64


@pytest.mark.parametrize("key", ["short", "x" * 101, "có dấu-0001", "a b c d e f", "\u0000" * 9])
def test_a_key_that_is_none(system: System, case: Case, key: str) -> None:
    answer = system.post(PATH, wanted(case), key=key)
    assert code_of(answer) == "api.invalid"


def test_a_fault_of_ours_leaves_nothing(
    system: System, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_told: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(once, "as_json", fault)
    assert system.post(PATH, wanted(case), key="yeu-cau-0001").status_code == 500
    assert not EvidenceRequest.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    monkeypatch.undo()
    assert system.post(PATH, wanted(case), key="yeu-cau-0001").status_code == 201

"""Every error is a whole problem document, and repeats nothing of what was sent."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from api import checks
from tests.api.systems import ROOT, System, code_of, told


def sent(**facts: Any) -> dict[str, Any]:
    holder = {"number": "038190000123", "name": "Nguyễn Thị Mây"}
    return {"holder": holder, "procedure": "1.000894", **facts}


@pytest.mark.parametrize("path", ["/", "/nothing", "/procedures/1.000894/more", "/../admin"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_what_is_not_there_is_told_so(db: None, path: str, method: str) -> None:
    answer = getattr(Client(), method)(f"{ROOT}{path}")
    assert answer.status_code == 404
    assert code_of(answer) == "api.not_there"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_other_methods_are_named(system: System, method: str) -> None:
    answer = getattr(system.client, method)(f"{ROOT}/procedures", headers=system.headers())
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    if method != "head":
        assert code_of(answer) == "api.method_not_allowed"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"a": NaN', b"[" * 100_000, b'"\\ud800', b"nul"]
)
def test_a_body_that_is_no_json(system: System, body: bytes) -> None:
    answer = system.post("/checks", body[:60_000])
    assert answer.status_code == 400
    assert code_of(answer) == "api.body_unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"procedure": "1.000894\u0000"},
        {"procedure": "../etc"},
        {"procedure": 5},
        {"on": "2026-13-01"},
        {"on": 0},
        {"on": "20260101"},
        {"more": True},
        {"holder": None},
        {"holder": []},
        {"holder": {"number": "03819000012", "name": "Mây"}},
        {"holder": {"number": "038190000123", "name": "a\nb"}},
        {"holder": {"number": "038190000123", "name": "\ud800"}},
        {"holder": {"number": "038190000123", "name": "x" * 301}},
        {"holder": {"number": "٠٣٨١٩٠٠٠٠١٢٣", "name": "Mây"}},
    ],
)
def test_wrong_fields_are_named_without_what_was_in_them(
    system: System, wrong: dict[str, Any]
) -> None:
    answer = system.post("/checks", sent(**wrong))
    assert answer.status_code == 422
    assert code_of(answer) == "api.invalid"
    for error in told(answer)["errors"]:
        assert error["at"].startswith("body")
        assert error["message"].endswith(".")
    assert b"038190000123" not in answer.content


def test_nothing_at_all_was_sent(system: System) -> None:
    answer = system.client.post(f"{ROOT}/checks", headers=system.headers())
    assert answer.status_code in {415, 422}
    code_of(answer)  # type: ignore[arg-type]


def test_a_body_that_does_not_say_it_is_json(system: System) -> None:
    answer = system.client.post(
        f"{ROOT}/checks", json.dumps(sent()), content_type="text/plain", headers=system.headers()
    )
    assert answer.status_code == 415
    assert code_of(answer) == "api.media_type"  # type: ignore[arg-type]


def test_a_body_that_is_too_large(system: System) -> None:
    answer = system.post("/checks", b" " * 70_000)
    assert answer.status_code == 413
    assert code_of(answer) == "api.body_too_large"


def test_a_fault_of_ours_shows_no_trace(
    system: System, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(**_facts: object) -> None:
        raise RuntimeError("Nguyễn Thị Mây")

    monkeypatch.setattr(checks, "check", fault)
    answer = system.post("/checks", sent())
    assert answer.status_code == 500
    assert code_of(answer) == "api.broken"
    assert "Nguyễn" not in answer.content.decode()
    assert "RuntimeError" in caplog.text


def test_records_that_are_away_are_told_as_such(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_facts: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(checks, "check", away)
    answer = system.post("/checks", sent())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert code_of(answer) == "records.busy"

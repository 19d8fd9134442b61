"""`motlan api_token`: tokens of other systems from the command line."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import SystemToken, User
from dossiers.models import Event
from tests.records import make_agency
from worker.cli import main

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(["api_token", *arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    told = capsys.readouterr()
    return status, told.out, told.err


def call(secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get("/api/v1/procedures", headers=headers).status_code


def test_a_token_is_made_listed_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    make_agency("H90.41")
    status, out, _ = run(capsys, "--json", "add", "Một cửa", "--agency", "H90.41")
    made: dict[str, Any] = json.loads(out)
    assert (status, made["system"], made["scopes"]) == (0, "ht.mot-cua", "read")
    assert call(made["secret"]) == 200
    _, listed, _ = run(capsys, "list")
    assert made["hint"] in listed
    assert made["secret"] not in listed
    assert run(capsys, "revoke", str(made["id"]))[0] == 0
    assert call(made["secret"]) == 401
    assert Event.objects.filter(verb="system.token_revoked").count() == 1


def test_a_system_that_is_there_gets_one_more(capsys: pytest.CaptureFixture[str]) -> None:
    make_agency("H90.41")
    for scope in ("read", "reuse"):
        status, out, err = run(capsys, "add", "Một cửa", "--scope", scope)
        assert status == 0
        assert out.strip().startswith("motlan_")
        assert "một lần" in err
    assert User.objects.filter(is_service=True).count() == 1
    assert set(SystemToken.objects.values_list("scopes", flat=True)) == {"read", "reuse"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "Một cửa", "--days", "0"),
        ("add", "Một cửa", "--days", "999"),
        ("add", "!!!"),
        ("add", "Một cửa", "--role", "administrator"),
        ("add", "Một cửa", "--agency", "H00"),
        ("revoke", "12345"),
        ("revoke", "abc"),
        (),
    ],
)
def test_wrong_use_changes_nothing(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    make_agency("H90.41")
    assert run(capsys, *arguments)[0] == 2
    assert not User.objects.exists()
    assert not SystemToken.objects.exists()

"""`motlan trust`: list, add, check and refresh, with a status that a script can go by."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config import wiring
from signing.pki import DemoPki, make_demo_pki

pytestmark = pytest.mark.django_db
ADDRESS = "http://crl.example/root.crl"


@pytest.fixture
def pki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DemoPki:
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    return make_demo_pki(tmp_path / "made", agencies={})


def motlan_trust(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = 0
    try:
        call_command("trust", *words)
    except SystemExit as ended:
        status = int(ended.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_root_is_pinned_listed_and_checked(
    pki: DemoPki, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--name", "Gốc thử", "--whose", "government", "--crl", ADDRESS)
    assert motlan_trust(capsys, "list") == (0, "", "")
    status, out, err = motlan_trust(capsys, "add", str(pki.root_pem), *words)
    assert (status, "Đã ghim Gốc thử" in out, "So mã băm" in err) == (0, True, True)
    (one,) = lines(motlan_trust(capsys, "list", "--json")[1])
    assert (one["standing"], one["whose"], one["name"]) == ("trusted", "government", "Gốc thử")
    assert motlan_trust(capsys, "check")[0] == 0
    (wiring.trust_folder() / "root.pem").unlink()
    status, out, _ = motlan_trust(capsys, "check")
    assert (status, "thiếu tệp" in out) == (1, True)


def test_a_digest_that_differs_is_wrong_use(pki: DemoPki) -> None:
    with pytest.raises(CommandError, match="another SHA-256") as ended:
        call_command("trust", "add", str(pki.root_pem), "--sha256", "0" * 64)
    assert ended.value.returncode == 2
    with pytest.raises(CommandError):
        call_command("trust", "add")


def test_lists_are_fetched_from_their_addresses(
    pki: DemoPki, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert motlan_trust(capsys, "refresh")[0] == 0
    motlan_trust(capsys, "add", str(pki.root_pem), "--crl", ADDRESS)
    given = {ADDRESS: pki.crls[0].read_bytes()}
    monkeypatch.setattr(wiring, "list_fetcher", lambda: given.__getitem__)
    status, out, _ = motlan_trust(capsys, "refresh", "--json")
    assert (status, [each["outcome"] for each in lines(out)]) == (0, ["replaced"])
    given[ADDRESS] = b"<html>"
    status, out, _ = motlan_trust(capsys, "refresh")
    assert (status, "không phải danh sách thu hồi" in out) == (1, True)

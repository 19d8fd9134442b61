"""`motlan setup_store`: tells what was made ready; a store that does not protect ends with 1 and what to do."""

import json

import pytest

from config import wiring
from storage.errors import EncryptionUnavailable, StorageError, StoreUnprotected, StoreUnreachable
from worker.cli import main


@pytest.mark.parametrize(
    "error", [StoreUnprotected("no lock"), StoreUnreachable(), EncryptionUnavailable()]
)
def test_a_store_that_is_not_ready_ends_with_a_sentence(
    error: StorageError, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses() -> dict[str, object]:
        raise error

    monkeypatch.setattr(wiring, "set_up_store", refuses)
    with pytest.raises(SystemExit) as ended:
        main(["setup-store"])
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert f"[{error.code}]" in told.err
    assert told.out == ""


def test_what_was_made_ready_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready = {
        "store": "s3",
        "bucket": "motlan",
        "made": True,
        "encryption": "s3",
        "may_delete": True,
    }
    monkeypatch.setattr(wiring, "set_up_store", lambda: ready)
    assert main(["setup_store", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == ready
    assert main(["setup_store"]) == 0
    told = capsys.readouterr().out
    assert "đã tạo" in told
    assert "policy.json" in told

"""Which remote signer an agency has is data beside the keys; what is wrong there is said, never guessed."""

from pathlib import Path

import pytest

from config import wiring
from config.remote_signing import has_remote_signer, remote_signer
from signing.errors import KeyUnreadable

CODE = "H90.01"


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    folder = tmp_path / "keys"
    folder.mkdir()
    return folder


def name_service(keys: Path, text: str, *, token: str | None = "t") -> None:
    (keys / f"remote-{CODE}.toml").write_text(text)
    if token is not None:
        (keys / f"remote-{CODE}.token").write_text(token)


def test_an_agency_without_a_service_has_none(keys: Path) -> None:
    assert not has_remote_signer(CODE)
    assert remote_signer(CODE) is None
    assert remote_signer("../../etc/passwd") is None


def test_a_named_service_is_asked(keys: Path) -> None:
    name_service(keys, 'url = "https://signer.example/csc/v2"\ncredential = "an-binh"\n')
    (keys / f"remote-{CODE}.sad").write_text("agreed\n")
    assert has_remote_signer(CODE)
    assert remote_signer(CODE) is not None
    assert remote_signer("H90.02") is None


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("no TOML =", "t"),
        ('credential = "x"', "t"),
        ('url = "https://x"', "t"),
        ('url = "http://signer.example"\ncredential = "x"', "t"),
        ('url = "https://x"\ncredential = "x"', None),
        ('url = "https://x"\ncredential = "x"\nca_file = "/nowhere.pem"', "t"),
    ],
)
def test_what_is_wrong_is_said(text: str, token: str | None, keys: Path) -> None:
    name_service(keys, text, token=token)
    with pytest.raises(KeyUnreadable):
        remote_signer(CODE)

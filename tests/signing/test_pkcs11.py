"""Signing with a key that stays in a token, on SoftHSM: kinds of keys, dead sessions, wrong PINs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.adapters import pkcs11 as adapter
from signing.adapters.folder_keys import FolderKeys
from signing.adapters.key_files import KeyFiles
from signing.adapters.pkcs11 import Pkcs11KeyHolder
from signing.errors import KeyUnavailable, KeyUnreadable, SigningError
from signing.ports import Mark
from signing.sign import sign_pdf
from tests.signing.authority import Authority, Issued
from tests.signing.conftest import AGENCY, Office, page_pdf

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234"
pytestmark = pytest.mark.skipif(
    not (LIBRARY.exists() and shutil.which("softhsm2-util")), reason="softhsm2 is not installed"
)
KEYS: dict[str, Any] = {
    "rsa-2048": lambda: rsa.generate_private_key(65537, 2048),
    "rsa-3072": lambda: rsa.generate_private_key(65537, 3072),
    "p-256": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@dataclass(frozen=True)
class Token:
    """A token that holds a key and its certificate for each kind, under the name of the kind."""

    authority: Authority
    issued: dict[str, Issued]
    folder: Path

    def holder(self, label: str = "p-256", *, pin: str = PIN, **options: Any) -> Pkcs11KeyHolder:
        return Pkcs11KeyHolder(LIBRARY, token="motlan", key_label=label, pin=pin, **options)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    tool("--init-token", "--free", "--label", "motlan", "--pin", PIN, "--so-pin", "5678")
    authority, issued = Authority(), {}
    for number, (label, make) in enumerate(KEYS.items()):
        issued[label] = authority.issue(AGENCY, key=make())
        put_key(folder, issued[label], label=label, number=number)
    put_key(folder, issued["p-256"], label="bare", number=9)  # without a certificate
    if str(LIBRARY) in pkcs11._loaded:  # another module's tokens
        pkcs11.lib(str(LIBRARY)).reinitialize()
    with pkcs11.lib(str(LIBRARY)).get_token(token_label="motlan").open(rw=True, user_pin=PIN) as s:
        for label, each in issued.items():
            put_certificate(s, each, label)
    yield Token(authority, issued, folder)
    del os.environ["SOFTHSM2_CONF"]


def put_key(folder: Path, issued: Issued, *, label: str, number: int) -> None:
    pem = folder / "key.pem"
    pem.write_bytes(
        issued.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    named = ("--label", label, "--id", f"0{number}", "--pin", PIN)
    tool("--import", pem, "--token", "motlan", *named)
    pem.unlink()


def put_certificate(session: Any, issued: Issued, label: str) -> None:
    session.create_object(
        {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.LABEL: label,
            pkcs11.Attribute.SUBJECT: issued.certificate.subject.public_bytes(),
            pkcs11.Attribute.VALUE: issued.certificate_der,
        }
    )


def tool(*arguments: str | Path) -> None:
    command = ["softhsm2-util", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize("label", KEYS)
def test_a_token_signs(token: Token, office: Office, check, label: str) -> None:
    key = token.holder(label)
    assert key.certificate_der == token.issued[label].certificate_der
    trust = token.authority.trust(crls=(token.authority.crl(),))
    for _ in range(2):
        signed = sign_pdf(page_pdf(), key=key, mark=None, timestamper=None, level="B-B")
        assert check(signed, agency=AGENCY, trust=trust).outcome == "valid"


def test_one_login_serves_the_keys_of_a_process(token: Token, check) -> None:
    holders = [token.holder(label) for label in (*KEYS, *KEYS)]
    assert all(holder.sign_digest_input(b"x") for holder in holders for _ in range(2))


def test_what_is_not_there_is_told(token: Token) -> None:
    with pytest.raises(KeyUnreadable):
        token.holder("none").sign_digest_input(b"x")
    with pytest.raises(KeyUnreadable):
        _ = token.holder("bare").certificate_der
    with pytest.raises(KeyUnavailable):
        Pkcs11KeyHolder(LIBRARY, token="none", key_label="a", pin=PIN).sign_digest_input(b"x")


def test_a_library_that_cannot_be_loaded_hangs_nobody(token: Token, tmp_path: Path) -> None:
    broken = tmp_path / "broken.so"
    broken.write_bytes(b"no library")
    for path in (Path("/none.so"), broken):
        key = Pkcs11KeyHolder(path, token="motlan", key_label="p-256", pin=PIN)
        for _ in range(3):
            with pytest.raises(KeyUnavailable):
                key.sign_digest_input(b"x")
    assert token.holder().sign_digest_input(b"x")


def test_a_session_that_ended_is_opened_anew(token: Token) -> None:
    key, other = token.holder(), token.holder("rsa-2048")
    assert key.sign_digest_input(b"x")
    assert other.sign_digest_input(b"x")
    key._session.close()
    assert key.sign_digest_input(b"x")
    assert other.sign_digest_input(b"x")


def test_a_device_started_anew_signs_on(token: Token) -> None:
    key, other = token.holder(), token.holder("rsa-2048")
    assert key.sign_digest_input(b"x")
    assert other.sign_digest_input(b"x")
    pkcs11.lib(str(LIBRARY)).reinitialize()
    for _ in range(2):
        assert key.sign_digest_input(b"x")
        assert other.sign_digest_input(b"x")


def test_a_token_that_was_taken_out_is_told_and_signs_when_it_is_back(token: Token) -> None:
    key, tokens = token.holder(), token.folder / "tokens"
    assert key.sign_digest_input(b"x")
    away = tokens.rename(token.folder / "away")
    tokens.mkdir()
    pkcs11.lib(str(LIBRARY)).reinitialize()
    with pytest.raises(KeyUnavailable):
        key.sign_digest_input(b"x")
    tokens.rmdir()
    away.rename(tokens)
    pkcs11.lib(str(LIBRARY)).reinitialize()
    assert key.sign_digest_input(b"x")


def test_a_wrong_pin_is_told_and_never_tried_again(
    token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    pkcs11.lib(str(LIBRARY)).reinitialize()  # nobody is logged in
    logins = []
    opened = adapter._session
    monkeypatch.setattr(
        adapter, "_session", lambda device, pin: logins.append(pin) or opened(device, pin)
    )
    for _ in range(3):
        with pytest.raises(KeyUnreadable, match="PIN"):
            token.holder(pin="0000").sign_digest_input(b"x")
    assert logins == ["0000"]
    assert token.holder().sign_digest_input(b"x")


@pytest.fixture
def folder(token: Token, tmp_path: Path) -> Path:
    """Keys named by settings files: one whose certificate the token holds, one beside the file."""
    (tmp_path / "hsm.pin").write_text(PIN + "\n")
    for code, label, more in (("H1", "rsa-2048", ""), ("H2", "bare", 'certificates = "H2.pem"\n')):
        (tmp_path / f"agency-{code}.toml").write_text(
            f'library = "{LIBRARY}"\ntoken = "motlan"\nkey_label = "{label}"\n'
            f'pin_file = "hsm.pin"\n{more}'
        )
    pem = token.issued["p-256"].certificate.public_bytes(serialization.Encoding.PEM)
    (tmp_path / "H2.pem").write_bytes(pem)
    return tmp_path


def test_agencies_name_their_tokens_in_files(
    token: Token, office: Office, folder: Path, check, tmp_path: Path
) -> None:
    trust = token.authority.trust(crls=(token.authority.crl(),))
    keys = FolderKeys(folder, timestamper=None, trial=False, trust=lambda: trust)
    source = tmp_path / "page.pdf"
    source.write_bytes(page_pdf())
    for code in ("H1", "H2"):
        assert keys.has_key(code)
        facts = keys.certificate(code)
        assert facts is not None
        signed = keys.sign(source, agency_code=code, mark=Mark(AGENCY))
        assert check(signed, agency=AGENCY, trust=trust).outcome == "valid"
    assert not keys.has_key("H3")


def test_a_key_is_opened_once_until_its_files_change(folder: Path) -> None:
    keys = KeyFiles(folder)
    key = keys.key("H1")
    assert keys.key("H1") is key
    (folder / "hsm.pin").write_text(PIN + "\n\n")
    assert keys.key("H1") is not key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "library = 1",
        "no toml",
        "\ufeffx",
        'library = "/l.so"\ntoken = "t"\nkey_label = "k"\n',
        'library = "/l.so"\ntoken = "t"\nkey_label = "k"\npin_file = ""\n',
        'library = "/l.so"\ntoken = "t"\nkey_label = "k"\npin_file = "none"\n',
        'library = "/l.so"\ntoken = "t"\nkey_label = "k"\npin_file = "hsm.pin"\npin = "1"\n',
        'library = "/l.so"\ntoken = "t"\nkey_label = "k"\npin_file = "hsm.pin"\ncertificates = "x"\n',
    ],
)
def test_a_wrong_settings_file_is_told(folder: Path, text: str) -> None:
    (folder / "agency-H1.toml").write_text(text)
    with pytest.raises(SigningError, match=r"agency-H1\.toml|none|x ") as caught:
        KeyFiles(folder).key("H1").sign_digest_input(b"x")
    assert caught.value.code == "signing.key_unreadable"

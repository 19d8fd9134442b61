"""The trial keys: made once, private, clearly named."""

import stat
from pathlib import Path

import pytest
from cryptography import x509

from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.errors import KeyUnreadable, TrustUnreadable
from signing.pki import agency_key_name, make_demo_pki
from signing.trust import load_trust
from tests.signing.conftest import AGENCY, OTHER, holder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_running_twice_changes_nothing_and_an_agency_adds_its_key_only(tmp_path: Path) -> None:
    make_demo_pki(tmp_path, agencies={"A1": AGENCY})
    first = contents(tmp_path)
    make_demo_pki(tmp_path, agencies={"A1": AGENCY})
    assert contents(tmp_path) == first
    make_demo_pki(tmp_path, agencies={"A1": AGENCY, "A2": OTHER})
    grown = contents(tmp_path)
    assert {name: grown[name] for name in first} == first
    assert set(grown) - set(first) == {"agency-A2.p12", "agency-A2.pass"}


def test_secrets_are_for_the_owner_and_names_say_trial(tmp_path: Path) -> None:
    pki = make_demo_pki(tmp_path / "keys", agencies={"A1": AGENCY * 3})
    for path in (tmp_path / "keys").iterdir():
        if path.suffix in (".p12", ".pass"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    certificates = [x509.load_pem_x509_certificate(pki.root_pem.read_bytes())]
    certificates += [
        x509.load_der_x509_certificate(holder(path).certificate_der)
        for path in (pki.tsa_p12, *pki.agency_p12.values())
    ]
    for certificate in certificates:
        (name,) = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        assert "THỬ NGHIỆM" in name.value
        assert len(name.value) <= 64


@pytest.mark.parametrize("code", ["../../etc/x", "", "a/b", "xã", "a\0b"])
def test_a_hostile_code_stays_in_the_folder(code: str) -> None:
    name = agency_key_name(code)
    assert "/" not in name
    assert "\0" not in name
    assert name.startswith("agency-")


def test_a_wrong_password_or_file_is_told(tmp_path: Path) -> None:
    pki = make_demo_pki(tmp_path, agencies={"A1": AGENCY})
    with pytest.raises(KeyUnreadable):
        Pkcs12KeyHolder(pki.agency_p12["A1"], password=b"wrong")
    with pytest.raises(KeyUnreadable):
        Pkcs12KeyHolder(pki.root_pem, password=None)
    with pytest.raises(KeyUnreadable):
        Pkcs12KeyHolder(tmp_path / "none.p12", password=None)


@pytest.mark.parametrize(
    "data", [b"", b"text", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_trust_that_is_no_certificate_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "root.pem"
    path.write_bytes(data)
    with pytest.raises(TrustUnreadable):
        load_trust([path])
    with pytest.raises(TrustUnreadable):
        load_trust([], crls=[path])

"""Lists of revocation are replaced by newer ones of their issuer, and by nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.adapters.list_http import fetch_list
from signing.pki import DemoPki, make_demo_pki
from signing.refresh import refresh
from signing.roots import Entry, add
from tests.signing.conftest import AGENCY, Office

ADDRESS = "http://crl.example/root.crl"
NOW = datetime.now(UTC).replace(microsecond=0)


def revocations(pki: DemoPki, *, issued: timedelta, ends: timedelta = timedelta(days=7)) -> bytes:
    path = pki.root_pem.with_suffix(".p12")
    bundle = pkcs12.load_pkcs12(path.read_bytes(), DemoPki.password_file(path).read_bytes())
    builder = x509.CertificateRevocationListBuilder().issuer_name(bundle.cert.certificate.subject)
    made = builder.last_update(NOW + issued).next_update(NOW + ends)
    return made.sign(bundle.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    made = tmp_path / "trust"
    add(made, office.pki.root_pem, Entry("Gốc", "root.pem", "", crl=(ADDRESS,)))
    return made


def outcome(folder: Path, data: bytes | Exception) -> str:
    def fetch(address: str) -> bytes:
        assert address == ADDRESS
        if isinstance(data, Exception):
            raise data
        return data

    (one,) = refresh(folder, fetch=fetch, now=NOW)
    return one.outcome


def held(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("*.crl")]


def test_a_newer_list_takes_the_place_of_an_older_one(office: Office, folder: Path) -> None:
    old = revocations(office.pki, issued=timedelta(hours=-9))
    new = revocations(office.pki, issued=timedelta(hours=-1))
    assert [outcome(folder, each) for each in (old, old, new)] == [
        "replaced",
        "unchanged",
        "replaced",
    ]
    assert held(folder) == [new]
    assert outcome(folder, old) == "older"
    assert held(folder) == [new]
    assert [path.suffix for path in folder.iterdir() if "part" in path.name] == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (OSError("refused"), "unreachable"),
        (ValueError("too large"), "unreachable"),
        (b"", "no_list"),
        (b"<html>", "no_list"),
        (b"0\x03\x02\x01\x00", "no_list"),
        (b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "no_list"),
    ],
)
def test_what_is_no_list_changes_nothing(
    office: Office, folder: Path, data: bytes | Exception, told: str
) -> None:
    good = revocations(office.pki, issued=timedelta(hours=-1))
    assert outcome(folder, good) == "replaced"
    assert outcome(folder, data) == told
    assert held(folder) == [good]


def test_a_list_of_somebody_else_or_of_the_past_is_refused(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    fake = make_demo_pki(tmp_path / "fake", agencies={"H19.1": AGENCY})
    forged = revocations(fake, issued=timedelta(hours=-1))
    assert outcome(folder, forged) == "not_signed"  # the same name, another key
    ended = revocations(office.pki, issued=timedelta(days=-9), ends=timedelta(days=-1))
    assert outcome(folder, ended) == "ended"
    good = revocations(office.pki, issued=timedelta(hours=-1))
    flipped = good[:-1] + bytes([good[-1] ^ 1])
    assert outcome(folder, flipped) == "not_signed"
    assert held(folder) == []


def test_only_http_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="http"):
        fetch_list(f"file://{tmp_path}")

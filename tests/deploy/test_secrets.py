"""deploy/make-secrets.sh: makes what the compose file wants, for its owner only, and never twice."""

import os
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy" / "make-secrets.sh"


def make(folder: Path, *, site: str = "motlan.tinh.gov.vn") -> str:
    done = subprocess.run(
        [SCRIPT, folder],
        env={"PATH": os.environ["PATH"], "SITE_NAME": site},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trial") / "secrets"
    make(folder)
    return folder


def test_every_secret_of_the_compose_file_is_made(made: Path) -> None:
    compose: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    wanted = {Path(each["file"]).name for each in compose["secrets"].values()}
    assert wanted | {"ca.key"} == {each.name for each in made.iterdir()}
    assert all(each.stat().st_size for each in made.iterdir())


def test_only_the_owner_can_enter(made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o700
    modes = {each.name: each.stat().st_mode & 0o777 for each in made.iterdir()}
    assert modes.pop("ca.key") == 0o400
    assert set(modes.values()) == {0o444}


def test_secrets_differ_and_are_long(made: Path) -> None:
    words = [
        each.read_text().strip()
        for each in made.iterdir()
        if each.suffix == "" and not each.name.endswith(("_user", "_access_key"))
    ]
    assert len(set(words)) == len(words) >= 10
    assert all(len(word) >= 50 for word in words)


def test_nothing_is_written_over(made: Path) -> None:
    before = {each.name: each.read_bytes() for each in made.iterdir()}
    assert make(made) == ""
    assert {each.name: each.read_bytes() for each in made.iterdir()} == before


def test_what_is_missing_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "bí mật"  # a name with a space and Vietnamese letters
    make(folder)
    (folder / "metrics_token").unlink()
    assert make(folder) == "made metrics_token\n"


def test_certificates_name_their_servers(made: Path) -> None:
    for name, host in (
        ("minio", "minio"),
        ("elasticsearch", "elasticsearch"),
        ("site", "motlan.tinh.gov.vn"),
    ):
        certificate = x509.load_pem_x509_certificate((made / f"{name}.crt").read_bytes())
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert host in found.get_values_for_type(x509.DNSName)
        context = ssl.create_default_context(cafile=made / "ca.crt")
        context.load_cert_chain(made / f"{name}.crt", made / f"{name}.key")


def test_no_password_is_printed(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    told = make(folder)
    for each in folder.iterdir():
        assert each.read_text().strip() not in told

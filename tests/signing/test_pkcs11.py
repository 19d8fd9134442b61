"""Signing with a key that stays in a token, on SoftHSM."""

import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.adapters.pkcs11 import Pkcs11KeyHolder
from signing.errors import KeyUnavailable, KeyUnreadable
from signing.pki import DemoPki
from signing.sign import sign_pdf
from tests.signing.conftest import AGENCY, Office, page_pdf

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234"
pytestmark = pytest.mark.skipif(
    not (LIBRARY.exists() and shutil.which("softhsm2-util")), reason="softhsm2 is not installed"
)


@pytest.fixture(scope="module")
def token(office: Office, tmp_path_factory: pytest.TempPathFactory):
    """A token with the agency's key and certificates under the label "agency"."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    path = office.pki.agency_p12["H19.1"]
    bundle = pkcs12.load_pkcs12(path.read_bytes(), DemoPki.password_file(path).read_bytes())
    pem = folder / "key.pem"
    pem.write_bytes(
        bundle.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    tool("--init-token", "--free", "--label", "motlan", "--pin", PIN, "--so-pin", "5678")
    tool("--import", pem, "--token", "motlan", "--label", "agency", "--id", "01", "--pin", PIN)
    pem.unlink()
    certificates = [("agency", bundle.cert.certificate)]
    certificates += [("chain", each.certificate) for each in bundle.additional_certs]
    with pkcs11.lib(str(LIBRARY)).get_token(token_label="motlan").open(rw=True, user_pin=PIN) as s:
        for label, certificate in certificates:
            s.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: label,
                    pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
                }
            )
    yield "motlan"
    del os.environ["SOFTHSM2_CONF"]


def tool(*arguments: str | Path) -> None:
    command = ["softhsm2-util", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


def test_a_token_signs(token: str, office: Office, check) -> None:
    key = Pkcs11KeyHolder(LIBRARY, token=token, key_label="agency", pin=PIN)
    assert key.certificate_der == office.key.certificate_der
    assert len(key.chain_der) == 1
    for _ in range(2):
        signed = sign_pdf(page_pdf(), key=key, mark=None, timestamper=office.timestamper)
        assert check(signed, agency=AGENCY).outcome == "valid"


def test_what_is_not_there_is_told(token: str) -> None:
    with pytest.raises(KeyUnreadable):
        Pkcs11KeyHolder(LIBRARY, token=token, key_label="none", pin=PIN).sign_digest_input(b"x")
    with pytest.raises(KeyUnavailable):
        Pkcs11KeyHolder(LIBRARY, token="none", key_label="a", pin=PIN).sign_digest_input(b"x")
    with pytest.raises(KeyUnavailable):
        Pkcs11KeyHolder(Path("/none.so"), token="t", key_label="a", pin=PIN).sign_digest_input(b"x")

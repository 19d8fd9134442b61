"""`motlan sign` and `motlan verify`: exit status, JSON lines, no Django."""

import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from signing.pki import DemoPki
from tests.signing.authority import Authority
from tests.signing.conftest import AGENCY, Office, page_pdf
from worker.direct import sign, verify

FIELDS = [
    "field", "signer", "organisation", "signed_at", "time_source", "digest", "level", "indication",
    "sub_indication", "covers_whole_file", "changes_after", "warnings",
]  # fmt: skip


@pytest.fixture
def trust(office: Office) -> list[str]:
    pki = office.pki
    flags = ["--trust", str(pki.root_pem), "--trust", str(pki.intermediate_pem)]
    return flags + [flag for crl in pki.crls for flag in ("--crl", str(crl))]


def test_sign_then_verify(office: Office, trust, tmp_path: Path, capsys) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(page_pdf())
    key = office.pki.agency_p12["H19.1"]
    flags = ["--key", str(key), "--pass-file", str(DemoPki.password_file(key))]
    assert sign.main([str(source), str(target), *flags, "--agency", AGENCY]) == 0
    assert verify.main([str(target), *trust, "--offline", "--json"]) == 0
    item = json.loads(capsys.readouterr().out)
    assert list(item) == ["file", "sha256", "outcome", "signatures", "message"]
    assert (item["file"], item["outcome"]) == (str(target), "valid")
    assert list(item["signatures"][0]) == FIELDS
    assert item["signatures"][0]["level"] == "B-B"


def test_some_and_none_valid(trust, signed: bytes, tmp_path: Path, capsys) -> None:
    good, bare = tmp_path / "good.pdf", tmp_path / "bare.pdf"
    good.write_bytes(signed)
    bare.write_bytes(page_pdf())
    assert verify.main([str(good), str(bare), str(tmp_path / "none.pdf"), *trust, "--json"]) == 3
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["outcome"], second["outcome"]) == ("valid", "unsigned")
    assert set(third) == {"file", "error"}
    assert set(third["error"]) == {"code", "message", "remedy"}
    assert verify.main([str(bare), "--json"]) == 1
    assert verify.main([str(good), "--agency", "Ai đó", *trust]) == 1
    assert "không phải cơ quan" in capsys.readouterr().out


def test_wrong_use(tmp_path: Path) -> None:
    for wrong in (["a", "b"], ["a", "b", "--key", "k", "--level", "B-T"]):
        with pytest.raises(SystemExit) as ended:
            sign.main(wrong)
        assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        verify.main(["a", "--at", "yesterday"])
    assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        verify.main(["a", "--trust", str(tmp_path / "none.pem")])
    assert ended.value.code == 2


def test_a_failed_sign_leaves_nothing(office: Office, tmp_path: Path, capsys) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(b"not a pdf")
    key = office.pki.agency_p12["H19.1"]
    flags = ["--key", str(key), "--pass-file", str(DemoPki.password_file(key))]
    assert sign.main([str(source), str(target), *flags]) == 1
    assert not target.exists()
    assert "signing.input_not_signable" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["sign", "verify"])
def test_no_django_is_loaded(name: str) -> None:
    code = f"import sys, worker.direct.{name}; sys.exit('django' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_a_key_that_has_ended_signs_nothing(tmp_path: Path, capsys) -> None:
    source, target = tmp_path / "page.pdf", tmp_path / "signed.pdf"
    source.write_bytes(page_pdf())
    key, secret = tmp_path / "key.p12", tmp_path / "key.pass"
    secret.write_text("secret\n")
    key.write_bytes(Authority().issue(AGENCY, days=(-30, -1)).p12(b"secret"))
    flags = ["--key", str(key), "--pass-file", str(secret)]
    assert sign.main([str(source), str(target), *flags]) == 1
    assert "signing.certificate_expires" in capsys.readouterr().err
    assert not target.exists()


def test_two_sign_from_the_command_line(office: Office, tmp_path: Path, check) -> None:
    source, once, twice = (tmp_path / name for name in ("page.pdf", "once.pdf", "twice.pdf"))
    source.write_bytes(page_pdf())
    key = office.pki.agency_p12["H19.1"]
    flags = ["--key", str(key), "--pass-file", str(office.pki.password_file(key))]
    named = [*flags, "--agency", AGENCY]
    assert sign.main([str(source), str(once), *named, "--more-follow"]) == 0
    assert sign.main([str(once), str(twice), *named]) == 0
    with pikepdf.open(twice) as pdf:
        widths = [each.Rect[2] - each.Rect[0] for each in pdf.Root.AcroForm.Fields]
    assert min(widths) > 0
    assert check(twice.read_bytes()).outcome == "valid"

"""Papers as the state publishes them, told truthfully and compared with pdfsig."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signing.ports import Report
from signing.trust import Trust
from signing.verify import verify_pdf

REAL = Path(os.environ.get("MOTLAN_SHARED", Path(__file__).parents[3] / "shared")) / "data/real"
PORTAL = ("nq_115_ba_vi.pdf", "qd_707_ttg.pdf", "tt_21_bct_fuel.pdf")
CITY = "hanoi_tb_453_flag.pdf"
AT = datetime(2026, 6, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the shared papers are not here")


def told(name: str) -> Report:
    return verify_pdf(REAL / name, trust=Trust(), at=AT)


@pytest.mark.parametrize("name", PORTAL)
def test_scans_signed_by_the_portal(name: str) -> None:
    report = told(name)
    assert report.outcome == "indeterminate"
    (one,) = report.signatures
    assert one.signer == "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"
    assert one.organisation == "VĂN PHÒNG CHÍNH PHỦ"
    assert (one.digest, one.level, one.time_source) == ("sha256", None, "timestamp")
    assert (one.covers_whole_file, one.changes_after) == (True, "none")
    assert one.sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"
    assert "signature.unknown_root" in one.warnings
    assert "signature.time_zone_suspect" in one.warnings


def test_seven_signatures_of_the_city() -> None:
    report = told(CITY)
    assert report.outcome == "indeterminate"
    assert len(report.signatures) == 7
    assert [s.digest for s in report.signatures].count("sha1") == 6
    assert all(
        "signature.weak_digest" in s.warnings for s in report.signatures if s.digest == "sha1"
    )
    assert [s.covers_whole_file for s in report.signatures] == [False] * 6 + [True]
    assert [s.changes_after for s in report.signatures] == ["allowed"] * 6 + ["none"]
    assert report.signatures[0].signer == "Nguyễn Thanh Tùng"
    assert {s.signer for s in report.signatures[2:]} == {"ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"}


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils not installed")
@pytest.mark.parametrize("name", [*PORTAL, CITY])
def test_pdfsig_tells_the_same(name: str) -> None:
    done = subprocess.run(
        ["pdfsig", "-nocert", REAL / name], capture_output=True, text=True, check=False
    )
    blocks = re.split(r"^Signature #\d+:$", done.stdout, flags=re.MULTILINE)[1:]
    theirs = [
        (
            re.search(r"Field Name: (.*)", block)[1],
            re.search(r"Common Name: (.*)", block)[1],
            re.search(r"Hash Algorithm: (.*)", block)[1].replace("-", "").lower(),
            "Total document signed" in block and "Not total" not in block,
        )
        for block in blocks
    ]
    ours = [(s.field, s.signer, s.digest, s.covers_whole_file) for s in told(name).signatures]
    assert sorted(ours) == sorted(theirs)


def test_appended_bytes_spoil_a_published_paper(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes((REAL / PORTAL[0]).read_bytes() + b"\nmore")
    assert verify_pdf(path, trust=Trust(), at=AT).outcome == "invalid"

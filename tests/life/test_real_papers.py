"""Papers as the State publishes them, through the command line: kept byte for byte, told truthfully, found."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.service, pytest.mark.slow]

AGENCIES = "code,name,level,parent_code,valid_from\nG01,Văn phòng Chính phủ,province,,2020-01-01\n"
# name → paper type, pages, a query that finds it before all others
PAPERS = {
    "hanoi_tb_453_flag.pdf": ("thong_bao", 1, "treo cờ Tổ quốc"),
    "nq_115_ba_vi.pdf": ("nghi_quyet", 2, "chuyển giao Vườn quốc gia Ba Vì"),
    "qd_707_ttg.pdf": ("quyet_dinh", 21, "rua tien tai tro khung bo"),
    "tt_21_bct_fuel.pdf": ("thong_tu", 2, "xang dau nhien lieu sinh hoc"),
}


@dataclass(frozen=True)
class Archive:
    """A home in which the real papers were digitized, and what was said of each file."""

    home: Path
    originals: Path
    told: dict[str, dict[str, Any]]

    def motlan(self, *arguments: str) -> list[dict[str, Any]]:
        """Objects of a command with --json."""
        return [json.loads(line) for line in run(self.home, *arguments).splitlines()]


def run(home: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "worker.cli", *arguments],
        env=kept | {"MOTLAN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    # 1 and 3: verification tells that not every signature is proven.
    assert done.returncode == 0 or arguments[0] == "verify", done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The four papers, taken in by one agency."""
    home = tmp_path_factory.mktemp("archive")
    real = shared / "data" / "real"
    run(home, "migrate")
    catalogue = home / "agencies.csv"
    catalogue.write_text(AGENCIES, "utf-8")
    run(home, "import", "agencies", str(catalogue))
    told = [json.loads(line) for line in run(home, "digitize", str(real), "--json").splitlines()]
    return Archive(home, real, {Path(each["file"]).name: each for each in told})


def test_every_paper_is_read_and_waits_for_a_clerk(archive: Archive) -> None:
    assert archive.told.keys() == PAPERS.keys()
    for name, (paper_type, pages, _) in PAPERS.items():
        told = archive.told[name]
        assert (told["outcome"], told["code"]) == ("to_review", None)
        (paper,) = told["papers"]
        assert (paper["state"], paper["paper_type"], paper["pages"]) == (
            "to_review",
            paper_type,
            pages,
        )


def test_every_original_is_kept_byte_for_byte(archive: Archive) -> None:
    held = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (archive.home / "store").rglob("*")
        if path.is_file()
    }
    for name, told in archive.told.items():
        sha256 = hashlib.sha256((archive.originals / name).read_bytes()).hexdigest()
        assert told["sha256"] == sha256
        assert sha256 in held


@pytest.mark.parametrize("name", PAPERS)
def test_each_is_found_first_by_its_own_words(archive: Archive, name: str) -> None:
    assert first(archive, PAPERS[name][2]) == name


@pytest.mark.parametrize("query", ["vuon quoc gia ba vi", "Vườn quốc gia Ba Vì", "4017/TTr-BNNMT"])
def test_the_resolution_on_ba_vi_is_found_first(archive: Archive, query: str) -> None:
    assert first(archive, query) == "nq_115_ba_vi.pdf"


def test_a_handwritten_number_is_not_found_by_itself(archive: Archive) -> None:
    """The clerk types it: tests/e2e/test_real_paper.py."""
    found = archive.motlan("search", "115/NQ-CP", "--json")
    assert "nq_115_ba_vi.pdf" not in {each["file_name"] for each in found}


def first(archive: Archive, query: str) -> str:
    found = archive.motlan("search", query, "--json")
    return found[0]["file_name"] if found else "nothing"


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="no pdfsig: apt install poppler-utils")
def test_signatures_are_told_as_pdfsig_tells_them(archive: Archive) -> None:
    names = [str(archive.originals / name) for name in PAPERS]
    for told in archive.motlan("verify", *names, "--json"):
        assert told["outcome"] == "indeterminate"  # the State's roots are not loaded
        ours = [
            (each["field"], each["signer"], each["digest"], each["covers_whole_file"])
            for each in told["signatures"]
        ]
        assert sorted(ours) == sorted(told_by_pdfsig(Path(told["file"])))


def told_by_pdfsig(path: Path) -> list[tuple[str, str, str, bool]]:
    """Field, signer, digest and whether the whole file is covered, of each signature."""
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return [
        (
            told(r"Field Name: (.*)", block),
            told(r"Common Name: (.*)", block),
            told(r"Hash Algorithm: (.*)", block).replace("-", "").lower(),
            "Total document signed" in block and "Not total" not in block,
        )
        for block in re.split(r"^Signature #\d+:$", done.stdout, flags=re.MULTILINE)[1:]
    ]


def told(pattern: str, block: str) -> str:
    found = re.search(pattern, block)
    assert found is not None
    return found[1]

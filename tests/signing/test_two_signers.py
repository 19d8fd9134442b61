"""An officer and the agency both sign one file, in either order, each with a mark."""

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from signing.errors import SigningError
from signing.ports import KeyHolder, Mark
from signing.prepare import Appearance
from signing.print_map import see_print
from signing.sign import sign_pdf
from tests.signing.authority import Authority
from tests.signing.conftest import AGENCY, page_pdf

OFFICER = "Nguyễn Thị Lan"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def marked(pdf: bytes, key: KeyHolder, name: str, *, more_follow: bool = False) -> bytes:
    look = Appearance(Mark(name), printed=see_print(pdf), more_follow=more_follow)
    return sign_pdf(pdf, key=key, mark=look, timestamper=None, level="B-B")


def boxes(pdf: bytes) -> list[list[float]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [[float(edge) for edge in each.Rect] for each in opened.Root.AcroForm.Fields]


def told_by_pdfsig(pdf: bytes, path: Path) -> str:
    path.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize("names", [(OFFICER, AGENCY), (AGENCY, OFFICER)])
def test_both_marks_stand_and_both_signatures_count(
    authority: Authority, check, tmp_path: Path, names: tuple[str, str]
) -> None:
    first, second = (authority.issue(name) for name in names)
    trust = authority.trust(crls=(authority.crl(),))
    once = marked(page_pdf(), first, names[0], more_follow=True)
    twice = marked(once, second, names[1])
    assert twice.startswith(once)
    report = check(twice, trust=trust)
    assert report.outcome == "valid"
    assert [each.signer for each in report.signatures] == list(names)
    assert [each.changes_after for each in report.signatures] == ["allowed", "none"]
    one, other = boxes(twice)
    assert one[2] > one[0]
    assert other[2] > other[0]
    assert other[3] <= one[1] or other[2] <= one[0]  # below the first, or left of it
    if shutil.which("pdfsig"):
        told = told_by_pdfsig(twice, tmp_path / "twice.pdf")
        assert told.count("Signature is Valid") == 2
        assert told.count("Total document signed") == 1


def test_behind_a_certified_one_the_second_stays_without_a_mark(
    authority: Authority, check
) -> None:
    first, second = authority.issue(AGENCY), authority.issue(OFFICER)
    twice = marked(marked(page_pdf(), first, AGENCY), second, OFFICER)
    assert check(twice, trust=authority.trust(crls=(authority.crl(),))).outcome == "valid"
    one, other = boxes(twice)
    assert one[2] > one[0]
    assert other == [0, 0, 0, 0]


@pytest.mark.parametrize(("more_follow", "certified"), [(True, False), (False, True)])
def test_only_a_last_mark_certifies(
    authority: Authority, more_follow: bool, certified: bool
) -> None:
    signed = marked(page_pdf(), authority.issue(AGENCY), AGENCY, more_follow=more_follow)
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert ("/Perms" in pdf.Root) is certified
        if certified:
            reference = pdf.Root.Perms.DocMDP.Reference[0]
            assert reference.TransformParams.P == 2


def test_a_file_that_allows_no_signature_is_refused(authority: Authority) -> None:
    with pikepdf.open(io.BytesIO(marked(page_pdf(), authority.issue(AGENCY), AGENCY))) as pdf:
        pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P = 1
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(SigningError):
        marked(out.getvalue(), authority.issue(OFFICER), OFFICER)

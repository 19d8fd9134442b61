"""Bounds of verification, and that it can run in another process."""

import pickle
from pathlib import Path

import pytest

from signing.errors import InputTooLarge
from signing.verify import Limits, verify_pdf
from tests.signing.conftest import Office


def test_too_large_a_file_is_refused(office: Office, signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(signed)
    with pytest.raises(InputTooLarge):
        verify_pdf(path, trust=office.trust, limits=Limits(max_bytes=1000))


def test_too_many_signatures_are_refused(office: Office, signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "many.pdf"
    path.write_bytes(office.sign(signed, other=True))
    with pytest.raises(InputTooLarge):
        verify_pdf(path, trust=office.trust, limits=Limits(max_signatures=1))


def test_arguments_and_results_travel_between_processes(
    office: Office, signed: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    trust, limits = pickle.loads(pickle.dumps((office.trust, Limits())))
    report = verify_pdf(path, trust=trust, limits=limits)
    assert pickle.loads(pickle.dumps(report)) == report

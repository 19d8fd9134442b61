"""The keys in a folder: a key that is renewed counts at once, and one that cannot be opened says so."""

import shutil
from pathlib import Path

import pytest

from signing.adapters.folder_keys import FolderKeys
from signing.errors import KeyUnreadable
from signing.pki import make_demo_pki
from tests.signing.conftest import AGENCY, Office


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """A folder with the key of one agency."""
    key = office.pki.agency_p12["H19.1"]
    for path in (key, office.pki.password_file(key)):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def serial(keys: FolderKeys) -> str:
    facts = keys.certificate("H19.1")
    assert facts is not None
    return facts.serial


def test_a_renewed_key_counts_at_once(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys = FolderKeys(folder, timestamper=None, trial=True)
    before = serial(keys)
    assert serial(keys) == before
    renewed = make_demo_pki(tmp_path_factory.mktemp("renewed"), agencies={"H19.1": AGENCY})
    key = renewed.agency_p12["H19.1"]
    shutil.copy(key, folder / key.name)
    with pytest.raises(KeyUnreadable):  # the password is still that of the old one
        keys.certificate("H19.1")
    shutil.copy(renewed.password_file(key), folder / renewed.password_file(key).name)
    assert serial(keys) != before


def test_a_key_without_its_password_says_so(folder: Path) -> None:
    keys = FolderKeys(folder, timestamper=None, trial=True)
    (folder / "agency-H19.1.pass").unlink()
    with pytest.raises(KeyUnreadable, match=r"agency-H19\.1\.pass"):
        keys.certificate("H19.1")
    assert keys.has_key("H19.1")
    assert keys.certificate("H19.2") is None

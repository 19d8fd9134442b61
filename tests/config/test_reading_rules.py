"""Rules of an office's own: found in their folder, told when broken or when the catalogue lacks the type."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import places, reading_rules
from config.env import WrongSetting
from tests.ocr.rules.test_files import INVITATION


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MOTLAN_RULES", str(tmp_path))
    reading_rules.rules.cache_clear()
    yield tmp_path
    reading_rules.rules.cache_clear()


def test_an_office_s_own_type_is_among_the_rules(folder: Path) -> None:
    (folder / "giay_moi.toml").write_text(INVITATION, encoding="utf-8")
    assert reading_rules.rules().types["giay_moi"].name == "Giấy mời"


def test_a_broken_file_is_told_by_name_line_and_cause(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "giay_moi.toml").write_text(INVITATION + "\ncolour = 1\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert "giay_moi" not in reading_rules.rules().types
    assert "Tệp luật giay_moi.toml, dòng 17: không có mục colour." in caplog.text
    assert "[ocr.rules_broken]" in caplog.text


def test_a_type_that_the_catalogue_lacks_is_told(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "giay_moi.toml").write_text(INVITATION, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        reading_rules.tell_unlisted(["quyet_dinh", "giay_moi"])
        assert caplog.text == ""
        reading_rules.tell_unlisted(["quyet_dinh"])
    assert "giay_moi: Loại giấy có luật đọc riêng" in caplog.text
    assert "[ocr.rules_unlisted]" in caplog.text


def test_a_folder_that_is_named_has_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTLAN_RULES", str(tmp_path / "none"))
    with pytest.raises(WrongSetting):
        places.rules()


def test_no_folder_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTLAN_RULES", raising=False)
    assert places.rules().name == "rules"


@pytest.mark.skipif(os.geteuid() == 0, reason="not here: root may read every folder")
def test_a_folder_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTLAN_RULES", str(tmp_path))
    tmp_path.chmod(0o300)
    with pytest.raises(WrongSetting):
        places.rules()
    tmp_path.chmod(0o700)

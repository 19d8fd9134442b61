"""The converted network is kept by the hash of its source, and made again when it is no good."""

from pathlib import Path

import pytest

from ocr.adapters.onnx.kept_model import kept_model


class Converter:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, content: bytes) -> bytes:
        self.asked += 1
        return b"model of " + content


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "vie.traineddata"
    path.write_bytes(b"first")
    return path


def test_it_is_converted_once(data, tmp_path):
    convert, folder = Converter(), tmp_path / "a" / "models"
    for _ in range(3):
        assert kept_model(data, folder=folder, convert=convert) == b"model of first"
    assert convert.asked == 1
    assert [path.suffix for path in folder.iterdir()] == [".model"]


def test_other_data_has_a_model_of_its_own(data, tmp_path):
    convert = Converter()
    kept_model(data, folder=tmp_path, convert=convert)
    data.write_bytes(b"second")
    assert kept_model(data, folder=tmp_path, convert=convert) == b"model of second"
    data.write_bytes(b"first")
    assert kept_model(data, folder=tmp_path, convert=convert) == b"model of first"
    assert convert.asked == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
        lambda path: path.write_bytes(b"?" + path.read_bytes()[1:]),
    ],
)
def test_a_missing_or_damaged_model_is_made_again(data, tmp_path, damage):
    convert, folder = Converter(), tmp_path / "models"
    kept_model(data, folder=folder, convert=convert)
    damage(next(folder.iterdir()))
    assert kept_model(data, folder=folder, convert=convert) == b"model of first"
    kept_model(data, folder=folder, convert=convert)
    assert convert.asked == 2


def test_a_folder_that_cannot_be_made_costs_time_only(data, tmp_path, caplog):
    convert = Converter()
    (tmp_path / "file").touch()
    assert kept_model(data, folder=tmp_path / "file" / "models", convert=convert)
    assert kept_model(data, folder=tmp_path / "file" / "models", convert=convert)
    assert convert.asked == 2
    assert "cannot be kept" in caplog.text


def test_nothing_half_written_is_left_when_the_disk_is_full(data, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ocr.adapters.onnx.kept_model.os.fsync", full)
    assert kept_model(data, folder=tmp_path / "models", convert=Converter()) == b"model of first"
    assert list((tmp_path / "models").iterdir()) == []

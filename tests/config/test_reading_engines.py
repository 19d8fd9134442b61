"""The wiring picks readers by name, and loads no more than it must."""

import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from config import places, reading_engines, wiring
from dossiers.catalogue_file.schema import PaperTypePart
from dossiers.models import PaperType
from ocr.adapters.tessdata import tessdata_folder
from ocr.documents import Limits
from ocr.errors import EngineError, LanguageMissing
from tests.ocr.papers import drawn_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch):
    try:
        tessdata_folder()
    except EngineError as error:
        pytest.skip(f"not installed: {error.code}")
    monkeypatch.setattr(places, "MODELS", tmp_path / "models")
    return tmp_path / "models"


@pytest.mark.parametrize(
    ("name", "reads"),
    [("fast", "P"), ("P", "P"), ("F", "F"), ("accurate", "P+F"), ("tesserocr", "tesserocr")],
)
def test_it_picks_readers_by_mode_and_name(name, reads):
    assert reading_engines.usable(name) == reads
    engine = wiring.engine(name)
    assert engine.name == reads
    assert engine.read(np.ascontiguousarray(drawn_page()[200:520, :, 0]), 200)


def test_accurate_is_what_reads_unless_told_otherwise():
    assert wiring.engine().name == "P+F"


def test_the_network_is_converted_at_first_use_and_kept(models, monkeypatch):
    wiring.engine("P")
    kept = {path: path.read_bytes() for path in models.iterdir()}
    assert len(kept) == 1

    def again(_: bytes) -> bytes:
        raise AssertionError("it was kept")

    monkeypatch.setattr(reading_engines, "_as_onnx", again)
    wiring.engine("P")
    assert {path: path.read_bytes() for path in models.iterdir()} == kept


@pytest.mark.parametrize("name", ["P", "F", "fast", "accurate"])
def test_without_onnxruntime_tesseract_reads(name, monkeypatch):
    monkeypatch.setitem(sys.modules, "ocr.adapters.onnx.making", None)
    assert wiring.engine(name).name == "tesserocr"


@pytest.mark.parametrize("library", ["onnxruntime", "trueocr"])
def test_that_tesseract_reads_instead_is_said_once(library, monkeypatch, caplog):
    there = reading_engines.find_spec
    monkeypatch.setattr(
        reading_engines, "find_spec", lambda name: None if name == library else there(name)
    )
    assert reading_engines.usable("accurate") == "tesserocr"
    assert [record.getMessage()[-22:] for record in caplog.records] == ["[ocr.networks_missing]"]


def test_a_network_of_another_kind_is_left_to_tesseract(models, tmp_path, monkeypatch, caplog):
    (tmp_path / "vie.traineddata").write_bytes(b"\0" * 400)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert reading_engines.usable("fast") == "tesserocr"
    assert "ocr.network_unsupported" in caplog.text
    assert not models.exists()


def test_without_the_converter_a_kept_network_still_reads(models, monkeypatch):
    reading_engines.usable("P")
    monkeypatch.setitem(sys.modules, "ocr.adapters.onnx.tesseract_graph", None)
    assert wiring.engine("P").name == "P"
    for path in models.iterdir():
        path.unlink()
    assert reading_engines.usable("accurate") == "tesserocr"
    assert wiring.engine("accurate").name == "tesserocr"


def test_missing_vietnamese_data_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert reading_engines.usable("P") == "P"
    with pytest.raises(LanguageMissing):
        wiring.engine("P")


def test_a_paper_type_may_name_each_mode_and_no_other():
    assert set(PaperType.Mode.values) == set(reading_engines.MODES)
    assert set(get_args(PaperTypePart.model_fields["mode"].annotation)) == {"", *PaperType.Mode}


def loaded(code: str, home: Path) -> set[str]:
    """Packages that a fresh process has loaded after `code`."""
    code += "; import sys; print(' '.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"MOTLAN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_a_kept_network_needs_no_converter_and_no_engine_needs_django(tmp_path):
    code = "from config import wiring; wiring.engine('P')"
    assert "onnx" in loaded(code, tmp_path)
    again = loaded(code, tmp_path)
    assert "onnxruntime" in again
    assert not {"onnx", "django", "tesserocr"} & again
    assert "onnxruntime" not in loaded("import config.wiring", tmp_path)


@pytest.mark.service
def test_the_processes_of_the_sandbox_read_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTLAN_HOME", str(tmp_path))
    page = tmp_path / "page.png"
    Image.fromarray(drawn_page()).save(page, dpi=(200, 200))
    with wiring.sandbox(jobs=2, engine_name="accurate") as sandbox:
        for mode, reads in (("", "P+F"), ("fast", "P"), ("", "P+F")):
            for reading in sandbox.read_pages(page, [1, 1], Limits(), mode=mode):
                assert reading.engine == reads
                assert reading.text.startswith("CỘNG HÒA XÃ HỘI")
    assert len(list((tmp_path / "models").iterdir())) == 1

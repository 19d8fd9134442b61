"""Engines as the wiring makes them, with a folder of models of their own."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from ocr.adapters.onnx.engine import LinesEngine
from ocr.adapters.onnx.making import LinesEngines
from ocr.adapters.onnx.tesseract_graph import onnx_model
from ocr.adapters.tessdata import tessdata_folder
from ocr.errors import EngineError


def traineddata() -> bytes:
    """The installed Vietnamese data; the test is skipped where there is none."""
    try:
        return (tessdata_folder() / "vie.traineddata").read_bytes()
    except EngineError as error:
        pytest.skip(f"not installed: {error.code}")


@cache
def engines() -> LinesEngines:
    """Made once for all tests."""
    traineddata()
    return LinesEngines(models=Path(mkdtemp(prefix="motlan-models-")), convert=onnx_model)


@cache
def engine(name: str) -> LinesEngine:
    """P or F."""
    return engines().of(name)

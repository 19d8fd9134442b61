"""Picks the reading engine by mode or by name. Imports stand inside the functions, as in `config.wiring`."""

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from config import places
from config.messages import message
from ocr.errors import LanguageMissing, NetworksMissing, NetworkUnsupported

if TYPE_CHECKING:
    from ocr.ports import Engine

log = logging.getLogger(__name__)

MODES = {"fast": "P", "accurate": "P+F"}
DEFAULT_MODE = "accurate"
_OF_NETWORKS = ("P", "F", "P+F")
NAMES = (*MODES, *_OF_NETWORKS, "tesserocr", "pytesseract")
_INSTEAD = "tesserocr"
"""Reads where networks cannot: the same letters in five times the time, with more errors."""


def engine(name: str = DEFAULT_MODE) -> "Engine":
    """The reading engine by mode (fast, accurate) or by its own name.

    P is Tesseract's network in onnxruntime, F TrueOCR's, P+F both fused word by word; tesserocr and
    pytesseract are Tesseract itself. Where networks cannot run, tesserocr reads instead of them.
    """
    name = MODES.get(name, name)
    if name in _OF_NETWORKS:
        try:
            return _of_networks(name)
        except (NetworksMissing, NetworkUnsupported):
            name = _INSTEAD
    if name == "pytesseract":
        from ocr.adapters.pytesseract_engine import PytesseractEngine

        return PytesseractEngine()
    if name == "tesserocr":
        from ocr.adapters.tesserocr_engine import TesserocrEngine

        return TesserocrEngine()
    raise ValueError(f"no engine called {name!r}")


def usable(name: str) -> str:
    """The engine that reads here when `name` is asked for; says so in the log where it is another one.

    For the process that starts those which read: it makes the network and keeps it, so that they
    find it, and loads nothing heavy where it is kept. What is wrong with the Vietnamese data is told
    of each page that is read.
    """
    name = MODES.get(name, name)
    if name not in _OF_NETWORKS:
        return name
    try:
        _make_ready(name)
    except (NetworksMissing, NetworkUnsupported) as error:
        said = message(error.code)
        log.warning("%s %s [%s]", said.sentence, said.remedy, error.code)
        return _INSTEAD
    except LanguageMissing:
        return name
    return name


def _make_ready(name: str) -> None:
    missing = [library for library in ("onnxruntime", "trueocr") if find_spec(library) is None]
    if missing:
        raise NetworksMissing(", ".join(missing))
    if name != "F":
        from ocr.adapters.onnx.kept_model import vietnamese_model

        vietnamese_model(folder=places.MODELS, convert=_as_onnx)


def _of_networks(name: str) -> "Engine":
    try:
        from ocr.adapters.onnx.making import LinesEngines
    except ImportError as error:
        raise NetworksMissing(str(error)) from error
    return LinesEngines(models=places.MODELS, convert=_as_onnx).of(name)


def _as_onnx(traineddata: bytes) -> bytes:
    try:
        from ocr.adapters.onnx.tesseract_graph import onnx_model
    except ImportError as error:
        raise NetworksMissing(str(error)) from error
    return onnx_model(traineddata)

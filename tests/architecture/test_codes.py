"""Every error of every room has a stable code, says whether a retry helps, and has its Vietnamese sentence."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from config.messages import MESSAGES, UNKNOWN, message

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "ocr",
    "signing",
    "storage",
    "search",
    "printing",
    "oidc",
    "samples",
    "ingest",
    "targets",
    "reuse",
    "counter",
    "api",
]
ROOMS += ["dossiers.administration", "dossiers.retention"]


def error_classes() -> list[type[Exception]]:
    found = []
    for room in ROOMS:
        if not (ROOT / room.replace(".", "/") / "errors.py").exists():
            continue
        module = importlib.import_module(f"{room}.errors")
        for _, each in inspect.getmembers(module, inspect.isclass):
            if issubclass(each, Exception) and each.__module__ == module.__name__:
                found.append(each)
    return found


@pytest.mark.parametrize("error", error_classes(), ids=lambda each: each.__name__)
def test_an_error_can_be_told(error: type[Exception]) -> None:
    code = getattr(error, "code", "")
    assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", code)
    assert isinstance(getattr(error, "retry", None), bool)
    assert getattr(error, "remedy", "")
    assert code in MESSAGES, f"{code} has no Vietnamese sentence in config/messages.py"


def test_every_sentence_ends_and_has_a_remedy() -> None:
    for code, told in MESSAGES.items():
        assert told.sentence.endswith((".", "?")), code
        assert told.remedy.endswith("."), code


def test_an_unknown_code_is_told_too() -> None:
    assert message("no.such_code") is UNKNOWN


CODE = re.compile(
    r"""["']((?:file|paper|review|agency|dossier|holder|user|procedure|jobs)\.[a-z_]+)["']"""
)
VERBS = re.compile(r"verb=|objects\.|\.py\"")


def test_codes_used_in_the_source_have_sentences() -> None:
    used: dict[str, str] = {}
    for room in ("ingest", "worker"):
        for path in (ROOT / room).rglob("*.py"):
            for line in path.read_text().splitlines():
                if not VERBS.search(line):
                    used |= dict.fromkeys(CODE.findall(line), path.name)
    missing = {code: name for code, name in used.items() if code not in MESSAGES}
    assert not missing


REFUSED = re.compile(r"""Refused\(["']([a-z_.]+)["']\)""")


def test_every_refusal_of_an_administrators_change_has_its_sentence() -> None:
    folders = [ROOT / "dossiers" / name for name in ("administration", "retention")]
    paths = [path for folder in folders for path in folder.glob("*.py")]
    used = {code for path in paths for code in REFUSED.findall(path.read_text())}
    assert len(used) > 10
    assert used <= MESSAGES.keys()

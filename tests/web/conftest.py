"""Tools in memory for the pages: nothing is written to a disk, nothing runs in another process."""

from pathlib import Path

import pytest

from config import wiring
from ocr.sandbox import InlineSandbox
from storage.adapters.memory import MemoryStore
from tests.web.no_engine import NoEngine
from web.health import asking, certificates, metrics, probes


@pytest.fixture(autouse=True)
def _looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at the parts of the service are made here and now: a thread would see other records."""
    monkeypatch.setattr(asking, "in_thread", lambda work: work())
    for question in (*probes.QUESTIONS.values(), certificates.QUESTION, metrics.RECORDS):
        question.forget()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryStore:
    """The store that the pages see; previews are made in the test's own process."""
    held = MemoryStore()
    monkeypatch.setattr(wiring, "store", lambda: held)
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    monkeypatch.setattr(wiring, "preview_sandbox", lambda: InlineSandbox(NoEngine()))
    return held

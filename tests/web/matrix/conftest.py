"""One office for a test; the index holds what was planted."""

import pytest

from config import wiring
from counter.ports import Press
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from tests.web.matrix.office import Office, make_office


@pytest.fixture
def office(db: None, store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Office:
    index = MemoryIndex()
    monkeypatch.setattr(wiring, "index", lambda: index)
    monkeypatch.setattr(wiring, "press", lambda: Press(lambda html, *, title: b"%PDF", store))
    return make_office(store, index)

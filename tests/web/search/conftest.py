"""An index in memory, two communes of a province, and papers that are in the index."""

from collections.abc import Callable

import pytest

from accounts.models import Agency
from config import wiring
from dossiers.models import Paper
from dossiers.states import State
from ingest.indexing import entry
from search.adapters.memory_index import MemoryIndex
from tests.records import make_agency, make_page_text, make_paper


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> MemoryIndex:
    made = MemoryIndex()
    monkeypatch.setattr(wiring, "index", lambda: made)
    return made


@pytest.fixture
def province() -> Agency:
    return make_agency("H26", name="Thành phố Mây", level="province")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency("H26.01", name="Xã Mây", parent=province)


@pytest.fixture
def neighbour(province: Agency) -> Agency:
    return make_agency("H26.02", name="Xã Gió", parent=province)


@pytest.fixture
def hold(index: MemoryIndex) -> Callable[..., Paper]:
    """Makes a paper and writes it into the index."""

    def make(agency: Agency, state: State = State.AVAILABLE, **facts: object) -> Paper:
        text = facts.pop("text", "")
        paper = make_paper(agency, state, **facts)
        if text:
            paper.page_texts.all().delete()
            make_page_text(paper, text=text)
        index.apply([entry(paper)])
        return paper

    return make

"""Every index by turns. A new adapter joins by one more kind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.adapters.elasticsearch_index import ElasticsearchIndex
from search.adapters.memory_index import MemoryIndex
from search.adapters.tantivy_index import TantivyIndex
from search.ports import Index
from tests.contracts.index_papers import PAPERS
from tests.search.servers import own_index

KINDS = ["memory", "tantivy", pytest.param("elasticsearch", marks=pytest.mark.service)]


@contextmanager
def opening(request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[[], Index]]:
    """A new, empty index, as each process opens it."""
    if request.param == "memory":
        index = MemoryIndex()
        yield lambda: index
    elif request.param == "tantivy":
        yield lambda: TantivyIndex(folder / "index")
    else:
        with own_index(request.getfixturevalue("elasticsearch")) as server:
            yield lambda: ElasticsearchIndex(server)


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Index]]:
    with opening(request, tmp_path) as made:
        yield made


@pytest.fixture
def index(opened: Callable[[], Index]) -> Index:
    return opened()


@pytest.fixture
def another(opened: Callable[[], Index]) -> Index:
    """The same index, as another process sees it."""
    return opened()


@pytest.fixture
def filled(index: Index) -> Index:
    index.apply(PAPERS)
    return index


@pytest.fixture(scope="module", params=KINDS)
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """Filled once for all tests that only search."""
    with opening(request, tmp_path_factory.mktemp("shelf")) as made:
        index = made()
        index.apply(PAPERS)
        yield index

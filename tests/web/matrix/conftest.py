"""One office for all tests of the folder: what a test does is undone, in the records and in the store."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from config import wiring
from counter.ports import Press
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from tests.web.matrix.office import Office, make_office


@pytest.fixture(scope="package")
def planted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Office, MemoryStore, MemoryIndex]]:
    """The office with what it has stored and can be searched for; each test's own transaction lies within this one."""
    store, index, around = MemoryStore(), MemoryIndex(), transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        made = make_office(store, index)
    yield made, store, index
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def office(
    planted: tuple[Office, MemoryStore, MemoryIndex],
    db: None,
    store: MemoryStore,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    made, stored, index = deepcopy(planted)
    monkeypatch.setattr(wiring, "store", lambda: stored)
    monkeypatch.setattr(wiring, "index", lambda: index)
    monkeypatch.setattr(wiring, "press", lambda: Press(lambda html, *, title: b"%PDF", stored))
    return made

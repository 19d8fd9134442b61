"""The servers as fixtures; each starts in the background as soon as a selected test turns out to need it.

Tests that need servers come after those that need none, so that the suite does not wait for the servers.
"""

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.server import Missing
from tests.services.starting import KINDS, Servers
from tests.services.toxiproxy import Toxiproxy

_SERVERS = Servers()


def _ready(kind: str) -> Any:
    """The server; where a tool is missing the test skips with the reason."""
    try:
        return _SERVERS.get(kind)
    except Missing as missing:
        pytest.skip(str(missing))


def needed(item: pytest.Item) -> list[int]:
    """Which servers a test needs, as positions in KINDS."""
    names = getattr(item, "fixturenames", ())
    return [position for position, kind in enumerate(KINDS) if kind in names]


def _empties_the_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(
        {"transactional_db", "live_server"} & set(names)
        or (marker and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences")))
    )


def _uses_the_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db", "live_server"} & set(names)
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what uses the database, then let others select and sort, then put servers last.

    What empties the database stays behind what counts on the rows of the migrations.
    """
    for item in items:
        if _uses_the_database(item):
            item.add_marker(pytest.mark.records)
    yield
    items.sort(key=lambda item: (_empties_the_database(item), max(needed(item), default=-1)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start what the selected tests need."""
    if session.config.option.collectonly:
        return
    positions = sorted({each for item in session.items for each in needed(item)})
    if positions:
        # Ended by SIGTERM, the run takes leave as after Ctrl+C, so that no server's folder stays behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    for position in positions:
        _SERVERS.begin(list(KINDS)[position])


def pytest_unconfigure() -> None:
    """End the servers, whatever became of the tests."""
    _SERVERS.close()


@pytest.fixture(scope="session")
def minio() -> Minio:
    """MinIO over plain HTTP."""
    server: Minio = _ready("minio")
    return server


@pytest.fixture(scope="session")
def secure_minio() -> Minio:
    """MinIO over TLS."""
    server: Minio = _ready("secure_minio")
    return server


@pytest.fixture(scope="session")
def elasticsearch() -> Elasticsearch:
    """Elasticsearch without users."""
    server: Elasticsearch = _ready("elasticsearch")
    return server


@pytest.fixture(scope="session")
def secure_elasticsearch() -> Elasticsearch:
    """Elasticsearch over TLS, with a user."""
    server: Elasticsearch = _ready("secure_elasticsearch")
    return server


@pytest.fixture(scope="session")
def postgresql() -> Postgresql:
    """PostgreSQL with one superuser."""
    server: Postgresql = _ready("postgresql")
    return server


@pytest.fixture(scope="session")
def rabbitmq() -> Rabbitmq:
    """RabbitMQ with one user."""
    server: Rabbitmq = _ready("rabbitmq")
    return server


@pytest.fixture(scope="session")
def toxiproxy() -> Toxiproxy:
    """The line that can be broken."""
    server: Toxiproxy = _ready("toxiproxy")
    return server

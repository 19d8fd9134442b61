"""The servers as fixtures; each starts in the background as soon as a selected test turns out to need it.

Tests that need servers come after those that need none, so that the suite does not wait for the servers.
"""

import contextlib
import signal
from collections.abc import Iterator
from typing import cast

import pytest

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.server import Missing
from tests.services.starting import KINDS, Servers
from tests.services.toxiproxy import Toxiproxy

_SERVERS = Servers()


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    """Where a tool for a server is missing, the test that needs it skips with the reason."""
    with _skipping():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """As at set-up: a test may start a server of its own."""
    with _skipping():
        return (yield)


@contextlib.contextmanager
def _skipping() -> Iterator[None]:
    try:
        yield
    except Missing as missing:
        pytest.skip(str(missing))


def pytest_unconfigure() -> None:
    """End the servers, whatever became of the tests."""
    _SERVERS.close()


@pytest.fixture(scope="session")
def minio() -> Minio:
    """MinIO over plain HTTP."""
    return cast(Minio, _SERVERS.get("minio"))


@pytest.fixture(scope="session")
def secure_minio() -> Minio:
    """MinIO over TLS."""
    return cast(Minio, _SERVERS.get("secure_minio"))


@pytest.fixture(scope="session")
def elasticsearch() -> Elasticsearch:
    """Elasticsearch without users."""
    return cast(Elasticsearch, _SERVERS.get("elasticsearch"))


@pytest.fixture(scope="session")
def secure_elasticsearch() -> Elasticsearch:
    """Elasticsearch over TLS, with a user."""
    return cast(Elasticsearch, _SERVERS.get("secure_elasticsearch"))


@pytest.fixture(scope="session")
def postgresql() -> Postgresql:
    """PostgreSQL with one superuser."""
    return cast(Postgresql, _SERVERS.get("postgresql"))


@pytest.fixture(scope="session")
def rabbitmq() -> Rabbitmq:
    """RabbitMQ with one user."""
    return cast(Rabbitmq, _SERVERS.get("rabbitmq"))


@pytest.fixture(scope="session")
def toxiproxy() -> Toxiproxy:
    """The line that can be broken."""
    return cast(Toxiproxy, _SERVERS.get("toxiproxy"))

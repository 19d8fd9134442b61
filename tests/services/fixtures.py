"""The servers as fixtures; each starts in the background as soon as a selected test turns out to need it.

Tests that need servers come after those that need none, so that the suite does not wait for the servers.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.server import Missing, Server
from tests.services.toxiproxy import Toxiproxy

# In the order in which they are ready.
KINDS: dict[str, Callable[[], Server]] = {
    "toxiproxy": Toxiproxy,
    "minio": Minio,
    "postgresql": Postgresql,
    "rabbitmq": Rabbitmq,
    "elasticsearch": Elasticsearch,
    "secure_minio": lambda: Minio(secure=True),
    "secure_elasticsearch": lambda: Elasticsearch(secure=True),
}


class Starting:
    """A server that starts in a thread of its own."""

    def __init__(self, kind: str) -> None:
        self._server = KINDS[kind]()
        self._failed: BaseException | None = None
        # A daemon, so that a build under way does not hold up the end of the run; it ends with us.
        self._thread = threading.Thread(target=self._start, name=f"start {kind}", daemon=True)
        self._thread.start()

    def wait(self) -> Server:
        """The server, ready; raises what went wrong at its start."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        return self._server

    def close(self) -> None:
        """End the server, also one that still starts."""
        self._server.closing()
        self._thread.join(10)
        self._server.close()

    def _start(self) -> None:
        try:
            self._server.start()
        except BaseException as error:  # noqa: BLE001 (raised again for whoever waits)
            self._failed = error


class Servers:
    """The servers of one test run."""

    def __init__(self) -> None:
        self._starting: dict[str, Starting] = {}

    def begin(self, kind: str) -> Starting:
        """Start it in the background, unless it was."""
        if kind not in self._starting:
            self._starting[kind] = Starting(kind)
        return self._starting[kind]

    def get(self, kind: str) -> Any:
        """The server, ready; skips the test where a tool is missing."""
        try:
            return self.begin(kind).wait()
        except Missing as missing:
            pytest.skip(str(missing))

    def close(self) -> None:
        """End them all."""
        closing = [threading.Thread(target=each.close) for each in self._starting.values()]
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join()
        self._starting.clear()


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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Servers last; but what empties the database stays behind what counts on the rows of the migrations."""
    items.sort(key=lambda item: (_empties_the_database(item), max(needed(item), default=-1)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start what the selected tests need."""
    if session.config.option.collectonly:
        return
    for position in sorted({each for item in session.items for each in needed(item)}):
        _SERVERS.begin(list(KINDS)[position])


def pytest_unconfigure() -> None:
    """End the servers, whatever became of the tests."""
    _SERVERS.close()


@pytest.fixture(scope="session")
def minio() -> Minio:
    """MinIO over plain HTTP."""
    server: Minio = _SERVERS.get("minio")
    return server


@pytest.fixture(scope="session")
def secure_minio() -> Minio:
    """MinIO over TLS."""
    server: Minio = _SERVERS.get("secure_minio")
    return server


@pytest.fixture(scope="session")
def elasticsearch() -> Elasticsearch:
    """Elasticsearch without users."""
    server: Elasticsearch = _SERVERS.get("elasticsearch")
    return server


@pytest.fixture(scope="session")
def secure_elasticsearch() -> Elasticsearch:
    """Elasticsearch over TLS, with a user."""
    server: Elasticsearch = _SERVERS.get("secure_elasticsearch")
    return server


@pytest.fixture(scope="session")
def postgresql() -> Postgresql:
    """PostgreSQL with one superuser."""
    server: Postgresql = _SERVERS.get("postgresql")
    return server


@pytest.fixture(scope="session")
def rabbitmq() -> Rabbitmq:
    """RabbitMQ with one user."""
    server: Rabbitmq = _SERVERS.get("rabbitmq")
    return server


@pytest.fixture(scope="session")
def toxiproxy() -> Toxiproxy:
    """The line that can be broken."""
    server: Toxiproxy = _SERVERS.get("toxiproxy")
    return server

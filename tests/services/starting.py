"""Servers that start side by side, in the background."""

import threading
from collections.abc import Callable

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.server import Server
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

    def get(self, kind: str) -> Server:
        """The server, ready; raises what went wrong at its start."""
        return self.begin(kind).wait()

    def close(self) -> None:
        """End them all."""
        closing = [threading.Thread(target=each.close) for each in self._starting.values()]
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join()
        self._starting.clear()

"""A long-running process shows itself: on the list of who works, and with its own figures on a port."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from prometheus_client import start_http_server

from ingest.heartbeats import Kind, beating
from ingest.measures import REGISTRY

log = logging.getLogger(__name__)


@contextmanager
def present(kind: Kind, *, jobs: int = 1) -> Iterator[None]:
    """Until the block ends, this process is seen to work."""
    with _figures(), beating(kind, jobs=jobs):
        yield


@contextmanager
def _figures() -> Iterator[None]:
    port, host = settings.MOTLAN_METRICS_PORT, settings.MOTLAN_METRICS_HOST
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(port, addr=host, registry=REGISTRY)
    except OSError as error:
        # Papers matter more than figures about them.
        log.warning("no figures on %s:%s: %s", host, port, error)
        yield
        return
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

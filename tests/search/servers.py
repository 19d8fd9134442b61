"""An index of one's own on the Elasticsearch server of the tests."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch as Client

from search.adapters.elasticsearch_server import ElasticsearchServer
from tests.services.elasticsearch import Elasticsearch


def server_of(running: Elasticsearch, index: str) -> ElasticsearchServer:
    """How our code is told of the server."""
    return ElasticsearchServer(
        url=running.url,
        index=index,
        user=running.user,
        password=running.password if running.user else "",
        ca_file=running.ca_file,
    )


def client_of(server: ElasticsearchServer) -> Client:
    """The bare client, for looking behind the port."""
    trusted = {"ca_certs": str(server.ca_file)} if server.ca_file else {}
    auth = {"basic_auth": (server.user, server.password)} if server.user else {}
    return Client(server.url, **trusted, **auth)  # type: ignore[arg-type]


@contextmanager
def own_index(running: Elasticsearch) -> Iterator[ElasticsearchServer]:
    """An index with a name of its own; all that was made for it is gone afterwards."""
    server = server_of(running, f"motlan-{secrets.token_hex(4)}")
    try:
        yield server
    finally:
        with client_of(server) as client:
            for name in client.indices.get_alias(index=f"{server.index}-*"):
                client.indices.delete(index=name)

"""An Elasticsearch server: how it is reached, how patient we are, and what its refusals mean."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.errors import IndexForbidden, IndexOutdated, IndexUnreachable, SearchError

ANSWER_S = 10.0  # a person waits for a search
BATCH_S = 60.0  # nobody waits for a batch
# Too many requests (or a disk above its flood mark), and whatever a server says that is only starting.
BUSY = (429, 502, 503, 504)

_WAITS_S = (0.1, 0.3, 0.9)
_REFUSED = (401, 403)
_GONE = 404  # of a line: the index was replaced meanwhile
_FIELDS_UNKNOWN = ("strict_dynamic_mapping_exception", "document_parsing_exception")

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class ElasticsearchServer:
    """Where the index is, and who may write it."""

    url: str
    index: str  # an alias; the indices behind it are named after it
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None


class Connection:
    """A client that is made when first used. A process that was forked off makes its own."""

    def __init__(self, server: ElasticsearchServer) -> None:
        self._server = server
        self._made: tuple[int, Elasticsearch] | None = None
        self._lock = threading.Lock()

    def ask(
        self, question: Callable[[Elasticsearch], _Answer], *, timeout_s: float = ANSWER_S
    ) -> _Answer:
        """Ask, and ask again where the server is only too busy.

        Raises:
            elasticsearch.NotFoundError: only the caller knows what it means that something is missing.
            SearchError: every other failure, in our own words.
        """
        with own_errors():
            client = self.client(timeout_s=timeout_s)
            for wait_s in _WAITS_S:
                try:
                    return question(client)
                except ApiError as error:
                    if error.status_code not in BUSY:
                        raise
                time.sleep(wait_s)
            return question(client)

    def client(self, *, timeout_s: float) -> Elasticsearch:
        """The client of this process; it may be used by several threads."""
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self._connect()
            return self._made[1].options(request_timeout=timeout_s)

    def _connect(self) -> Elasticsearch:
        server = self._server
        return Elasticsearch(
            server.url,
            basic_auth=(server.user, server.password) if server.user else None,
            ca_certs=str(server.ca_file) if server.ca_file else DEFAULT,
            # It would ask again at once; `ask` waits in between.
            max_retries=0,
        )


@contextlib.contextmanager
def own_errors() -> Iterator[None]:
    """Errors of the client as errors of search; that something is missing passes through.

    Of an answer only the kind and the status are kept: its sentences may hold the text of a paper.
    """
    try:
        yield
    except NotFoundError:
        raise
    except ApiError as error:
        raise refusal(error.status_code, error.error) from None
    except TransportError as error:
        raise IndexUnreachable(type(error).__name__) from error


def refusal(status: int, kind: str) -> SearchError:
    """What it means that the server, or one line of a batch, was answered with this."""
    facts = {"status": status, "kind": kind}
    if kind in _FIELDS_UNKNOWN:
        return IndexOutdated(kind, **facts)
    # A blocked index is told as 403 as well; what it lacks is room, or the end of its upkeep.
    if status in BUSY or status == _GONE or kind == "cluster_block_exception":
        return IndexUnreachable(kind, **facts)
    if status in _REFUSED:
        return IndexForbidden(kind, **facts)
    return SearchError(f"{status} {kind}", **facts)

"""A time-stamping authority reached over HTTP (RFC 3161, 3.4), with patience and an end to it.

The Government's authority was seen to take from two seconds to two minutes a stamp; it is asked from a
worker, never from a request of a person.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from signing.adapters.breaker import Breaker
from signing.errors import TimestampUnavailable
from signing.ports import Timestamper
from signing.stamp_answer import check_answer

MAX_ANSWER_BYTES = 200_000  # a token with its chain takes some 6 k
AT_ONCE = 4  # per process and authority: a slow one must not be flooded


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try: seconds for a whole try, number of tries, pause before the second, doubled after."""

    timeout_s: float = 180.0
    tries: int = 3
    pause_s: float = 2.0
    longest_pause_s: float = 30.0


Post = Callable[[str, bytes, float], bytes]


class HttpTimestamper:
    """Posts requests to one address; fails closed."""

    def __init__(
        self,
        url: str,
        *,
        patience: Patience | None = None,
        post: Post | None = None,
        sleep: Callable[[float], None] = time.sleep,
        breaker: Breaker | None = None,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ValueError(
                "the address of a time-stamping service begins with http:// or https://"
            )
        self._url = url
        self._patience = patience or Patience()
        self._post = post or post_query
        self._sleep = sleep
        self._breaker = breaker or Breaker()
        self._at_once = threading.BoundedSemaphore(AT_ONCE)

    def respond(self, request_der: bytes) -> bytes:
        """The answer to one request, after some tries; nonce and imprint are those of the request.

        Raises:
            TimestampUnavailable: no usable answer within the tries allowed, or, after failures in a
                row, at once.
        """
        pause = self._patience.pause_s
        last: Exception | None = None
        for count in range(self._patience.tries):
            if count:
                self._sleep(pause)
                pause = min(pause * 2, self._patience.longest_pause_s)
            with self._at_once:
                # Asked only now: while this thread waited for its turn, others may have found out.
                if not self._breaker.may_ask():
                    break
                try:
                    return self._ask(request_der)
                except (OSError, ValueError) as error:
                    last = error
        told = last or "it failed several times in a row and is left alone for a while"
        raise TimestampUnavailable(f"no usable time-stamp: {told}") from last

    def _ask(self, request_der: bytes) -> bytes:
        try:
            answer = self._post(self._url, request_der, self._patience.timeout_s)
            check_answer(request_der, answer)
        except (OSError, ValueError):
            self._breaker.failed()
            raise
        self._breaker.worked()
        return answer


class FirstThatStamps:
    """Several authorities in order; the next is asked where one gives no time-stamp."""

    def __init__(self, timestampers: Sequence[Timestamper]) -> None:
        self._timestampers = timestampers

    def respond(self, request_der: bytes) -> bytes:
        """The answer of the first that gives one.

        Raises:
            TimestampUnavailable: that of the last, where none does.
        """
        for timestamper in self._timestampers[:-1]:
            with suppress(TimestampUnavailable):
                return timestamper.respond(request_der)
        return self._timestampers[-1].respond(request_der)


def post_query(url: str, body: bytes, timeout_s: float) -> bytes:
    """One POST of application/timestamp-query; no redirect is followed, certificates are checked.

    Args:
        url: http or https.
        body: DER of the request.
        timeout_s: for the whole of it.
    Raises:
        OSError: refused, timed out or an HTTP error.
        ValueError: an answer of another kind or too large.
    """
    parts = urlsplit(url)
    connection = _connection(parts, timeout_s)
    try:
        connection.connect()
        with _ended_after(timeout_s, connection.sock):
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Content-Type": "application/timestamp-query", "User-Agent": "motlan"}
            connection.request("POST", path, body, headers)
            with connection.getresponse() as answer:
                data = answer.read(MAX_ANSWER_BYTES + 1)
    except http.client.HTTPException as error:
        raise OSError(f"broken HTTP answer: {type(error).__name__}") from error
    finally:
        connection.close()
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    if answer.status != http.client.OK:
        raise OSError(f"HTTP status {answer.status}")
    if kind != "application/timestamp-reply" or len(data) > MAX_ANSWER_BYTES:
        raise ValueError(f"not a time-stamp reply: {kind[:60] or 'no type'}, {len(data)} bytes")
    return data


@contextmanager
def _ended_after(timeout_s: float, connected: socket.socket) -> Iterator[None]:
    """Ends the talk when its time is over: a socket's own time-out begins anew with each byte, so that
    a slow drip would hold a worker for days."""
    over = threading.Event()

    def end() -> None:
        over.set()
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(timeout_s, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError(f"no whole answer within {timeout_s:g} s")


def _connection(parts: SplitResult, timeout_s: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            host, parts.port, timeout=timeout_s, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, parts.port, timeout=timeout_s)

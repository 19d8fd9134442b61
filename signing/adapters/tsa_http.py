"""A time-stamping authority reached over HTTP (RFC 3161, 3.4), with patience and an end to it.

The Government's authority was seen to take from two seconds to two minutes a stamp; it is asked from a
worker, never from a request of a person.
"""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from signing.errors import TimestampUnavailable

_MAX_ANSWER_BYTES = 1_000_000
_AT_ONCE = threading.BoundedSemaphore(4)  # per process: a slow authority must not be flooded


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try: seconds per try, number of tries, pause before the second try, doubled after."""

    timeout_s: float = 180.0
    tries: int = 3
    pause_s: float = 2.0
    longest_pause_s: float = 30.0


Post = Callable[[str, bytes, float], bytes]


class HttpTimestamper:
    """Posts requests to one URL; fails closed."""

    def __init__(
        self,
        url: str,
        *,
        patience: Patience | None = None,
        post: Post | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(
                "the address of a time-stamping service begins with http:// or https://"
            )
        self._url = url
        self._patience = patience or Patience()
        self._post = post or post_query
        self._sleep = sleep

    def respond(self, request_der: bytes) -> bytes:
        """The answer to one request, after some tries.

        Raises:
            TimestampUnavailable: no answer within the tries allowed.
        """
        pause = self._patience.pause_s
        last: Exception | None = None
        for count in range(self._patience.tries):
            if count:
                self._sleep(pause)
                pause = min(pause * 2, self._patience.longest_pause_s)
            try:
                with _AT_ONCE:
                    return self._post(self._url, request_der, self._patience.timeout_s)
            except (OSError, ValueError) as error:
                last = error
        raise TimestampUnavailable(
            f"no answer after {self._patience.tries} tries: {last}"
        ) from last


def post_query(url: str, body: bytes, timeout_s: float) -> bytes:
    """One POST of application/timestamp-query.

    Raises:
        OSError: refused, timed out or an HTTP error.
        ValueError: an answer of another kind or too large.
    """
    headers = {"Content-Type": "application/timestamp-query", "User-Agent": "motlan"}
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - scheme checked
    with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310
        kind = str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
        data: bytes = answer.read(_MAX_ANSWER_BYTES + 1)
    if kind != "application/timestamp-reply" or len(data) > _MAX_ANSWER_BYTES:
        raise ValueError(f"not a time-stamp reply: {kind or 'no type'}")
    return data

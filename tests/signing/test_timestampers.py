"""Patience with a slow time-stamping service, and an end to it."""

import pytest

from signing.adapters.tsa_http import HttpTimestamper, Patience
from signing.errors import TimestampUnavailable


class Post:
    """Fails `failures` times, then answers."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.calls: list[float] = []

    def __call__(self, url: str, body: bytes, timeout_s: float) -> bytes:
        self.calls.append(timeout_s)
        if len(self.calls) <= self.failures:
            raise TimeoutError("slow")
        return b"answer to " + body


def test_it_tries_again_with_growing_pauses() -> None:
    post, pauses = Post(2), []
    patience = Patience(timeout_s=9, tries=3, pause_s=2)
    stamper = HttpTimestamper(
        "http://tsa.invalid", patience=patience, post=post, sleep=pauses.append
    )
    assert stamper.respond(b"q") == b"answer to q"
    assert (post.calls, pauses) == ([9, 9, 9], [2, 4])


def test_it_fails_closed() -> None:
    post = Post(99)
    stamper = HttpTimestamper("http://tsa.invalid", post=post, sleep=lambda _: None)
    with pytest.raises(TimestampUnavailable) as caught:
        stamper.respond(b"q")
    assert len(post.calls) == 3
    assert caught.value.retry


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x", "tsa.invalid"])
def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        HttpTimestamper(url)

"""Requests are bounded before anything of them is kept."""

import asyncio
import json
from typing import Any

import pytest

from config.asgi import application
from config.bodies import MIB, BoundedBodies

COOKIE = (b"cookie", b"a=1; sessionid=abc")


async def reader(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads the whole body, as Django does, and answers with its size."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def ask(
    chunks: list[int], *headers: tuple[bytes, bytes], most: int = 4 * MIB
) -> tuple[int | None, int]:
    """The status (None: hung up) and how many chunks were taken."""
    sent: list[dict[str, Any]] = []
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        more = taken < len(chunks)
        return {"type": "http.request", "body": b"x" * chunks[taken - 1], "more_body": more}

    async def send(message: Any) -> None:
        sent.append(message)

    app = BoundedBodies(reader, most_bytes=most, cookie="sessionid")
    asyncio.run(app({"type": "http", "headers": list(headers)}, receive, send))
    return (sent[0]["status"] if sent else None), taken


def announced(size: int) -> tuple[bytes, bytes]:
    return (b"content-length", str(size).encode())


@pytest.mark.parametrize(
    ("headers", "status", "taken"),
    [
        ([announced(4 * MIB), COOKIE], 200, 4),
        ([announced(4 * MIB + 1), COOKIE], 413, 4),
        ([announced(4 * MIB)], 413, 4),  # a stranger
        ([announced(10**40), COOKIE], 413, 4),
    ],
)
def test_what_is_announced_is_bounded(headers: Any, status: int, taken: int) -> None:
    assert ask([MIB] * 4, *headers) == (status, taken)


def test_a_refused_body_is_read_to_its_end_but_not_for_ever() -> None:
    assert ask([MIB] * 3, announced(3 * MIB), most=MIB) == (413, 3)
    assert ask([MIB] * 100, announced(100 * MIB), COOKIE) == (413, 8)


def test_what_is_not_announced_is_counted() -> None:
    assert ask([MIB] * 4, COOKIE) == (200, 4)
    assert ask([MIB] * 100, COOKIE) == (None, 5)
    assert ask([MIB] * 100) == (None, 2)


def test_an_announcement_that_lies_does_not_help() -> None:
    assert ask([MIB] * 100, announced(10), COOKIE) == (None, 5)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/api/v1/checks", b"application/problem+json"), ("/quet/", b"text/plain; charset=utf-8")],
)
def test_a_system_is_refused_in_its_own_words(path: str, media_type: bytes) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [announced(10 * MIB)]}
    asyncio.run(application(scope, receive, send))
    start, body = sent
    headers = dict(start["headers"])
    assert start["status"] == 413
    assert headers[b"content-type"] == media_type
    assert int(headers[b"content-length"]) == len(body["body"])
    if path.startswith("/api/"):
        assert json.loads(body["body"])["code"] == "api.body_too_large"

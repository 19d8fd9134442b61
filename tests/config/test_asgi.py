"""What stands between the server and a page."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from config.asgi import InOneThread

THREADS: list[int] = []


class Noting:
    """A middleware that writes down in which thread it runs."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """The answer of the next."""
        THREADS.append(threading.get_ident())
        return self.get_response(request)


def page(_: HttpRequest) -> HttpResponse:
    """A page like ours: written without coroutines."""
    THREADS.append(threading.get_ident())
    return HttpResponse("đây")


async def lines() -> AsyncIterator[str]:
    """What a stream asks the records while it is open, as the live lines of a batch do."""
    yield await sync_to_async(ask)()


def ask() -> str:
    """An answer of the records."""
    THREADS.append(threading.get_ident())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'đây'")
        return str(cursor.fetchone()[0])


def stream(_: HttpRequest) -> StreamingHttpResponse:
    """A page that goes on after its view has ended."""
    return StreamingHttpResponse(lines())


urlpatterns = [path("here", page), path("stream", stream)]


@pytest.mark.urls("tests.config.test_asgi")
def test_middleware_and_page_run_in_one_thread(settings: Any) -> None:
    """Changing threads for each of them costs more than a small page."""
    settings.MIDDLEWARE = [
        "tests.config.test_asgi.Noting",
        "django.middleware.common.CommonMiddleware",
        "tests.config.test_asgi.Noting",
    ]
    THREADS.clear()

    answered = asyncio.run(_get(InOneThread(), "/here"))

    assert answered[0]["status"] == 200
    assert answered[1]["body"].decode() == "đây"
    assert len(THREADS) == 3
    assert len(set(THREADS)) == 1
    assert THREADS[0] != threading.get_ident()  # the server's own is free for others meanwhile


@pytest.mark.urls("tests.config.test_asgi")
@pytest.mark.django_db(transaction=True)
def test_a_stream_leaves_no_connection_open(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its thread ends with the request; in a process that runs for weeks, files left open run out."""
    settings.MIDDLEWARE = []
    wrapper, closed = type(connections["default"]), set()

    def close(self: Any) -> None:
        closed.add(threading.get_ident())
        kept(self)

    kept = wrapper.close
    monkeypatch.setattr(wrapper, "close", close)
    THREADS.clear()
    answered = asyncio.run(_get(InOneThread(), "/stream"))
    assert answered[1]["body"].decode() == "đây"
    assert set(THREADS) == closed


async def _get(app: InOneThread, address: str) -> list[Any]:
    sent: list[Any] = []
    asked, answered = [{"type": "http.request", "body": b""}], asyncio.Event()

    async def receive() -> Any:
        if not asked:
            await answered.wait()  # a browser that stays
        return asked.pop() if asked else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "GET", "path": address, "headers": headers}
    await app({**scope, "query_string": b""}, receive, send)
    return sent

"""Bounds what a request may bring, before anything of it is kept: Django writes whole bodies to disk first."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

type_of_message = Mapping[str, Any]
type_of_receive = Callable[[], Awaitable[type_of_message]]
type_of_send = Callable[[type_of_message], Awaitable[None]]
type_of_app = Callable[[Any, type_of_receive, type_of_send], Awaitable[None]]

MIB = 1024**2
# A person who has not signed in sends a name and a password, nothing more.
MOST_OF_A_STRANGER = 1 * MIB
# What is read and thrown away of a refused body. Hanging up on what a sender still sends can make the refusal
# itself be lost on the way, behind a proxy above all; whoever sends more than this must bear with that.
MOST_THROWN_AWAY = 8 * MIB
SENTENCE = "Gửi quá nhiều một lần. Hãy gửi ít tệp hơn trong mỗi lần."
HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"private, no-store"),
    (b"connection", b"close"),
)


class BoundedBodies:
    """Answers 413 to a request that announces too much; hangs up on one that sends more than it said.

    Args:
        most_bytes: for who carries a session cookie. It is not looked up here: an invented one passes
            this bound, never the next.
        cookie: name of the session cookie.
        refusals: what is answered below a path: media type and body; elsewhere it is a sentence.
        open_paths: bounds of paths that take files of anybody, whatever cookie they carry.
    """

    def __init__(
        self,
        app: type_of_app,
        *,
        most_bytes: int,
        cookie: str,
        refusals: Mapping[str, tuple[str, bytes]] | None = None,
        open_paths: Mapping[str, int] | None = None,
    ) -> None:
        self._app, self._most, self._cookie = app, most_bytes, f"{cookie}=".encode()
        self._refusals, self._open = dict(refusals or {}), dict(open_paths or {})

    async def __call__(self, scope: Any, receive: type_of_receive, send: type_of_send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        known = self._cookie in headers.get(b"cookie", b"")
        most = self._most if known else min(self._most, MOST_OF_A_STRANGER)
        most = self._open.get(scope.get("path", ""), most)
        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced[:20]) > most:
            await refuse(receive, send, 413, self._refusal(scope.get("path", "")))
            return
        await self._app(scope, _Counted(receive, most), send)

    def _refusal(self, path: str) -> tuple[str, bytes]:
        below = (told for start, told in self._refusals.items() if path.startswith(start))
        return next(below, ("text/plain; charset=utf-8", SENTENCE.encode()))


class _Counted:
    """Passes messages on until the body is too large; then it is as if the sender had gone."""

    def __init__(self, receive: type_of_receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def __call__(self) -> type_of_message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}


async def refuse(
    receive: type_of_receive, send: type_of_send, status: int, refusal: tuple[str, bytes]
) -> None:
    """Answer with this media type and body, and hang up; some of what is still sent is thrown away first."""
    left, more = MOST_THROWN_AWAY, True
    while more and left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        more = message.get("more_body", False)
    media_type, body = refusal
    own = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, *own]})
    await send({"type": "http.response.body", "body": body})

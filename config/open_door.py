"""Keeps the one door open where strangers hand in files: few bodies at once, and none that takes for ever.

Django writes a whole body to disk before a view is asked, so this stands before it.
"""

import asyncio
from collections import Counter
from html import escape
from typing import Any

from config.bodies import refuse, type_of_app, type_of_message, type_of_receive, type_of_send
from config.callers import network_of, place_of
from config.messages import message

# Whoever rents a network is many places; two of these networks still leave room for others.
AT_ONCE, AT_ONCE_OF_A_NETWORK, AT_ONCE_OF_A_PLACE = 8, 3, 2
SECONDS = 120.0
BUSY, TOO_SLOW, TOO_LARGE = "check.busy", "check.too_slow", "check.too_large"


def page(code: str, *, back: str) -> tuple[str, bytes]:
    """A page of one sentence, for where no view can be asked, with the way back."""
    told = message(code)
    text = (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(told.sentence)}</title><h1>{escape(told.sentence)}</h1>"
        f'<p>{escape(told.remedy)}</p><p><a href="{back}">Quay lại</a></p></html>'
    )
    return "text/html; charset=utf-8", text.encode()


class OpenDoor:
    """Bounds what is sent to one path: how many bodies at once, of a place, a network and all, and for how long.

    Args:
        path: where files of strangers are taken.
        back: the page that a refusal leads back to.
        seconds: within which a body has to be there.
    """

    def __init__(self, app: type_of_app, *, path: str, back: str, seconds: float = SECONDS) -> None:
        self._app, self._path, self._back, self._seconds = app, path, back, seconds
        self._all, self._under_way = 0, Counter[str]()

    async def __call__(self, scope: Any, receive: type_of_receive, send: type_of_send) -> None:
        """One request."""
        if scope["type"] != "http" or scope.get("path") != self._path:
            await self._app(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0]
        place, network = place_of(address), network_of(address)
        if self._is_full(place, network):
            await refuse(receive, send, 503, page(BUSY, back=self._back))
            return
        self._all += 1
        self._under_way.update((place, network))
        body = _Timed(receive, self._seconds, lambda: self._free(place, network))
        try:
            await self._app(scope, body, send)
        finally:
            body.end()
        if body.was_too_slow:
            await refuse(_nothing_more, send, 408, page(TOO_SLOW, back=self._back))

    def _is_full(self, place: str, network: str) -> bool:
        here, around = self._under_way[place], self._under_way[network]
        many = here >= AT_ONCE_OF_A_PLACE or around >= AT_ONCE_OF_A_NETWORK
        return many or self._all >= AT_ONCE

    def _free(self, *names: str) -> None:
        self._all -= 1
        self._under_way.subtract(names)
        self._under_way = +self._under_way  # without those of whom nothing is left


class _Timed:
    """Passes a body on; when its time is over it is as if the sender had gone."""

    def __init__(self, receive: type_of_receive, seconds: float, free: Any) -> None:
        self._receive, self._free = receive, free
        self._until = asyncio.get_running_loop().time() + seconds
        self._is_whole = self.was_too_slow = False

    async def __call__(self) -> type_of_message:
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self.was_too_slow = True
            self.end()
            return {"type": "http.disconnect"}
        if not message.get("more_body", False):
            self.end()
        return message

    def end(self) -> None:
        """The body is there, or will not come: another may be sent."""
        if not self._is_whole:
            self._is_whole = True
            self._free()


async def _nothing_more() -> type_of_message:
    return {"type": "http.disconnect"}

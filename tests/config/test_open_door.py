"""The door for files of strangers: few at once, none for ever, each refusal a sentence."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from config import bounds
from config.asgi import application
from config.bodies import MIB
from config.callers import network_of, place_of
from config.open_door import AT_ONCE, AT_ONCE_OF_A_NETWORK, AT_ONCE_OF_A_PLACE, OpenDoor
from tests.config.test_bodies import announced, reader

PATH = "/kiem-tra/tep/"


class Caller:
    """One sender: its chunks come when the test lets them."""

    def __init__(self, address: str, path: str = PATH) -> None:
        self.scope = {"type": "http", "path": path, "client": (address, 1), "headers": []}
        self.chunks: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []

    def send_body(self, *, more: bool = False) -> None:
        self.chunks.put_nowait({"type": "http.request", "body": b"x", "more_body": more})

    async def take(self, message: Any) -> None:
        self.sent.append(message)

    def call(self, door: OpenDoor) -> "asyncio.Task[None]":
        return asyncio.create_task(door(self.scope, self.chunks.get, self.take))

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def text(self) -> str:
        return bytes(self.sent[1]["body"]).decode()


async def calls(door: OpenDoor, *callers: Caller) -> "list[asyncio.Task[None]]":
    tasks = [caller.call(door) for caller in callers]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


def run(test: Callable[[OpenDoor], Any], *, seconds: float = 60.0) -> None:
    async def inside() -> None:
        await test(OpenDoor(reader, path=PATH, back="/kiem-tra/", seconds=seconds))

    asyncio.run(inside())


def test_one_place_sends_few_at_once_and_others_go_on() -> None:
    async def test(door: OpenDoor) -> None:
        slow = [Caller(f"2001:db8::{at}") for at in range(AT_ONCE_OF_A_PLACE)]
        tasks = await calls(door, *slow)
        third, other = Caller("2001:db8::ff"), Caller("203.0.113.1")
        third.send_body()
        other.send_body()
        await asyncio.gather(third.call(door), other.call(door))
        assert (third.status, other.status) == (503, 200)
        assert "Đang có nhiều người kiểm tra tệp." in third.text
        for caller in slow:
            caller.send_body()
        await asyncio.gather(*tasks)
        assert {caller.status for caller in slow} == {200}
        third.sent.clear()
        third.send_body()
        await third.call(door)
        assert third.status == 200

    run(test)


@pytest.mark.parametrize("network", ["2001:db8:1:{}::1", "203.0.113.{}"])
def test_a_network_of_many_places_leaves_room_for_others(network: str) -> None:
    async def test(door: OpenDoor) -> None:
        slow = [Caller(network.format(at)) for at in range(1, AT_ONCE_OF_A_NETWORK + 1)]
        tasks = await calls(door, *slow)
        one_more, other = Caller(network.format(99)), Caller("198.51.100.1")
        one_more.send_body()
        other.send_body()
        await asyncio.gather(one_more.call(door), other.call(door))
        assert (one_more.status, other.status) == (503, 200)
        for caller in slow:
            caller.send_body()
        await asyncio.gather(*tasks)
        assert door._under_way == {}

    run(test)


def test_all_together_send_few_at_once_too() -> None:
    async def test(door: OpenDoor) -> None:
        slow = [Caller(f"203.0.{at}.1") for at in range(AT_ONCE)]
        tasks = await calls(door, *slow)
        one_more = Caller("198.51.100.1")
        one_more.send_body()
        await one_more.call(door)
        assert one_more.status == 503
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        one_more.sent.clear()
        one_more.send_body()
        await one_more.call(door)
        assert one_more.status == 200

    run(test)


def test_a_body_that_does_not_come_is_given_up_with_a_sentence() -> None:
    async def test(door: OpenDoor) -> None:
        caller = Caller("203.0.113.1")
        caller.send_body(more=True)
        await caller.call(door)
        assert caller.status == 408
        assert "quá chậm" in caller.text

    run(test, seconds=0.05)


def test_other_paths_are_left_alone() -> None:
    async def test(door: OpenDoor) -> None:
        caller = Caller("203.0.113.1", path="/quet/")
        (task,) = await calls(door, caller)
        await asyncio.sleep(0.05)
        assert not task.done()
        caller.send_body()
        await task
        assert caller.status == 200

    run(test, seconds=0.01)


@pytest.mark.parametrize("cookie", [[], [(b"cookie", b"sessionid=invented")]])
def test_a_file_that_is_too_large_is_refused_with_a_page(cookie: Any) -> None:
    caller = Caller("203.0.113.1")
    size = (bounds.CHECK_FILE_MIB + 1) * MIB + 1
    caller.scope["headers"] = [announced(size), *cookie]
    caller.chunks = asyncio.Queue()

    async def ask() -> None:
        caller.send_body()
        await application(caller.scope, caller.chunks.get, caller.take)

    asyncio.run(ask())
    assert caller.status == 413
    assert "Tệp lớn hơn mức cho phép." in caller.text
    assert 'href="/kiem-tra/"' in caller.text


@pytest.mark.parametrize(
    ("address", "place", "network"),
    [
        ("203.0.113.9", "203.0.113.9", "cb0071/24"),
        ("::ffff:203.0.113.9", "203.0.113.9", "cb0071/24"),
        ("2001:db8:1:2::9", "20010db800010002/64", "20010db80001/48"),
        ("", "", "/"),
        ("unix", "unix", "unix/"),
    ],
)
def test_where_a_caller_is(address: str, place: str, network: str) -> None:
    assert (place_of(address), network_of(address)) == (place, network)

"""The S3 store when the line or the server breaks: our errors, in bounded time, and nothing half kept."""

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import errors
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import Bucket, S3Server
from tests.services.loopback import free_port
from tests.services.minio import Minio
from tests.services.toxiproxy import Proxy, Toxiproxy
from tests.storage.buckets import client_of, server_of

pytestmark = pytest.mark.service
LARGE = b"x" * (24 << 20)


@pytest.fixture
def direct(minio: Minio) -> S3Server:
    server = server_of(minio)
    Bucket(server).make()
    return server


@pytest.fixture
def line(toxiproxy: Toxiproxy, direct: S3Server) -> Proxy:
    return toxiproxy.proxy(direct.bucket, upstream=direct.url.removeprefix("http://"))


@pytest.fixture
def store(direct: S3Server, line: Proxy, tmp_path: Path) -> S3Store:
    return S3Store(replace(direct, url=f"http://{line.address}"), scratch=tmp_path)


def put(store: S3Store, content: bytes = b"one"):
    return store.put(io.BytesIO(content), media_type="application/pdf")


@pytest.fixture
def nothing_left(direct: S3Server, tmp_path: Path) -> Iterator[None]:
    yield
    client = client_of(direct)
    assert list(client.list_objects(direct.bucket, recursive=True, include_version=True)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_closed_port(direct: S3Server, tmp_path: Path) -> None:
    store = S3Store(replace(direct, url=f"http://127.0.0.1:{free_port()}"), scratch=tmp_path)
    began = time.monotonic()
    with pytest.raises(errors.StoreUnreachable) as caught:
        put(store)
    assert caught.value.retry
    assert time.monotonic() - began < 5


def test_a_host_that_nobody_knows(direct: S3Server, tmp_path: Path) -> None:
    with pytest.raises(errors.StoreUnreachable):
        put(S3Store(replace(direct, url="http://store.invalid:9000"), scratch=tmp_path))


def test_somebody_else_on_the_port(direct: S3Server, toxiproxy: Toxiproxy, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{toxiproxy.port}"
    with pytest.raises(errors.StoreUnreachable):
        put(S3Store(replace(direct, url=url), scratch=tmp_path))


def test_a_black_hole_is_given_up_in_time(store: S3Store, line: Proxy, nothing_left: None) -> None:
    line.add_toxic("timeout", timeout=0)
    began = time.monotonic()
    with pytest.raises(errors.StoreUnreachable):
        put(store)
    assert time.monotonic() - began < 16


def test_an_upload_that_is_cut_keeps_nothing(
    store: S3Store, line: Proxy, nothing_left: None
) -> None:
    assert store.stat("aa/aa/" + "a" * 64) is None
    line.add_toxic("limit_data", stream="upstream", bytes=4 << 20)
    with pytest.raises(errors.StoreUnreachable):
        put(store, LARGE)


def test_a_server_that_goes_while_it_receives(store: S3Store, line: Proxy) -> None:
    held = put(store)
    line.down()
    with pytest.raises(errors.StoreUnreachable):
        put(store, b"two")
    with pytest.raises(errors.StoreUnreachable):
        store.open(held.key)
    with pytest.raises(errors.StoreUnreachable):
        store.stat(held.key)
    line.up()
    assert put(store, b"two").size_bytes == 3
    store.open(held.key).close()


def test_a_download_that_is_cut_is_never_given_out(
    store: S3Store, line: Proxy, tmp_path: Path
) -> None:
    key = put(store, LARGE).key
    line.add_toxic("limit_data", bytes=4 << 20)
    with pytest.raises(errors.StoreUnreachable):
        store.open(key)
    line.heal()
    with store.open(key) as stream:
        assert stream.read() == LARGE
    assert list(tmp_path.iterdir()) == []


def test_a_slow_line_is_waited_for(store: S3Store, line: Proxy) -> None:
    """A scanner's office has 10 Mbit/s: a large file takes longer than any single wait."""
    line.add_toxic("bandwidth", stream="upstream", rate=1500)
    began = time.monotonic()
    assert put(store, LARGE[: 9 << 20]).size_bytes == 9 << 20
    assert time.monotonic() - began > 4


def test_a_server_that_is_killed_while_it_receives_keeps_nothing(
    toxiproxy: Toxiproxy, tmp_path: Path
) -> None:
    """Sound after kill -9 and start: an object is whole or not there."""
    with Minio() as own:
        server = server_of(own)
        Bucket(server).make()
        sound = put(S3Store(server, scratch=tmp_path)).key
        line = toxiproxy.proxy(server.bucket, upstream=f"127.0.0.1:{own.port}")
        line.add_toxic("bandwidth", stream="upstream", rate=4000)
        slow = S3Store(replace(server, url=f"http://{line.address}"), scratch=tmp_path)
        killing = threading.Timer(2, own.kill)
        killing.start()
        with pytest.raises(errors.StoreUnreachable):
            put(slow, LARGE)
        killing.join()
        own.start()
        again = S3Store(server, scratch=tmp_path)
        assert list(again.keys()) == [sound]
        assert put(again, LARGE).size_bytes == len(LARGE)

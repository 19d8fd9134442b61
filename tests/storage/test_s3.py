"""The S3 store on a real server: what is locked stays, what is broken keeps nothing, what is large stays small."""

import hashlib
import io
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from minio import Minio as Client
from minio import S3Error
from minio.commonconfig import COMPLIANCE, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.retention import Retention

from storage import errors
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import Bucket, S3Server
from storage.keys import key_of
from storage.ports import Held
from tests.services.minio import Minio
from tests.storage.buckets import client_of, fresh_store, server_of

pytestmark = pytest.mark.service

UNTIL = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def server(minio: Minio) -> S3Server:
    server = server_of(minio)
    Bucket(server).make()
    return server


@pytest.fixture
def store(server: S3Server, tmp_path: Path) -> S3Store:
    return S3Store(server, scratch=tmp_path / "scratch")


@pytest.fixture
def client(server: S3Server) -> Client:
    """Somebody else with the same key: what the store cannot do, they may try."""
    return client_of(server)


def put(store: S3Store, content: bytes = b"giay khai sinh") -> Held:
    return store.put(io.BytesIO(content), media_type="application/pdf")


def ids(client: Client, server: S3Server) -> list[tuple[str | None, bool]]:
    found = client.list_objects(server.bucket, recursive=True, include_version=True)
    return [(each.version_id, each.is_delete_marker) for each in found]


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(S3Error) as caught:
        yield
    assert caught.value.code in {"InvalidRequest", "AccessDenied"}


# What is locked stays


def test_nobody_alters_what_is_locked(store: S3Store, client: Client, server: S3Server) -> None:
    key = put(store).key
    store.retain(key, until=UNTIL)
    bucket, version = server.bucket, client.stat_object(server.bucket, key).version_id
    assert version is not None
    with refused():
        client.remove_object(bucket, key, version_id=version)
    with refused():
        shorter = Retention(COMPLIANCE, UNTIL - timedelta(days=1))
        client.set_object_retention(bucket, key, shorter, version_id=version)
    with refused():
        weaker = Retention(GOVERNANCE, UNTIL)
        client.set_object_retention(bucket, key, weaker, version_id=version)
    at_once = client.remove_objects(
        bucket, [DeleteObject(key, version)], bypass_governance_mode=True
    )
    assert [each.code for each in at_once]
    with store.open(key) as stream:
        assert stream.read() == b"giay khai sinh"


def test_a_mark_of_deletion_hides_nothing(
    store: S3Store, client: Client, server: S3Server, tmp_path: Path
) -> None:
    held = put(store)
    store.retain(held.key, until=UNTIL)
    client.remove_object(server.bucket, held.key)
    with pytest.raises(S3Error):
        client.stat_object(server.bucket, held.key)
    assert store.stat(held.key) == replace(held, retain_until=UNTIL)
    assert list(store.keys()) == [held.key]
    with store.open(held.key) as stream:
        assert stream.read() == b"giay khai sinh"
    with pytest.raises(errors.UnderRetention):
        store.delete(held.key)


def test_a_put_under_a_mark_of_deletion_keeps_the_retention(
    store: S3Store, client: Client, server: S3Server
) -> None:
    key = put(store).key
    store.retain(key, until=UNTIL)
    client.remove_object(server.bucket, key)
    assert put(store).retain_until == UNTIL
    lock = client.get_object_retention(server.bucket, key)
    assert lock is not None
    assert (lock.mode, lock.retain_until_date) == (COMPLIANCE, UNTIL)


def test_a_put_after_deletion_begins_anew(store: S3Store) -> None:
    key = put(store).key
    store.delete(key)
    assert put(store).retain_until is None
    store.open(key).close()


def test_what_is_written_over_is_still_given_out(
    store: S3Store, client: Client, server: S3Server
) -> None:
    held = put(store)
    store.retain(held.key, until=UNTIL)
    client.put_object(server.bucket, held.key, io.BytesIO(b"forged"), 6)
    for _ in range(2):
        assert store.stat(held.key) == replace(held, retain_until=UNTIL)
        with store.open(held.key) as stream:
            assert stream.read() == b"giay khai sinh"
        assert put(store) == replace(held, retain_until=UNTIL)
    assert len(ids(client, server)) == 3


def test_other_bytes_with_a_checksum_are_passed_over(store: S3Store, server: S3Server) -> None:
    held = put(store)
    forged = b"forged bytes!!"
    Bucket(server).send(
        held.key,
        io.BytesIO(forged),
        sha256=hashlib.sha256(forged).hexdigest(),
        media_type="application/pdf",
    )
    assert store.stat(held.key) == held
    with store.open(held.key) as stream:
        assert stream.read() == b"giay khai sinh"
    assert store.retain(held.key, until=UNTIL).retain_until == UNTIL


def test_where_only_other_bytes_stand_nothing_is_locked_or_given_out(
    store: S3Store, server: S3Server
) -> None:
    forged, key = b"forged", key_of(hashlib.sha256(b"right").hexdigest())
    digest = hashlib.sha256(forged).hexdigest()
    Bucket(server).send(key, io.BytesIO(forged), sha256=digest, media_type="text/plain")
    with pytest.raises(errors.ObjectDamaged):
        store.open(key)
    with pytest.raises(errors.ObjectDamaged):
        store.retain(key, until=UNTIL)
    assert put(store, b"right").key == key
    with store.open(key) as stream:
        assert stream.read() == b"right"


def test_a_second_put_makes_no_second_version(
    store: S3Store, client: Client, server: S3Server
) -> None:
    put(store)
    with ThreadPoolExecutor(8) as threads:
        held = list(threads.map(lambda _: put(store), range(16)))
    assert len(set(held)) == 1
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: put(store, b"met"), range(8)))
    assert len(ids(client, server)) == 2


def test_names_that_are_not_ours_are_no_keys(
    store: S3Store, client: Client, server: S3Server
) -> None:
    client.put_object(server.bucket, "notes/readme.txt", io.BytesIO(b"x"), 1)
    key = put(store).key
    client.put_object(server.bucket, key + ".bak", io.BytesIO(b"x"), 1)
    assert list(store.keys()) == [key]
    store.delete(key)
    assert list(store.keys()) == []
    assert len(ids(client, server)) == 2


def test_media_type_and_encryption_stay_with_the_object(
    minio: Minio, server: S3Server, tmp_path: Path
) -> None:
    for encryption, sealed in (("none", None), ("s3", "AES256"), ("kms", "aws:kms")):
        told = replace(server, encryption=encryption, kms_key=minio.kms_key)
        held = put(S3Store(told, scratch=tmp_path), encryption.encode())
        found = client_of(server).stat_object(server.bucket, held.key)
        assert found.content_type == "application/pdf"
        assert found.metadata is not None
        assert found.metadata.get("x-amz-server-side-encryption") == sealed


def test_a_key_that_the_server_lacks_is_told(server: S3Server, tmp_path: Path) -> None:
    told = replace(server, encryption="kms", kms_key="no-such-key")
    with pytest.raises(errors.EncryptionUnavailable):
        put(S3Store(told, scratch=tmp_path))


def test_the_server_refuses_bytes_that_differ_from_their_digest(server: S3Server) -> None:
    digest = hashlib.sha256(b"announced").hexdigest()
    with pytest.raises(errors.HashMismatch):
        Bucket(server).send(
            key_of(digest), io.BytesIO(b"different"), sha256=digest, media_type="text/plain"
        )
    assert Bucket(server).head(key_of(digest)) is None


# Who is let in


def test_a_bucket_without_lock_is_refused(minio: Minio, tmp_path: Path) -> None:
    server = server_of(minio)
    client_of(server).make_bucket(server.bucket)
    store = S3Store(server, scratch=tmp_path)
    with pytest.raises(errors.StoreUnprotected):
        put(store)
    assert ids(client_of(server), server) == []


def test_a_missing_bucket_is_not_a_missing_object(minio: Minio, tmp_path: Path) -> None:
    store = S3Store(server_of(minio), scratch=tmp_path)
    for act in (
        lambda: put(store),
        lambda: store.stat(key_of("a" * 64)),
        lambda: list(store.keys()),
    ):
        with pytest.raises(errors.StoreNotReady):
            act()


@pytest.mark.parametrize("wrong", [{"secret_key": "wrong-secret"}, {"access_key": "nobody"}])
def test_a_wrong_key_is_refused(server: S3Server, wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(errors.StoreRefused) as caught:
        put(S3Store(replace(server, **wrong), scratch=tmp_path))
    assert server.secret_key not in str(caught.value)


def test_tls_under_an_own_authority(secure_minio: Minio, tmp_path: Path) -> None:
    store = fresh_store(secure_minio, scratch=tmp_path)
    with store.open(put(store, b"x" * (3 << 20)).key) as stream:
        assert len(stream.read()) == 3 << 20
    stranger = S3Store(server_of(secure_minio, ca_file=None), scratch=tmp_path)
    with pytest.raises(errors.StoreUntrusted):
        put(stranger)


# What is large, and what many share


def test_a_large_object_stays_out_of_memory(server: S3Server, tmp_path: Path) -> None:
    size = 200 << 20
    program = f"""
import os, resource, sys
from pathlib import Path
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import S3Server
from tests.storage.buckets import Zeros
secret = sys.stdin.readline().strip()
server = S3Server({server.url!r}, {server.bucket!r}, "us-east-1", {server.access_key!r}, secret)
store = S3Store(server, scratch=Path({str(tmp_path)!r}))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
held = store.put(Zeros({size}), media_type="application/pdf")
store.open(held.key).close()
print(held.size_bytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=server.secret_key,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert done.returncode == 0, done.stderr
    size_bytes, grown_kib = map(int, done.stdout.split())
    assert size_bytes == size
    assert grown_kib < 30 * 1024
    assert list(tmp_path.iterdir()) == []


def test_threads_share_one_store(store: S3Store) -> None:
    contents = [f"{number}".encode() * 50_000 for number in range(24)]

    def both(content: bytes) -> bool:
        with store.open(put(store, content).key) as stream:
            return stream.read() == content

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(both, contents))
    assert len(list(store.keys())) == len(contents)


def test_a_forked_child_has_its_own_connections(store: S3Store) -> None:
    key = put(store).key
    assert threading.active_count() >= 1
    child = multiprocessing.get_context("fork").Process(target=read_many, args=(store, key))
    child.start()
    read_many(store, key)
    child.join(30)
    assert child.exitcode == 0


def read_many(store: S3Store, key: str) -> None:
    for _ in range(20):
        with store.open(key) as stream:
            assert stream.read() == b"giay khai sinh"

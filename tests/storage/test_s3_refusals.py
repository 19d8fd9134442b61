"""What nobody can do to what is held on a real server: not the application, not who disposes, not both."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from minio import Minio as Client
from minio import S3Error
from minio.commonconfig import COMPLIANCE, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.retention import Retention

from storage import errors
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import Bucket, S3Server
from tests.services.minio import Minio
from tests.storage.buckets import client_of, server_of, with_rights

pytestmark = pytest.mark.service
UNTIL = datetime(2999, 1, 1, tzinfo=UTC)
PAPER = b"giay khai sinh"


@pytest.fixture
def owner(minio: Minio) -> S3Server:
    server = server_of(minio)
    Bucket(server).make()
    return server


@pytest.fixture
def application(owner: S3Server) -> S3Server:
    return with_rights(owner, "policy.json")


@pytest.fixture
def disposer(owner: S3Server) -> S3Server:
    return with_rights(owner, "disposal-policy.json")


@pytest.fixture
def store(application: S3Server, tmp_path: Path) -> S3Store:
    return S3Store(application, scratch=tmp_path)


def put(store: S3Store, content: bytes = PAPER) -> str:
    return store.put(io.BytesIO(content), media_type="application/pdf").key


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(S3Error) as caught:
        yield
    assert caught.value.code in (codes or ("AccessDenied",)), caught.value.code


def version_of(client: Client, bucket: str, key: str) -> str:
    found = client.stat_object(bucket, key).version_id
    assert found
    return found


def still_there(store: S3Store, key: str) -> None:
    with store.open(key) as stream:
        assert stream.read() == PAPER


def test_the_application_removes_and_loosens_nothing(store: S3Store, application: S3Server) -> None:
    """Not even what no retention holds yet."""
    key, bucket, client = put(store), application.bucket, client_of(application)
    version = version_of(client, bucket, key)
    attempts: list[Callable[[], Any]] = [
        lambda: client.remove_object(bucket, key),
        lambda: client.remove_object(bucket, key, version_id=version),
        lambda: client.remove_bucket(bucket),
        lambda: client.delete_object_lock_config(bucket),
        lambda: client.set_bucket_policy(bucket, '{"Version":"2012-10-17","Statement":[]}'),
    ]
    for attempt in attempts:
        with refused():
            attempt()
    in_bulk = [DeleteObject(key), DeleteObject(key, version)]
    told = list(client.remove_objects(bucket, in_bulk, bypass_governance_mode=True))
    assert {each.code for each in told} == {"AccessDenied"}
    still_there(store, key)


def test_the_application_shortens_and_downgrades_nothing(
    store: S3Store, application: S3Server
) -> None:
    key, bucket, client = put(store), application.bucket, client_of(application)
    store.retain(key, until=UNTIL)
    version = version_of(client, bucket, key)
    for mode, until in (
        (COMPLIANCE, UNTIL - timedelta(days=1)),
        (GOVERNANCE, UNTIL),
        (GOVERNANCE, datetime.now(UTC) + timedelta(days=1)),
    ):
        with refused("AccessDenied", "InvalidRequest"):
            client.set_object_retention(bucket, key, Retention(mode, until), version_id=version)
    held = store.stat(key)
    assert held is not None
    assert held.retain_until == UNTIL


def test_what_is_written_over_is_told_and_never_given_out(
    store: S3Store, application: S3Server
) -> None:
    key = put(store)
    store.retain(key, until=UNTIL)
    store.hold(key)
    client_of(application).put_object(application.bucket, key, io.BytesIO(b"forged"), 6)
    held = store.stat(key)
    assert held is not None
    assert (held.faults, held.on_hold, held.retain_until) == (("overwritten",), True, UNTIL)
    still_there(store, key)
    put(store)
    assert store.stat(key) == held
    still_there(store, key)


def test_who_disposes_removes_only_what_nothing_holds(
    store: S3Store, disposer: S3Server, tmp_path: Path
) -> None:
    disposing = S3Store(disposer, scratch=tmp_path)
    retained, held, free = put(store), put(store, b"two"), put(store, b"three")
    store.retain(retained, until=UNTIL)
    store.hold(held)
    with pytest.raises(errors.UnderRetention):
        disposing.delete(retained)
    with pytest.raises(errors.OnHold):
        disposing.delete(held)
    disposing.delete(free)
    assert disposing.stat(free) is None
    still_there(store, retained)


def test_who_disposes_lifts_no_hold_and_puts_nothing(
    store: S3Store, disposer: S3Server, tmp_path: Path
) -> None:
    disposing, key = S3Store(disposer, scratch=tmp_path), put(store)
    store.hold(key)
    for attempt in (
        lambda: disposing.release(key),
        lambda: disposing.put(io.BytesIO(b"new"), media_type="text/plain"),
        lambda: disposing.retain(key, until=UNTIL),
    ):
        with pytest.raises(errors.StoreRefused):
            attempt()
    client = client_of(disposer)
    with refused("AccessDenied", "InvalidRequest"):
        version = version_of(client, disposer.bucket, key)
        client.remove_object(disposer.bucket, key, version_id=version)
    store.release(key)
    disposing.delete(key)
    assert store.stat(key) is None


def test_even_the_owner_waits_for_a_hold(store: S3Store, owner: S3Server) -> None:
    key, client = put(store), client_of(owner)
    store.hold(key)
    version = version_of(client, owner.bucket, key)
    with refused("InvalidRequest", "AccessDenied", "ObjectLocked"):
        client.remove_object(owner.bucket, key, version_id=version)
    still_there(store, key)


def test_a_lock_that_can_be_lifted_is_none(store: S3Store, owner: S3Server) -> None:
    key, client = put(store), client_of(owner)
    version = version_of(client, owner.bucket, key)
    client.set_object_retention(owner.bucket, key, Retention(GOVERNANCE, UNTIL), version_id=version)
    held = store.stat(key)
    assert held is not None
    assert (held.retain_until, held.locked) == (None, False)


def test_everything_put_is_encrypted(store: S3Store, application: S3Server) -> None:
    found = client_of(application).stat_object(application.bucket, put(store))
    assert found.metadata is not None
    assert found.metadata.get("x-amz-server-side-encryption") == "AES256"


def test_normal_work_lists_nothing(
    application: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """To put, read, lock, hold and link an object takes no list of the bucket, however large it grows."""
    listed: list[str] = []
    plain = Client.list_objects

    def counted(client: Client, bucket: str, **asked: Any) -> Any:
        listed.append(str(asked))
        return plain(client, bucket, **asked)

    monkeypatch.setattr(Client, "list_objects", counted)
    public = replace(application, public_url=application.url)
    store = S3Store(public, scratch=tmp_path)
    key = put(store)
    put(store)
    store.stat(key)
    store.retain(key, until=UNTIL)
    store.hold(key)
    still_there(store, key)
    store.local_copy(key, folder=tmp_path)
    assert store.link(key, name="a.pdf", media_type="application/pdf", expires_s=60)
    assert listed == []

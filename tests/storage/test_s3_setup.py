"""Setting up the bucket: made once, checked each time, refused where it does not protect."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from minio import S3Error

from storage import errors
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import S3Server
from storage.adapters.s3_setup import Readiness, set_up
from tests.services.minio import Minio
from tests.storage.buckets import client_of, server_of, with_rights

pytestmark = pytest.mark.service
UNTIL = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def server(minio: Minio) -> S3Server:
    return server_of(minio)


def test_it_makes_the_bucket_once(server: S3Server, tmp_path: Path) -> None:
    assert set_up(server) == Readiness(server.bucket, made=True, encryption="s3", may_delete=True)
    assert set_up(server) == Readiness(server.bucket, made=False, encryption="s3", may_delete=True)
    store = S3Store(server, scratch=tmp_path)
    assert list(store.keys()) == []
    found = client_of(server).list_objects(server.bucket, recursive=True, include_version=True)
    assert len(list(found)) == 1


@pytest.mark.parametrize("encryption", ["none", "kms"])
def test_it_tries_the_encryption(server: S3Server, minio: Minio, encryption: str) -> None:
    told = replace(server, encryption=encryption, kms_key=minio.kms_key)
    assert set_up(told).encryption == encryption


def test_a_key_that_is_not_there(server: S3Server) -> None:
    with pytest.raises(errors.EncryptionUnavailable):
        set_up(replace(server, encryption="kms", kms_key="no-such-key"))


def test_a_bucket_without_lock(server: S3Server) -> None:
    client_of(server).make_bucket(server.bucket)
    with pytest.raises(errors.StoreUnprotected):
        set_up(server)


def test_the_rights_of_the_deployment_suffice_and_allow_no_deletion(
    minio: Minio, server: S3Server, tmp_path: Path
) -> None:
    set_up(server)
    limited = with_rights(server, "policy.json")
    for _ in range(2):
        assert set_up(limited) == Readiness(server.bucket, False, "s3", may_delete=False)
    store = S3Store(limited, scratch=tmp_path)
    held = store.put(io.BytesIO(b"one"), media_type="application/pdf")
    assert store.put(io.BytesIO(b"one"), media_type="application/pdf") == held
    assert store.retain(held.key, until=UNTIL).retain_until == UNTIL
    assert store.stat(held.key) == replace(held, retain_until=UNTIL)
    assert list(store.keys()) == [held.key]
    store.open(held.key).close()
    free = store.put(io.BytesIO(b"two"), media_type="application/pdf")
    with pytest.raises(errors.UnderRetention):
        store.delete(free.key)
    with pytest.raises(S3Error):
        client_of(limited).remove_object(server.bucket, held.key)
    with pytest.raises(errors.StoreRefused):
        S3Store(replace(limited, bucket="another-bucket"), scratch=tmp_path).stat(held.key)


def test_a_wrong_secret(server: S3Server) -> None:
    with pytest.raises(errors.StoreRefused):
        set_up(replace(server, secret_key="wrong-secret"))

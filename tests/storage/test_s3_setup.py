"""Setting up the bucket: made once, checked each time, refused where it does not protect."""

from dataclasses import replace

import pytest

from storage import errors
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import S3Server
from storage.adapters.s3_setup import Readiness, set_up
from tests.services.minio import Minio
from tests.storage.buckets import client_of, server_of

pytestmark = pytest.mark.service


@pytest.fixture
def server(minio: Minio) -> S3Server:
    return server_of(minio)


def test_it_makes_the_bucket_once(server: S3Server, tmp_path) -> None:
    assert set_up(server) == Readiness(server.bucket, made=True, encryption="s3")
    assert set_up(server) == Readiness(server.bucket, made=False, encryption="s3")
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


def test_a_wrong_secret(server: S3Server) -> None:
    with pytest.raises(errors.StoreRefused):
        set_up(replace(server, secret_key="wrong-secret"))

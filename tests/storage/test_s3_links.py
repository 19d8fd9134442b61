"""Links of the S3 store: a browser saves the one object for a short time, and nothing else."""

import io
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from storage import errors
from storage.adapters.s3 import S3Store
from storage.keys import key_of
from tests.services.minio import Minio
from tests.storage.buckets import client_of, fresh_store, server_of

pytestmark = pytest.mark.service
NAME = "Giấy khai sinh (bản 1).pdf"


@pytest.fixture
def store(minio: Minio, tmp_path: Path) -> S3Store:
    return fresh_store(minio, scratch=tmp_path, public_url=minio.url + "/")


def link(store: S3Store, content: bytes = b"one", *, expires_s: int = 60) -> str:
    key = store.put(io.BytesIO(content), media_type="application/pdf").key
    found = store.link(key, name=NAME, media_type="application/pdf", expires_s=expires_s)
    assert found is not None
    return found


def status(address: str, method: str = "GET") -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method=method)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_a_browser_saves_the_object_under_its_name(store: S3Store) -> None:
    with urllib.request.urlopen(link(store)) as answer:
        assert answer.read() == b"one"
        disposition = answer.headers["Content-Disposition"]
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert disposition.startswith("attachment; filename*=UTF-8''Gi%E1%BA%A5y%20khai%20sinh")


def test_a_link_ends(store: S3Store) -> None:
    short = link(store, expires_s=1)
    time.sleep(2.5)
    assert status(short) == 403


def test_a_link_opens_nothing_else(store: S3Store) -> None:
    here, there = urlsplit(link(store)), urlsplit(link(store, b"two"))
    assert status(here.geturl()) == 200
    assert status(here._replace(path=there.path).geturl()) == 403
    assert status(here._replace(query="").geturl()) == 403
    changed = here.query.replace("attachment", "inline")
    assert status(here._replace(query=changed).geturl()) == 403
    longer = here.query.replace("X-Amz-Expires=60", "X-Amz-Expires=6000")
    assert status(here._replace(query=longer).geturl()) == 403
    assert status(here.geturl(), "PUT") == 403
    assert status(here.geturl(), "DELETE") == 403


def test_a_link_gives_the_version_that_was_there(minio: Minio, store: S3Store) -> None:
    before = link(store)
    server = store._server
    client_of(server).put_object(
        server.bucket, urlsplit(before).path.split("/", 2)[2], io.BytesIO(b"forged"), 6
    )
    with urllib.request.urlopen(before) as answer:
        assert answer.read() == b"one"


def test_a_link_opens_no_other_version_and_tells_nothing(minio: Minio, store: S3Store) -> None:
    here = urlsplit(link(store))
    server, key = store._server, here.path.split("/", 2)[2]
    other = client_of(server).put_object(server.bucket, key, io.BytesIO(b"forged"), 6).version_id
    [version] = parse_qs(here.query)["versionId"]
    assert version != other
    swapped = here._replace(query=here.query.replace(version, str(other)))
    assert status(swapped.geturl()) == 403
    dropped = here._replace(query=here.query.replace(f"versionId={version}", ""))
    assert status(dropped.geturl()) == 403
    # Neither the bucket nor what else hangs on the object can be asked by it.
    for asked in ("retention", "legal-hold", "tagging", "acl"):
        assert status(here._replace(query=f"{here.query}&{asked}=").geturl()) == 403
    assert status(here._replace(path=f"/{server.bucket}/").geturl()) == 403


def test_without_a_public_address_there_are_no_links(minio: Minio, tmp_path: Path) -> None:
    store = fresh_store(minio, scratch=tmp_path)
    key = store.put(io.BytesIO(b"one"), media_type="application/pdf").key
    assert store.link(key, name=NAME, media_type="application/pdf", expires_s=60) is None


def test_what_is_not_held_has_no_link(store: S3Store) -> None:
    with pytest.raises(errors.ObjectMissing):
        store.link(key_of("a" * 64), name=NAME, media_type="application/pdf", expires_s=60)


def test_the_public_address_may_be_another(minio: Minio, tmp_path: Path) -> None:
    server = replace(server_of(minio), public_url="https://store.tinh.example")
    client_of(server).make_bucket(server.bucket, object_lock=True)
    address = link(S3Store(server, scratch=tmp_path))
    assert address.startswith(f"https://store.tinh.example/{server.bucket}/")
    assert server.secret_key not in address

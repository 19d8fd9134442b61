"""Buckets on the real server. Locked objects cannot be cleared away, so every test has its own bucket."""

import io
import json
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from minio import Minio as Client
from minio import MinioAdmin
from minio.credentials import StaticProvider

from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import Bucket, S3Server
from tests.services.minio import Minio

RIGHTS = Path(__file__).resolve().parents[2] / "deploy" / "minio"


def server_of(minio: Minio, **changes: Any) -> S3Server:
    """The server as a store is told of it, with a new bucket name."""
    server = S3Server(
        url=minio.url,
        bucket=f"motlan-{secrets.token_hex(6)}",
        region="us-east-1",
        access_key=minio.access_key,
        secret_key=minio.secret_key,
        ca_file=minio.ca_file,
    )
    return replace(server, **changes)


def fresh_store(minio: Minio, *, scratch: Path, **changes: Any) -> S3Store:
    """A store over a new bucket with object lock."""
    server = server_of(minio, **changes)
    Bucket(server).make()
    return S3Store(server, scratch=scratch)


def client_of(server: S3Server) -> Client:
    """The plain client, for what the store itself never does."""
    address = urlsplit(server.url)
    return Client(
        address.netloc,
        access_key=server.access_key,
        secret_key=server.secret_key,
        secure=address.scheme == "https",
        region=server.region,
    )


def with_rights(server: S3Server, policy: str) -> S3Server:
    """The server as a new user of the deployment sees it; S3 itself has no call that makes users.

    Args:
        policy: the name of a file in deploy/minio.
    """
    user = replace(
        server, access_key="motlan-" + secrets.token_hex(4), secret_key=secrets.token_hex(16)
    )
    admin = MinioAdmin(
        endpoint=urlsplit(server.url).netloc,
        credentials=StaticProvider(server.access_key, server.secret_key),
        secure=False,
    )
    text = (RIGHTS / policy).read_text().replace("BUCKET", server.bucket)
    admin.user_add(user.access_key, user.secret_key)
    admin.policy_add(user.access_key, policy=json.loads(text))
    admin.policy_set(user.access_key, user.access_key)
    return user


class Zeros(io.RawIOBase):
    """A stream of so many zero bytes that is never whole in memory."""

    def __init__(self, size_bytes: int) -> None:
        self._left = size_bytes

    def read(self, size: int = -1) -> bytes:
        given = min(size if size >= 0 else self._left, self._left)
        self._left -= given
        return bytes(given)

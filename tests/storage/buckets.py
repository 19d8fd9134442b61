"""Buckets on the real server. Locked objects cannot be cleared away, so every test has its own bucket."""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import Bucket, S3Server
from tests.services.minio import Minio


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

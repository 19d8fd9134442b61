"""One bucket of an S3 server, call by call: bounded in time, in our errors, plain S3 only.

Knows requests and answers; what they mean for evidence stands in `storage/adapters/s3.py`.
"""

import base64
import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio import time as s3_time
from minio.commonconfig import COMPLIANCE, ENABLED
from minio.credentials.credentials import Credentials
from minio.error import S3Error
from minio.retention import Retention
from minio.signer import sign_v4_s3

from storage.adapters.s3_errors import is_missing, own_errors, refusal
from storage.errors import StorageError, StoreUnprotected
from storage.streams import CHUNK_BYTES

# An intake must be refused within about 15 s when nobody answers: three tries of 4 s, or two of 6 s.
_CONNECT_S = 4
_ANSWER_S = 6
# The server hashes, encrypts and syncs the whole object before it answers.
_STORED_S = 60
# Two more tries for a connection, one for an answer; 0.3 and 0.6 s between them.
_PATIENCE = urllib3.Retry(
    total=2,
    connect=2,
    read=1,
    redirect=0,
    backoff_factor=0.3,
    status_forcelist=[500, 502, 503, 504],
    raise_on_status=False,  # the last answer tells more than "too many"
    respect_retry_after_header=False,  # a server may ask for minutes
)


@dataclass(frozen=True, slots=True)
class S3Server:
    """Where the objects are, and how they are protected."""

    url: str
    bucket: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    encryption: str = "s3"
    kms_key: str = ""
    ca_file: Path | None = None
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """What the server says about one version of an object, without its bytes."""

    id: str | None
    size_bytes: int
    checksum_sha256: str | None
    retain_until: datetime | None
    encryption: str | None = None
    is_current: bool = True
    kept_at: datetime | None = None
    is_marker: bool = False  # nothing but the mark of a deletion
    on_hold: bool = False


class Bucket:
    """The calls of one bucket. Threads may share it. All errors are `storage.errors.StorageError`."""

    def __init__(self, server: S3Server) -> None:
        self._server = server
        self.name = server.bucket
        with own_errors():
            context = ssl.create_default_context(cafile=server.ca_file)
        self._pool = urllib3.PoolManager(
            maxsize=32,
            ssl_context=context,
            timeout=urllib3.Timeout(connect=_CONNECT_S, read=_ANSWER_S),
            retries=_PATIENCE,
        )
        # A connection shared with a forked child would mix their answers.
        os.register_at_fork(after_in_child=self._pool.clear)
        self._client = self._at(server.url)
        self._public = self._at(server.public_url) if server.public_url else None

    def must_protect(self) -> None:
        """Make sure that the bucket is there, with object lock and versions.

        Raises:
            StoreNotReady: there is no such bucket.
            StoreUnprotected: it keeps no versions or has no object lock; that cannot be added later.
        """
        with own_errors():
            status = self._client.get_bucket_versioning(self.name).status
            try:
                self._client.get_object_lock_config(self.name)
            except S3Error as error:
                if error.code != "ObjectLockConfigurationNotFoundError":
                    raise
                raise StoreUnprotected("the bucket has no object lock", bucket=self.name) from error
        if status != ENABLED:
            raise StoreUnprotected("the bucket keeps no versions", bucket=self.name)

    def make(self) -> bool:
        """Make the bucket with object lock unless it is there; whether it was made."""
        with own_errors():
            if self._client.bucket_exists(self.name):
                return False
            try:
                self._client.make_bucket(self.name, location=self._server.region, object_lock=True)
            except S3Error as error:
                if error.code != "BucketAlreadyOwnedByYou":
                    raise
                return False
        return True

    def head(self, key: str, version_id: str | None = None) -> Version | None:
        """One version (the current one by default), a mark of deletion, or None."""
        with own_errors(key=key):
            try:
                found = self._client.stat_object(
                    self.name,
                    key,
                    version_id=version_id,
                    extra_headers={"x-amz-checksum-mode": "ENABLED"},
                )
            except S3Error as error:
                if not is_missing(error):
                    raise
                return _marker(error)
        headers = found.metadata or {}
        until = headers.get("x-amz-object-lock-retain-until-date")
        # Whoever has the right lifts a lock in governance mode: to us it is none.
        until = until if headers.get("x-amz-object-lock-mode") == COMPLIANCE else None
        return Version(
            id=found.version_id,
            size_bytes=found.size or 0,
            checksum_sha256=headers.get("x-amz-checksum-sha256"),
            retain_until=datetime.fromisoformat(until).astimezone(UTC) if until else None,
            encryption=headers.get("x-amz-server-side-encryption"),
            is_current=version_id is None,
            kept_at=found.last_modified,
            on_hold=headers.get("x-amz-object-lock-legal-hold") == "ON",
        )

    def versions(self, key: str) -> Iterator[tuple[str | None, bool]]:
        """Id of every version, newest first, and whether it only marks a deletion; markers come last."""
        with own_errors(key=key):
            for each in self._client.list_objects(
                self.name, prefix=key, recursive=True, include_version=True
            ):
                if each.object_name == key:
                    yield each.version_id, each.is_delete_marker

    def names(self) -> Iterator[str]:
        """The name of every object that has bytes, in order, deleted in appearance or not."""
        last = ""
        with own_errors():
            for each in self._client.list_objects(self.name, recursive=True, include_version=True):
                name = each.object_name or ""
                if name != last and not each.is_delete_marker:
                    yield name
                    last = name

    def read(self, key: str, version_id: str | None) -> Iterator[bytes]:
        """The bytes in pieces, not verified."""
        with own_errors(key=key):
            answer = self._client.get_object(self.name, key, version_id=version_id)
            try:
                yield from answer.stream(CHUNK_BYTES)
            finally:
                # What was not read to its end is closed, or the next request would read the rest.
                answer.close()
                answer.release_conn()

    def send(
        self,
        key: str,
        file: BinaryIO,
        *,
        sha256: str,
        media_type: str,
        retain_until: datetime | None = None,
        only_new: bool = False,
    ) -> bool:
        """Store the file as a new version; False when `only_new` and another was quicker.

        One streamed request for every size: signed with the digest, so that the server itself compares
        the bytes with the key before the version exists, and nothing half sent is ever left.

        Raises:
            HashMismatch: the server received other bytes than announced.
        """
        file.seek(0, os.SEEK_END)
        headers = {
            "Content-Type": media_type,
            "Content-Length": str(file.tell()),
            "x-amz-checksum-sha256": checksum(sha256),
            **self._encryption(),
        }
        if retain_until is not None:
            headers["x-amz-object-lock-mode"] = COMPLIANCE
            headers["x-amz-object-lock-retain-until-date"] = (
                s3_time.to_iso8601utc(retain_until) or ""
            )
        if only_new:
            headers["If-None-Match"] = "*"
        file.seek(0)
        with own_errors(key=key):
            answer = self._put(key, file, sha256=sha256, headers=headers)
            if answer.status == 200:
                return True
            error = refusal(answer)
            if only_new and answer.status in {409, 412}:
                return False
            raise error

    def _put(
        self, key: str, file: BinaryIO, *, sha256: str, headers: dict[str, str]
    ) -> urllib3.BaseHTTPResponse:
        """The client's own put reads each part into memory and gives it four seconds in all; this one
        streams, and each piece has its own time."""
        address = self._client.get_presigned_url("PUT", self.name, key)
        url = urlsplit(address)._replace(query="")
        now = s3_time.utcnow()
        signed = sign_v4_s3(
            method="PUT",
            url=url,
            region=self._server.region,
            headers={
                **headers,
                "Host": url.netloc,
                "x-amz-content-sha256": sha256,
                "x-amz-date": s3_time.to_amz_date(now),
            },
            credentials=Credentials(self._server.access_key, self._server.secret_key),
            content_sha256=sha256,
            date=now,
        )
        return self._pool.urlopen(
            "PUT",
            url.geturl(),
            redirect=False,
            body=file,
            headers={name: str(value) for name, value in signed.items()},
            timeout=urllib3.Timeout(connect=_CONNECT_S, read=_STORED_S),
            retries=_PATIENCE,
        )

    def retain(self, key: str, version_id: str | None, *, until: datetime) -> None:
        """Lock one version in compliance mode; the server refuses to shorten."""
        with own_errors(key=key):
            lock = Retention(COMPLIANCE, until)
            self._client.set_object_retention(self.name, key, lock, version_id=version_id)

    def hold(self, key: str, version_id: str | None, *, on: bool) -> None:
        """Put one version under a legal hold, or lift it."""
        with own_errors(key=key):
            if on:
                self._client.enable_object_legal_hold(self.name, key, version_id=version_id)
            else:
                self._client.disable_object_legal_hold(self.name, key, version_id=version_id)

    def remove(self, key: str, version_id: str | None) -> None:
        """Remove one version for good."""
        with own_errors(key=key, holds=True):
            self._client.remove_object(self.name, key, version_id=version_id)

    def link(
        self, key: str, version_id: str | None, *, expires_s: int, headers: dict[str, str]
    ) -> str:
        """An address that gives out this version to whoever holds it, until it expires."""
        if self._public is None:
            raise StorageError("no public address of the store is set")
        return self._public.presigned_get_object(
            self.name,
            key,
            expires=timedelta(seconds=expires_s),
            response_headers={f"response-{name}": value for name, value in headers.items()},
            version_id=version_id,
        )

    def _at(self, url: str) -> Minio:
        parts = urlsplit(url)
        return Minio(
            parts.netloc + parts.path.rstrip("/"),
            access_key=self._server.access_key,
            secret_key=self._server.secret_key,
            secure=parts.scheme == "https",
            region=self._server.region,
            http_client=self._pool,
        )

    def _encryption(self) -> dict[str, str]:
        if self._server.encryption == "none":
            return {}
        if self._server.encryption == "s3":
            return {"x-amz-server-side-encryption": "AES256"}
        headers = {"x-amz-server-side-encryption": "aws:kms"}
        if self._server.kms_key:
            headers["x-amz-server-side-encryption-aws-kms-key-id"] = self._server.kms_key
        return headers


def checksum(sha256: str) -> str:
    """The digest as S3 writes it."""
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _marker(error: S3Error) -> Version | None:
    headers = error.response.headers if error.response is not None else {}
    if headers.get("x-amz-delete-marker") != "true":
        return None
    return Version(headers.get("x-amz-version-id"), 0, None, None, is_marker=True)

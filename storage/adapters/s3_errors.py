"""What S3 servers and the way to them answer, as our errors."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

import urllib3
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError, MaxRetryError

from storage.errors import (
    EncryptionUnavailable,
    HashMismatch,
    ObjectMissing,
    StorageError,
    StoreFull,
    StoreNotReady,
    StoreRefused,
    StoreUnreachable,
    StoreUntrusted,
    UnderRetention,
)
from storage.streams import told

_KINDS: dict[type[StorageError], set[str]] = {
    ObjectMissing: {"NoSuchKey", "NoSuchVersion"},
    StoreNotReady: {"NoSuchBucket"},
    StoreRefused: {
        *("AccessDenied", "AllAccessDisabled", "AccountProblem", "ExpiredToken", "InvalidToken"),
        *("InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed"),
        "RequestTimeTooSkewed",  # the clocks differ by more than 15 minutes
    },
    StoreFull: {"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded"},
    HashMismatch: {"BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"},
}
# Compliance mode says InvalidRequest at MinIO and AccessDenied at AWS; a policy says AccessDenied too.
_HELD = {"InvalidRequest", "AccessDenied", "ObjectLocked"}
_NO_ROOM = 507


@contextmanager
def own_errors(*, key: str = "", holds: bool = False) -> Iterator[None]:
    """Turn what the block raises into ours.

    Args:
        key: the object in question, for the log.
        holds: the block would remove something, so that a refusal means that it is held.
    """
    facts = {"key": key} if key else {}
    try:
        yield
    except S3Error as error:
        if holds and error.code in _HELD:
            raise UnderRetention(_sentence(error), **facts) from error
        raise _kind(error)(_sentence(error), s3_code=error.code, **facts) from error
    except (HTTPError, ssl.SSLError) as error:
        raise _way(error)(str(error), **facts) from error
    except (MinioException, ParseError, UnicodeDecodeError) as error:
        raise StoreUnreachable(f"no answer of an S3 server: {error}", **facts) from error
    except OSError as error:
        raise told(error) from error


def refusal(answer: urllib3.BaseHTTPResponse) -> MinioException:
    """The error in an answer of our own request."""
    if answer.data and "xml" in answer.headers.get("content-type", ""):
        return S3Error.fromxml(answer)
    return MinioException(f"HTTP status {answer.status}")


def is_missing(error: S3Error) -> bool:
    """Whether the server only says that there is no such object or version.

    A delete marker asked for by its id answers MethodNotAllowed.
    """
    return error.code in _KINDS[ObjectMissing] | {"MethodNotAllowed"}


def _kind(error: S3Error) -> type[StorageError]:
    code = error.code or ""
    status = error.response.status if error.response is not None else 0
    for kind, codes in _KINDS.items():
        if code in codes:
            return kind
    if "kms" in code.lower() or "encryption" in (error.message or "").lower():
        return EncryptionUnavailable
    if status == _NO_ROOM:
        return StoreFull
    if status >= 500 or code in {"SlowDown", "RequestTimeout", "OperationAborted"}:
        return StoreUnreachable
    return StorageError


def _way(error: Exception) -> type[StorageError]:
    """What is wrong on the way to the server: its certificate, or everything else."""
    cause = error.reason if isinstance(error, MaxRetryError) else error
    refused = isinstance(cause, urllib3.exceptions.SSLError | ssl.SSLCertVerificationError)
    return StoreUntrusted if refused else StoreUnreachable


def _sentence(error: S3Error) -> str:
    return f"{error.code}: {error.message}"

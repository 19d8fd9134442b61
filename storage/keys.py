"""Keys: the digest, spread over two prefixes so that no folder and no S3 prefix grows too wide."""

import re

from storage.errors import BadKey

_DIGEST = re.compile(r"[0-9a-f]{64}")


def key_of(sha256: str) -> str:
    """The key of a digest.

    Args:
        sha256: 64 lower-case hex digits.

    Raises:
        BadKey: it is something else.
    """
    if not _DIGEST.fullmatch(sha256):
        raise BadKey("not a SHA-256 in lower-case hex", given=sha256[:80])
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def digest_of(key: str) -> str:
    """The digest in a key; the only way into a store, so that `../../etc` never becomes a path.

    Raises:
        BadKey: the key is not exactly what `key_of` makes.
    """
    digest = key[6:]
    if key_of(digest) != key:
        raise BadKey("prefixes and digest of the key differ", given=key[:80])
    return digest

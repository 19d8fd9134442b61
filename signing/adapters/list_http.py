"""Fetches lists of revocation over HTTP, within bounds of size and time."""

import time
import urllib.request
from urllib.parse import urlsplit

MAX_LIST_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 256 * 1024


def fetch_list(url: str, *, timeout_s: float = 60.0) -> bytes:
    """The bytes behind an address of the table of trust.

    Raises:
        OSError: refused, timed out or an HTTP error.
        ValueError: another scheme than http and https, or too large.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "motlan"})  # noqa: S310
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("an address of a list begins with http:// or https://")
    ends, pieces, size = time.monotonic() + timeout_s, [], 0
    with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310 - scheme checked
        while piece := answer.read(_PIECE_BYTES):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_LIST_BYTES:
                raise ValueError(f"over {MAX_LIST_BYTES} bytes")
            # The time-out of the socket counts each piece; a slow drip ends here.
            if time.monotonic() > ends:
                raise TimeoutError(f"not whole after {timeout_s:.0f} seconds")
    return b"".join(pieces)

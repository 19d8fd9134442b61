"""An object of the store as a file to be saved: streamed, verified before its first byte, never shown inline.

Where the store has addresses of its own, the browser is sent there with a link that soon ends.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from search.words import hide_ids
from storage.ports import Store

CHUNK_BYTES = 256 * 1024
# Long enough to begin the download that was asked for, too short to be passed on.
LINK_SECONDS = 120


def file_to_save(
    store: Store, key: str, *, name: str, size_bytes: int, media_type: str
) -> HttpResponseBase:
    """The answer that hands the object out: a link of the store, or its bytes.

    Raises:
        storage.errors.StorageError: there is nothing to hand out.
    """
    # Headers and addresses travel through logs of proxies, and a saved file's name is seen by whoever looks over.
    shown = hide_ids(name).replace("*", "x")
    media_type = media_type or "application/octet-stream"
    address = store.link(key, name=shown, media_type=media_type, expires_s=LINK_SECONDS)
    if address:
        # Django's own redirect refuses addresses as long as a signed one with a long name.
        return HttpResponse(status=303, headers={"Location": address})
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=shown) or "",
        "Content-Length": str(size_bytes),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    chunks = _chunks(store.open(key))
    return StreamingHttpResponse(chunks, content_type=media_type, headers=headers)


async def _chunks(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Piece by piece, read outside the event loop; closed when the last byte has gone or nobody listens."""
    try:
        while chunk := await asyncio.to_thread(stream.read, CHUNK_BYTES):
            yield chunk
    finally:
        stream.close()

"""An object of the store as a file to be saved: streamed, verified before its first byte, never shown inline."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from web.papers.masking import hide_ids

CHUNK_BYTES = 256 * 1024


def file_to_save(
    stream: BinaryIO, *, name: str, size_bytes: int, media_type: str
) -> StreamingHttpResponse:
    """The answer that hands the stream out; it is closed when the last byte has gone or nobody listens."""
    # Headers travel through logs of proxies, and a saved file's name is seen by whoever looks over.
    shown = hide_ids(name).replace("*", "x")
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=shown) or "",
        "Content-Length": str(size_bytes),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    content_type = media_type or "application/octet-stream"
    return StreamingHttpResponse(_chunks(stream), content_type=content_type, headers=headers)


async def _chunks(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Piece by piece, read outside the event loop."""
    try:
        while chunk := await asyncio.to_thread(stream.read, CHUNK_BYTES):
            yield chunk
    finally:
        stream.close()

"""Gives out the bytes of a rendition: opened and verified first, then recorded with the purpose, then sent."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import BinaryIO

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from dossiers import events
from dossiers.models import Paper, Rendition
from storage.ports import Store

CHUNK_BYTES = 256 * 1024
NAMES = {
    Rendition.Kind.COMPOSED: "chua-ky",
    Rendition.Kind.SIGNED: "da-ky",
    Rendition.Kind.SEARCHABLE: "tra-cuu",
}
LONGEST_NAME = 120
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def hand_out(
    rendition: Rendition, *, paper: Paper, by: str, purpose: str, store: Store
) -> StreamingHttpResponse:
    """The rendition as a file to be saved; never shown in the browser.

    Raises:
        storage.errors.StorageError: nothing was given out and nothing recorded.
    """
    stream = store.open(rendition.key)
    events.record(
        agency=paper.agency,
        actor=by,
        verb="paper.downloaded",
        about=paper,
        purpose=purpose,
        facts={"rendition": rendition.pk, "sha256": rendition.sha256},
    )
    name = file_name(rendition, paper)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Length": str(rendition.size_bytes),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(
        _chunks(stream), content_type=rendition.media_type, headers=headers
    )


def file_name(rendition: Rendition, paper: Paper) -> str:
    """The original's own name made safe; ours after the paper's number: giay-to-12-da-ky.pdf."""
    if rendition.kind == Rendition.Kind.ORIGINAL:
        given = UNSAFE.sub("_", paper.received_file.name).strip(". ")
        path = PurePath(given or "ban-goc")
        return path.stem[:LONGEST_NAME] + path.suffix[:10]
    return f"giay-to-{paper.pk}-{NAMES[Rendition.Kind(rendition.kind)]}.pdf"


async def _chunks(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Piece by piece, read outside the event loop."""
    try:
        while chunk := await asyncio.to_thread(stream.read, CHUNK_BYTES):
            yield chunk
    finally:
        stream.close()

"""Views of a paper's pictures and original. Whoever may see the paper may see these, and nobody else."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from config import wiring
from config.messages import message
from dossiers import events
from dossiers.models import Paper
from storage.errors import StorageError
from web.paper_files.pictures import NOT_SHOWN, has_page, page_picture, picture_tag

CHUNK_BYTES = 256 * 1024


@login_required
@require_safe
def page(request: HttpRequest, paper_id: int, number: int) -> HttpResponseBase:
    """The picture of one page (number in the received file), kept by the browser but asked for each time."""
    paper = _visible(request, paper_id)
    if not has_page(paper, number):
        raise Http404
    etag = picture_tag(paper.received_file, number)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        picture = page_picture(paper.received_file, number)
    except NOT_SHOWN as error:
        return _not_shown(error)
    # no-cache: the browser asks whether the person may still see it before it shows what it kept.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


@login_required
@require_safe
def original(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    """The file as it came, to be saved and never shown in the browser; the act is recorded."""
    paper = _visible(request, paper_id)
    file = paper.received_file
    try:
        stream = wiring.store().open(file.key)
    except StorageError as error:
        return _not_shown(error)
    events.record(
        agency=paper.agency,
        actor=f"user:{request.user.get_username()}",
        verb="paper.original_downloaded",
        about=paper,
    )
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name)
        or "",
        "Content-Length": str(file.size_bytes),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(
        _chunks(stream), content_type=file.media_type or "application/octet-stream", headers=headers
    )


def _visible(request: HttpRequest, paper_id: int) -> Paper:
    papers = Paper.objects.visible_to(request.user).select_related("received_file", "agency")
    return get_object_or_404(papers, pk=paper_id)


async def _chunks(stream: BinaryIO) -> AsyncIterator[bytes]:
    """The bytes piece by piece, read outside the event loop."""
    try:
        while chunk := await asyncio.to_thread(stream.read, CHUNK_BYTES):
            yield chunk
    finally:
        stream.close()


def _not_shown(error: Exception) -> HttpResponse:
    code = str(getattr(error, "code", ""))
    status = 503 if getattr(error, "retry", False) else 422
    told = message(code)
    return HttpResponse(
        f"{told.sentence} {told.remedy}", status=status, content_type="text/plain; charset=utf-8"
    )

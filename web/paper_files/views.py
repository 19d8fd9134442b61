"""Views of a paper's pictures and original. Whoever may see the paper may see these, and nobody else."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.models import Role
from config import wiring
from config.messages import message
from config.pictures import NOT_SHOWN, has_page, page_picture, picture_tag
from dossiers import events
from dossiers.models import Paper
from ingest.measures import count_error
from storage.errors import StorageError
from web.access import OfficeRequest, clerk_papers, for_roles
from web.papers.looks import note_pictures
from web.streams import file_to_save


@login_required
@require_safe
def page(request: HttpRequest, paper_id: int, number: int) -> HttpResponseBase:
    """The picture of one page (number in the received file), kept by the browser but asked for each time."""
    paper = _visible(request, paper_id)
    if not has_page(paper, number):
        raise Http404
    note_pictures(request.session, paper=paper, by=f"user:{request.user.get_username()}")
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


@for_roles(Role.Kind.CLERK)
@require_safe
def original(request: OfficeRequest, paper_id: int) -> HttpResponseBase:
    """The file as it came, for the staff who digitize it; officers state a purpose on the paper's page."""
    papers = clerk_papers(request.user).select_related("received_file", "agency")
    paper = get_object_or_404(papers, pk=paper_id)
    file = paper.received_file
    try:
        answer = file_to_save(
            wiring.store(),
            file.key,
            name=file.name,
            size_bytes=file.size_bytes,
            media_type=file.media_type,
        )
    except StorageError as error:
        count_error(error.code)
        return _not_shown(error)
    events.record(
        agency=paper.agency,
        actor=f"user:{request.user.get_username()}",
        verb="paper.original_downloaded",
        about=paper,
    )
    return answer


def _visible(request: HttpRequest, paper_id: int) -> Paper:
    papers = Paper.objects.visible_to(request.user).select_related("received_file", "agency")
    return get_object_or_404(papers, pk=paper_id)


def _not_shown(error: Exception) -> HttpResponse:
    code = str(getattr(error, "code", ""))
    status = 503 if getattr(error, "retry", False) else 422
    told = message(code)
    return HttpResponse(
        f"{told.sentence} {told.remedy}", status=status, content_type="text/plain; charset=utf-8"
    )

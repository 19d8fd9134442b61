"""The view behind a link: whoever holds it gets the paper, for minutes; nobody can try others at speed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config import wiring
from config.fresh import NotGivenOut
from config.messages import message
from ingest.measures import count_error
from reuse.services import evidence_by_link
from storage.errors import StorageError
from web.hand_over.giving import give
from web.sign_in import throttle

DOOR = "hand_over"
BY = "link"


@require_GET
def fetch(request: HttpRequest, token: str) -> HttpResponseBase:
    """The signed bytes. Unknown, over, taken back and out of use are one answer: not found."""
    address = request.META.get("REMOTE_ADDR", "")
    if not throttle.admit(token, address, door=DOOR):
        return _told(request, "hand_over.too_many_tries", status=429, after_s=throttle.WAIT_S)
    evidence = evidence_by_link(token)
    if evidence is None:
        raise Http404
    throttle.forget(token, address, door=DOOR)
    try:
        return give(evidence, by=BY, store=wiring.store())
    except (StorageError, NotGivenOut) as error:
        count_error(error.code)
        return _told(request, error.code, status=503 if error.retry else 422)


def _told(request: HttpRequest, code: str, *, status: int, after_s: int = 0) -> HttpResponse:
    page = render(request, "hand_over/told.html", {"told": message(code)}, status=status)
    if after_s:
        page["Retry-After"] = str(after_s)
    return page

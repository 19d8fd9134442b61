"""Gives the signed bytes of a hand-over out: opened and verified first, then recorded, then sent."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from config.fresh import assure
from dossiers.models import Paper
from reuse.services import Evidence, record_fetch
from storage.ports import Store
from web.papers.downloads import file_name
from web.streams import file_to_save


def give(evidence: Evidence, *, by: str, store: Store) -> HttpResponseBase:
    """The signed bytes as a file to be saved.

    Args:
        by: who fetches it (user:<name>, or "link").
    Raises:
        storage.errors.StorageError, config.fresh.NotGivenOut: nothing was given out and nothing recorded.
    """
    rendition = evidence.rendition
    assure(rendition, by=by, must_be_valid=True)
    paper = Paper.objects.select_related("received_file").get(pk=rendition.paper_id)
    answer = file_to_save(
        store,
        rendition.key,
        name=file_name(rendition, paper),
        size_bytes=rendition.size_bytes,
        media_type=rendition.media_type,
    )
    record_fetch(evidence, by=by)
    return answer


def address_of_link(request: HttpRequest, token: str) -> str:
    """The whole address of a link, to be shown once."""
    return request.build_absolute_uri(reverse("hand_over", args=[token]))

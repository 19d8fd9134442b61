"""Views of a citizen's own papers, their uses, and own dossiers."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config import wiring
from config.fresh import NotGivenOut
from dossiers.citizens.own import dossiers_of, papers_of
from dossiers.citizens.sessions import actor
from dossiers.models import Dossier, Paper
from ingest.measures import count_error
from storage.errors import StorageError
from web.citizen.access import CitizenRequest, for_citizens
from web.citizen.dossiers import dossier_cards, dossier_page
from web.citizen.forms import RatingForm
from web.citizen.papers import paper_cards, paper_page, signed_copy
from web.citizen.uses import entries_of
from web.papers.downloads import hand_out

OWN_COPY = "Chủ giấy tờ tải bản của mình"


@for_citizens
@require_safe
def papers(request: CitizenRequest) -> HttpResponse:
    """The person's own papers."""
    page, cards = paper_cards(request.citizen, after=request.GET.get("sau", ""))
    return render(request, "citizen/papers.html", {"page": page, "cards": cards})


@for_citizens
@require_safe
def paper(request: CitizenRequest, paper_id: int) -> HttpResponse:
    """One own paper: what stands on it, who keeps it, who used it."""
    return _show(request, _own(request, paper_id))


@for_citizens
@require_POST
def download(request: CitizenRequest, paper_id: int) -> HttpResponseBase:
    """Save the signed copy; recorded like every other download."""
    found = _own(request, paper_id)
    rendition = signed_copy(found)
    if rendition is None:
        return _show(request, found, status=422, problem="citizen.no_signed_copy")
    by, store = actor(request.citizen), wiring.store()
    try:
        return hand_out(rendition, paper=found, by=by, purpose=OWN_COPY, store=store)
    except (StorageError, NotGivenOut) as error:
        count_error(error.code)
        return _show(request, found, status=503 if error.retry else 422, problem=error.code)


@for_citizens
@require_safe
def uses(request: CitizenRequest) -> HttpResponse:
    """Who used anything that is held of the person, when and why."""
    page, entries = entries_of(request.citizen, at=timezone.now(), after=request.GET.get("sau", ""))
    return render(request, "citizen/uses.html", {"page": page, "entries": entries})


@for_citizens
@require_safe
def dossiers(request: CitizenRequest) -> HttpResponse:
    """The person's own dossiers."""
    page, cards = dossier_cards(request.citizen, after=request.GET.get("sau", ""))
    return render(request, "citizen/dossiers.html", {"page": page, "cards": cards})


@for_citizens
@require_safe
def dossier(request: CitizenRequest, dossier_id: int) -> HttpResponse:
    """One own dossier: how far it is, and what is still needed."""
    return show_dossier(request, own_dossier(request, dossier_id))


def own_dossier(request: CitizenRequest, dossier_id: int) -> Dossier:
    """The dossier, where it is the person's own; else not found."""
    rows = dossiers_of(request.citizen).select_related(
        "version__procedure", "holder", "deciding_agency", "place_of_intake"
    )
    return get_object_or_404(rows, pk=dossier_id)


def show_dossier(
    request: CitizenRequest,
    found: Dossier,
    *,
    status: int = 200,
    form: RatingForm | None = None,
) -> HttpResponse:
    """The page of a dossier; the form of its rating as it was sent, where it was wrong."""
    page = dossier_page(found, today=timezone.localdate())
    context = {"dossier": found, "page": page, "form": form or RatingForm(rating=page.rating)}
    return render(request, "citizen/dossier.html", context, status=status)


def _own(request: CitizenRequest, paper_id: int) -> Paper:
    rows = papers_of(request.citizen).select_related(
        "paper_type", "agency", "holder", "received_file", "replaced_by"
    )
    return get_object_or_404(rows, pk=paper_id)


def _show(
    request: CitizenRequest, found: Paper, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    page = paper_page(found, holder=request.citizen, now=timezone.now())
    context = {"paper": found, "page": page, "problem": problem}
    return render(request, "citizen/paper.html", context, status=status)

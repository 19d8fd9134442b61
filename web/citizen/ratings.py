"""A person rates how a dossier of their own was handled, on its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from config.messages import message
from dossiers.answers import Refused
from dossiers.citizens.rating import rate_own
from web.citizen.access import CitizenRequest, for_citizens
from web.citizen.forms import RatingForm
from web.citizen.views import own_dossier, show_dossier


@for_citizens
@require_POST
def rate(request: CitizenRequest, dossier_id: int) -> HttpResponse:
    """Say it; said again, the last word counts."""
    dossier = own_dossier(request, dossier_id)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return show_dossier(request, dossier, status=422, form=form)
    score = form.cleaned_data["score"]
    done = rate_own(holder=request.citizen, dossier_id=dossier.pk, score=score)
    if isinstance(done, Refused):
        told = message(done.code)
        messages.error(request, f"{told.sentence} {told.remedy}")
    else:
        messages.success(request, "Đã ghi đánh giá của bạn. Cảm ơn bạn.")
    return redirect("citizen_dossier", dossier.pk)

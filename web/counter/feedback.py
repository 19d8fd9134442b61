"""Mức hài lòng and phản ánh, written down on the page of the dossier when people say them at the counter."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from counter import feedback
from web.access import OfficeRequest, for_roles
from web.counter.acts import back
from web.counter.course_forms import ComplaintForm, RatingForm
from web.counter.views import AT_COUNTER, board_page, dossier_of


@for_roles(*AT_COUNTER)
@require_POST
def rate(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """How satisfied the applicant says to be."""
    dossier_of(request.user, dossier_id)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return board_page(request, dossier_id, wrong="rate", form=form)
    done = feedback.record_rating(dossier_id=dossier_id, by=request.user, **form.cleaned_data)
    return back(request, dossier_id, done, "Đã ghi mức hài lòng.")


@for_roles(*AT_COUNTER)
@require_POST
def complain(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Somebody complains."""
    dossier_of(request.user, dossier_id)
    form = ComplaintForm(request.POST)
    if not form.is_valid():
        return board_page(request, dossier_id, wrong="complain", form=form)
    done = feedback.record_complaint(dossier_id=dossier_id, by=request.user, **form.cleaned_data)
    return back(request, dossier_id, done, "Đã ghi phản ánh.")


@for_roles(*AT_COUNTER)
@require_POST
def settle(request: OfficeRequest, dossier_id: int, complaint_id: int) -> HttpResponse:
    """The complaint was answered."""
    dossier_of(request.user, dossier_id)
    done = feedback.settle_complaint(
        dossier_id=dossier_id, complaint_id=complaint_id, by=request.user
    )
    return back(request, dossier_id, done, "Đã ghi giải quyết xong phản ánh.")

"""Pages of Thành phần hồ sơ: by dossier, by holder and procedure, and the sheet for the citizen."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor
from accounts.models import Role, User
from dossiers.models import Procedure
from printing.qr import qr_svg
from web.access import OfficeRequest, for_roles
from web.checklist.answers import context_of, page, private
from web.checklist.forms import DossierForm, HolderForm, told
from web.checklist.subject import Subject, look_up_key, of_dossier, of_key, tellable

MOST_SUGGESTIONS = 200
LOOKERS = (Role.Kind.OFFICER, Role.Kind.CLERK)


@for_roles(*LOOKERS)
@require_safe
def checklist(request: OfficeRequest) -> HttpResponse:
    """The checklist of the dossier or look-up in the address; without one, the two forms."""
    if "tra" in request.GET:
        return page(request, of_key(request.GET["tra"], viewer=request.user))
    if "ho_so" not in request.GET:
        return _forms(request, DossierForm(), HolderForm())
    form = DossierForm(request.GET)
    if not form.is_valid():
        return _forms(request, form, HolderForm(), status=422)
    subject = of_dossier(form.cleaned_data["ho_so"], viewer=request.user)
    if subject is None:
        # Not there and not to be seen are answered alike.
        form.add_error("ho_so", told("dossier.unknown"))
        return _forms(request, form, HolderForm(), status=404)
    return page(request, subject)


@for_roles(*LOOKERS)
@require_POST
def look_up(request: OfficeRequest) -> HttpResponse:
    """Look a holder up for a procedure; recorded, then shown under an address without the id."""
    form = HolderForm(request.POST)
    if not form.is_valid():
        return _forms(request, DossierForm(), form, status=422)
    key = look_up_key(
        holder=tellable(form.found(), named=bool(form.cleaned_data["name"]), viewer=request.user),
        procedure=form.cleaned_data["procedure"],
        viewer=request.user,
        by=actor(request.user),
    )
    return HttpResponseRedirect(f"{reverse('checklist')}?{urlencode({'tra': key})}")


@for_roles(*LOOKERS)
@require_safe
def print_list(request: OfficeRequest) -> HttpResponse:
    """What the citizen still needs to hand in, on a sheet of paper."""
    if "tra" in request.GET:
        subject = of_key(request.GET["tra"], viewer=request.user)
    else:
        subject = _dossier_or_404(request.GET.get("ho_so", ""), request.user)
    context = context_of(request, subject)
    needed = [each for each in context["lines"] if each.line.still_needed]
    rest = [each for each in context["lines"] if not each.line.still_needed]
    # Drawn from a number of our own making; the counter reads it off the sheet.
    qr = mark_safe(qr_svg(subject.dossier.number)) if subject.dossier else ""  # noqa: S308
    more = {"needed": needed, "not_needed": rest, "qr": qr}
    return private(render(request, "checklist/print.html", {**context, **more}))


def _dossier_or_404(number: str, user: User) -> Subject:
    form = DossierForm({"ho_so": number})
    subject = of_dossier(form.cleaned_data["ho_so"], viewer=user) if form.is_valid() else None
    if subject is None:
        raise Http404
    return subject


def _forms(
    request: OfficeRequest, dossier_form: DossierForm, holder_form: HolderForm, status: int = 200
) -> HttpResponse:
    context = {
        "dossier_form": dossier_form,
        "holder_form": holder_form,
        "procedures": Procedure.objects.only("code", "name")[:MOST_SUGGESTIONS],
    }
    return private(render(request, "checklist/start.html", context, status=status))

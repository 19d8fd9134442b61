"""Views of Thành phần hồ sơ. Officers act on dossiers of their agencies; clerks may look."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, User
from config.messages import message
from dossiers.models import Component, Dossier, Paper, Procedure
from dossiers.selectors import components_of
from reuse.checklist import dossiers_open_to
from reuse.services import Grounds, Refused, ask_for_paper, record_reuse, revoke_reuse
from web.access import OfficeRequest, actor, for_roles
from web.checklist.forms import DossierForm, GroundsForm, HolderForm, told
from web.checklist.lines import count, show
from web.checklist.subject import Subject, lines_of, look_up_key, of_dossier, of_key

MOST_SUGGESTIONS = 200
LOOKERS = (Role.Kind.OFFICER, Role.Kind.CLERK)


@for_roles(*LOOKERS)
@require_safe
def checklist(request: OfficeRequest) -> HttpResponse:
    """The checklist of the dossier or look-up in the address; without one, the two forms."""
    if "tra" in request.GET:
        return _page(request, of_key(request.GET["tra"], viewer=request.user))
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
    return _page(request, subject)


@for_roles(*LOOKERS)
@require_POST
def look_up(request: OfficeRequest) -> HttpResponse:
    """Look a holder up for a procedure; recorded, then shown under an address without the id."""
    form = HolderForm(request.POST)
    if not form.is_valid():
        return _forms(request, DossierForm(), form, status=422)
    key = look_up_key(
        holder=form.found(),
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
    context = _context(request, subject)
    needed = [each for each in context["lines"] if each.line.still_needed]
    rest = [each for each in context["lines"] if not each.line.still_needed]
    more = {"needed": needed, "not_needed": rest}
    return _private(render(request, "checklist/print.html", {**context, **more}))


@for_roles(Role.Kind.OFFICER)
@require_POST
def reuse(request: OfficeRequest, dossier_id: int, component_id: int) -> HttpResponse:
    """Use what is held for this component."""
    dossier, component = _place(request.user, dossier_id, component_id)
    form = GroundsForm(request.POST)
    if not form.is_valid():
        return _answer(request, dossier, component, code="reuse.grounds_needed")
    asked = form.cleaned_data
    done = record_reuse(
        dossier=dossier,
        component=component,
        papers=list(Paper.objects.visible_to(request.user).filter(pk__in=asked["papers"])),
        officer=request.user,
        grounds=Grounds(asked["purpose"], asked["legal_basis"]),
    )
    return _answer(request, dossier, component, code=_code(done), done="Đã ghi nhận dùng lại.")


@for_roles(Role.Kind.OFFICER)
@require_POST
def ask(request: OfficeRequest, dossier_id: int, component_id: int) -> HttpResponse:
    """Ask the citizen for a held paper, with the reason."""
    dossier, component = _place(request.user, dossier_id, component_id)
    done = ask_for_paper(
        dossier=dossier,
        component=component,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
        officer=request.user,
    )
    return _answer(request, dossier, component, code=_code(done), done="Đã ghi yêu cầu nộp.")


@for_roles(Role.Kind.OFFICER)
@require_POST
def revoke(
    request: OfficeRequest, dossier_id: int, component_id: int, reuse_id: int
) -> HttpResponse:
    """Take a reuse back."""
    dossier, component = _place(request.user, dossier_id, component_id)
    reason = request.POST.get("reason", "")
    done = revoke_reuse(reuse_id=reuse_id, reason=reason, officer=request.user)
    return _answer(request, dossier, component, code=_code(done), done="Đã thôi dùng lại.")


def _code(done: object) -> str:
    return done.code if isinstance(done, Refused) else ""


def _place(user: User, dossier_id: int, component_id: int) -> tuple[Dossier, Component]:
    """The officer's dossier and a component of its procedure; anything else is not found."""
    open_to = dossiers_open_to(user, Role.Kind.OFFICER).select_related(
        "version__procedure", "holder", "deciding_agency"
    )
    dossier = get_object_or_404(open_to, pk=dossier_id)
    asked = {each.pk: each for each in components_of(dossier.version)}
    if component_id not in asked:
        raise Http404
    return dossier, asked[component_id]


def _dossier_or_404(number: str, user: User) -> Subject:
    form = DossierForm({"ho_so": number})
    subject = of_dossier(form.cleaned_data["ho_so"], viewer=user) if form.is_valid() else None
    if subject is None:
        raise Http404
    return subject


def _answer(
    request: OfficeRequest, dossier: Dossier, component: Component, *, code: str, done: str = ""
) -> HttpResponse:
    """The changed line for htmx; without scripts the whole page again, with a note."""
    subject = Subject(dossier.version, dossier.holder, dossier)
    if not getattr(request, "htmx", False):
        if code:
            messages.error(request, told(code))
        else:
            messages.success(request, done)
        address = f"{reverse('checklist')}?{_query(request, subject)}#tp-{component.pk}"
        return HttpResponseRedirect(address)
    context = _context(request, subject)
    line = next(each for each in context["lines"] if each.component.pk == component.pk)
    problem = message(code) if code else None
    more = {"line": line, "problem": problem, "fresh": True}
    return _private(render(request, "checklist/_answer.html", {**context, **more}))


def _context(request: OfficeRequest, subject: Subject) -> dict[str, Any]:
    today = timezone.localdate()
    lines = lines_of(subject, viewer=request.user, on=today)
    may_act = (
        subject.dossier is not None
        and dossiers_open_to(request.user, Role.Kind.OFFICER).filter(pk=subject.dossier.pk).exists()
    )
    return {
        "subject": subject,
        "lines": show(lines, subject=subject, may_act=may_act, on=today),
        "count": count(lines),
        "may_act": may_act,
        "today": today,
        "query": _query(request, subject),
    }


def _query(request: OfficeRequest, subject: Subject) -> str:
    """The address of this checklist, after the question mark."""
    if subject.dossier is not None:
        return urlencode({"ho_so": subject.dossier.number})
    return urlencode({"tra": request.GET.get("tra", "")})


def _page(request: OfficeRequest, subject: Subject) -> HttpResponse:
    return _private(render(request, "checklist/checklist.html", _context(request, subject)))


def _forms(
    request: OfficeRequest, dossier_form: DossierForm, holder_form: HolderForm, status: int = 200
) -> HttpResponse:
    context = {
        "dossier_form": dossier_form,
        "holder_form": holder_form,
        "procedures": Procedure.objects.only("code", "name")[:MOST_SUGGESTIONS],
    }
    return _private(render(request, "checklist/start.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response

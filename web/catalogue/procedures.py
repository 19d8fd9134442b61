"""Views of Thủ tục: every administrator looks, those of a whole province or ministry change."""

from itertools import groupby

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import catalogue_agency
from dossiers.administration import catalogue as acts
from dossiers.models import AcceptedPaper, Component, CopyKind, PaperType, Procedure
from vietnamese.dates import format_number
from web.access import OfficeRequest
from web.administration.forms import attempt, posted, status_of
from web.administration.history import acts_on
from web.catalogue.access import administrators_only, keepers_only
from web.catalogue.forms import NewProcedureForm, ProcedureFilter, ProcedureForm
from web.paging import page_of


@administrators_only
@require_safe
def procedures(request: OfficeRequest) -> HttpResponse:
    """The list, filtered."""
    form = ProcedureFilter(request.GET)
    rows = form.narrowed(Procedure.objects.select_related("level", "result_type"))
    counted = rows.annotate(component_count=Count("components"))
    page = page_of(counted, keys=("code",), after=request.GET.get("sau", ""))
    context = {"form": form, "page": page, "may_change": _may_change(request)}
    return render(request, "catalogue/procedures.html", context)


@administrators_only
@require_safe
def procedure(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """One procedure in full: what it asks for, and what may be given instead."""
    rows = Procedure.objects.select_related("level", "result_type")
    found = get_object_or_404(rows, pk=procedure_id)
    components = found.components.prefetch_related("accepted__paper_type")
    context = {
        "procedure": found,
        "components": [(each, _alternatives(each)) for each in components],
        "stamp": acts.procedure_stamp(found),
        "may_change": _may_change(request),
        "history": acts_on(found, seen_by=request.user),
    }
    return render(request, "catalogue/procedure.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: OfficeRequest) -> HttpResponse:
    """Add a procedure; its components come after."""
    form = NewProcedureForm(posted(request))
    added = attempt(
        form,
        lambda: acts.write_procedure(by=request.user, procedure_id=None, values=form.cleaned_data),
    )
    if added:
        messages.success(request, "Đã thêm thủ tục. Bây giờ thêm các thành phần hồ sơ.")
        return redirect("procedure", added.pk)
    context = {"form": form, "procedure": None}
    return render(request, "catalogue/procedure_form.html", context, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def change(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """Change what stands at the head of a procedure."""
    found = get_object_or_404(Procedure, pk=procedure_id)
    shown = {name: getattr(found, name) for name in ProcedureForm.base_fields}
    form, seen = ProcedureForm(posted(request), initial=shown), request.POST.get("seen", "")
    written = attempt(
        form,
        lambda: acts.write_procedure(
            by=request.user, procedure_id=found.pk, values=form.cleaned_data, seen=seen
        ),
    )
    if written:
        messages.success(request, "Đã ghi thủ tục.")
        return redirect("procedure", found.pk)
    context = {"form": form, "procedure": found, "stamp": acts.procedure_stamp(found)}
    return render(request, "catalogue/procedure_form.html", context, status=status_of(form))


def _may_change(request: OfficeRequest) -> bool:
    return catalogue_agency(request.user) is not None


def _alternatives(component: Component) -> list[tuple[int, list[tuple[PaperType, str]]]]:
    """The accepted papers by alternative, each with what is asked of it: all of one, any of several."""
    accepted = sorted(component.accepted.all(), key=lambda each: each.alternative)
    return [
        (number, [(each.paper_type, _asked_of(each)) for each in rows])
        for number, rows in groupby(accepted, lambda each: each.alternative)
    ]


def _asked_of(accepted: AcceptedPaper) -> str:
    asked = []
    if accepted.copy_kind in CopyKind.values:
        asked.append(str(CopyKind(accepted.copy_kind).label))
    if accepted.max_age_days:
        asked.append(f"không quá {format_number(accepted.max_age_days)} ngày")
    return ", ".join(asked)

"""Views of Thủ tục: every administrator looks, those of a whole province or ministry change."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import catalogue_agency
from dossiers.administration import catalogue as acts
from dossiers.administration import drafts
from dossiers.models import Procedure, ProcedureVersion
from web.access import OfficeRequest
from web.administration.forms import attempt, posted, status_of
from web.administration.history import acts_on
from web.catalogue.access import administrators_only, keepers_only
from web.catalogue.combined import combined
from web.catalogue.forms import NewProcedureForm, ProcedureFilter, ProcedureForm
from web.catalogue.lines import lines_of
from web.catalogue.preview import periods
from web.paging import page_of


@administrators_only
@require_safe
def procedures(request: OfficeRequest) -> HttpResponse:
    """The list, filtered."""
    form = ProcedureFilter(request.GET)
    rows = form.narrowed(Procedure.objects.select_related("level", "result_type"))
    page = page_of(rows, keys=("code",), after=request.GET.get("sau", ""))
    in_force = ProcedureVersion.objects.in_force(timezone.localdate()).annotate(
        component_count=Count("components", distinct=True),
        part_count=Count("parts", distinct=True),
    )
    versions = {each.procedure_id: each for each in in_force.filter(procedure__in=page.rows)}
    context = {
        "form": form,
        "page": page,
        "rows": [(each, versions.get(each.pk)) for each in page.rows],
        "may_change": may_change(request),
    }
    return render(request, "catalogue/procedures.html", context)


@administrators_only
@require_safe
def procedure(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """One procedure in full: what it asks for today, what may be given instead, and how that came to be."""
    rows = Procedure.objects.select_related("level", "result_type")
    found = get_object_or_404(rows.prefetch_related("versions"), pk=procedure_id)
    version = found.version_on(timezone.localdate())
    context = {
        "procedure": found,
        "version": version,
        "lines": lines_of(version) if version else [],
        "combined": combined(version) if version else None,
        "periods": periods(found),
        "draft": drafts.draft_of(found),
        "may_change": may_change(request),
        "history": acts_on(found, seen_by=request.user),
    }
    return render(request, "catalogue/procedure.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: OfficeRequest) -> HttpResponse:
    """Add a procedure; what it asks for is written in its first draft."""
    form = NewProcedureForm(posted(request))
    added = attempt(
        form,
        lambda: acts.write_procedure(by=request.user, procedure_id=None, values=form.cleaned_data),
    )
    if added:
        drafts.open_draft(by=request.user, procedure_id=added.pk)
        messages.success(request, "Đã thêm thủ tục. Soạn thành phần hồ sơ rồi ban hành.")
        return redirect("procedure_draft", added.pk)
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


def may_change(request: OfficeRequest) -> bool:
    """Whether the person keeps the catalogues."""
    return catalogue_agency(request.user) is not None

"""Views of the components (thành phần hồ sơ) of a procedure's draft."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.administration import drafts as acts
from dossiers.models import Component, ProcedureVersion
from web.access import OfficeRequest
from web.administration.forms import attempt, attempt_at_once, posted, status_of
from web.catalogue.access import administrators_only, keepers_only
from web.catalogue.draft_forms import component_forms, wanted_component


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """Add a component."""
    return _component_page(request, _draft(procedure_id), None)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def change(request: OfficeRequest, procedure_id: int, component_id: int) -> HttpResponse:
    """Change a component and what satisfies it."""
    component = get_object_or_404(Component, pk=component_id, version=_draft(procedure_id))
    return _component_page(request, component.version, component)


@administrators_only
@require_POST
@keepers_only
def remove(request: OfficeRequest, procedure_id: int, component_id: int) -> HttpResponse:
    """Take a component out of the draft."""
    component = get_object_or_404(Component, pk=component_id, version=_draft(procedure_id))
    seen = request.POST.get("seen", "")
    attempt_at_once(
        request,
        lambda: acts.remove_draft_component(
            by=request.user, procedure_id=procedure_id, component_id=component.pk, seen=seen
        ),
        done=f"Đã bỏ thành phần “{component.name}”.",
    )
    return redirect("procedure_draft", procedure_id)


def _component_page(
    request: OfficeRequest, draft: ProcedureVersion, component: Component | None
) -> HttpResponse:
    procedure = draft.procedure
    form, rows = component_forms(posted(request), component)
    component_id = component.pk if component else None
    # Both are asked, so that all that is wrong is told at once.
    written: Component | None = None
    if rows.is_valid() & form.is_valid():
        written = attempt(
            form,
            lambda: acts.write_draft_component(
                by=request.user,
                procedure_id=procedure.pk,
                component_id=component_id,
                wanted=wanted_component(form, rows),
                seen=request.POST.get("seen", ""),
            ),
        )
    if written:
        messages.success(request, "Đã ghi thành phần hồ sơ.")
        return redirect("procedure_draft", procedure.pk)
    context = {"form": form, "rows": rows, "procedure": procedure, "component": component}
    context["stamp"] = acts.draft_stamp(procedure)
    return render(request, "catalogue/component.html", context, status=status_of(form))


def _draft(procedure_id: int) -> ProcedureVersion:
    drafts = ProcedureVersion.objects.select_related("procedure").filter(published_at=None)
    return get_object_or_404(drafts, procedure=procedure_id)
